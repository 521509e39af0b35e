"""Which texts tell of the same thing, for rooms that keep keyed values and not the words."""

from collections.abc import Iterable

from caseloom.assist.likeness import senders, signing
from caseloom.assist.likeness.comparing import Likeness, compare
from caseloom.assist.likeness.differing import Difference, differences
from caseloom.assist.likeness.senders import Behind, behind
from caseloom.assist.likeness.signing import Signature, keyed, signature
from caseloom.assist.spans.span import Span

__all__ = [
    "Behind",
    "Difference",
    "Likeness",
    "Signature",
    "behind",
    "compare",
    "copies",
    "differences",
    "identifiers",
    "reaching",
    "signature",
    "words",
]

# Kinds of spans that point to one person, vehicle or account.
_POINTING = frozenset(("phone", "email", "plate", "vin", "iban", "card", "crypto", "url", "handle"))


def identifiers(spans: Iterable[Span]) -> tuple[str, ...]:
    """What in a text points to one thing, each once, as `signature` and `compare` take it."""
    found = (
        f"{one.kind}:{(one.value or one.raw).casefold()}" for one in spans if one.kind in _POINTING
    )
    return tuple(dict.fromkeys(found))


def words(text: str, key: bytes) -> dict[str, int]:
    """Each word of `text` that is kept, with its keyed value."""
    return {one: keyed(f"w {one}", key) for one in sorted(signing.units(signing.content(text)))}


def copies(text: str, key: bytes) -> tuple[int, ...]:
    """Keyed values of which near copies of `text` have one in common; none of a short text."""
    bands = signature(text, (), key).bands
    return senders.copies(bands, len(signing.content(text)), key)


def reaching(identifiers: Iterable[str], key: bytes) -> dict[str, int]:
    """The keyed value of each way to reach somebody."""
    return {one: keyed(f"r {one}", key) for one in identifiers}
