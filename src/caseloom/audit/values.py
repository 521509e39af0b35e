"""Values as PostgreSQL can store them, so that they read back as what was committed to."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from caseloom.kernel.errors import Invalid

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean_text(text: str) -> str:
    """`text` without what PostgreSQL cannot hold: NUL and lone surrogates become U+FFFD."""
    if "\0" not in text and text.isascii():
        return text
    return (
        text.replace("\0", _REPLACEMENT).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    )


def storable(value: object) -> object:
    """`value` as JSON that PostgreSQL can hold; UUIDs, dates and decimals as text.

    Raises Invalid for what JSON cannot hold.
    """
    if isinstance(value, str):
        return clean_text(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return {clean_text(str(name)): storable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [storable(one) for one in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Invalid("An audit event holds finite numbers only.", remedy="Leave it out.")
        return value
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {clean_text(str(name)): storable(one) for name, one in value.items()}
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, bytes | bytearray):
        return [storable(one) for one in _ordered(value)]
    raise Invalid(
        f"A {type(value).__name__} cannot go into an audit event.",
        remedy="Give texts, numbers, lists and mappings.",
    )


def _ordered(value: Sequence[object] | set[object] | frozenset[object]) -> list[object]:
    return sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
