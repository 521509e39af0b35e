"""Which texts tell of the same thing, for rooms that keep keyed values and not the words."""

import logging
from collections.abc import Iterable

from caseloom.assist import meaning
from caseloom.assist.likeness import meant, pairing, senders, signing
from caseloom.assist.likeness.comparing import Likeness, compare
from caseloom.assist.likeness.differing import Difference, differences
from caseloom.assist.likeness.meant import Meant
from caseloom.assist.likeness.senders import Behind, behind
from caseloom.assist.likeness.signing import Signature, keyed, signature
from caseloom.assist.spans.span import Span

log = logging.getLogger(__name__)
# What numbers were made by, those of another encoder are never compared; and how many they are.
MEANING, MEANING_BYTES = meant.NAME, meant.SIZE
near, nearest, remembered = meant.near, pairing.nearest, meaning.remembered

__all__ = [
    "MEANING",
    "MEANING_BYTES",
    "Behind",
    "Difference",
    "Likeness",
    "Meant",
    "Signature",
    "behind",
    "compare",
    "copies",
    "differences",
    "facts",
    "identifiers",
    "means",
    "near",
    "nearest",
    "reaching",
    "remembered",
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


def facts(spans: Iterable[Span]) -> dict[str, str]:
    """All that a text names, as `compare` takes it, with how it is written."""
    found = ((f"{one.kind}:{(one.value or one.raw).casefold()}", one) for one in spans)
    return {key: one.value or one.raw for key, one in found}


def means(text: str, tier: int) -> bytes | None:
    """What `text` means, as numbers for `near` that are as secret as it; None below Tier 1.

    None too where the encoder cannot read it: its words still find it.
    """
    if tier < 1 or not text.strip():
        return None
    try:
        return meant.numbers(text)
    except Exception:  # a fault of one part must not cost a reporter the others
        log.exception("what a text means could not be told")
        return None


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
