"""One way to write a value as JSON bytes, so that its hash is the same everywhere."""

import json
from typing import Any


def canonical_json(value: Any) -> bytes:
    """`value` as UTF-8 JSON: keys sorted, no spaces, no escapes beyond what JSON requires.

    Raises TypeError for what JSON cannot hold and ValueError for NaN and infinities.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()
