"""Pages that stay right while rows are added: a cursor names the last row seen."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from caseloom.kernel.errors import Invalid

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page. `next` is the cursor of the page after it, None on the last."""

    items: tuple[T, ...]
    next: str | None = None


def encode_cursor(*parts: Any) -> str:
    """An opaque cursor of JSON-able `parts`."""
    return base64.urlsafe_b64encode(json.dumps(parts, default=str).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> tuple[Any, ...]:
    """The parts of a cursor that `encode_cursor` made. Raises Invalid for anything else."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, UnicodeError) as error:
        raise _bad_cursor() from error
    if not isinstance(parts, list) or len(parts) != length:
        raise _bad_cursor()
    return tuple(parts)


def _bad_cursor() -> Invalid:
    return Invalid(
        "The page cursor is not valid.", remedy="Start from the first page.", field="cursor"
    )
