"""A place in a text, and letters and digits of any script brought to one form in their place."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] is `raw`. `value`: in one form. checked: whether its own digits prove it.

    kind: person, organisation, address, phone, email, plate, vin, iban, card, crypto, date, money,
    url, handle. checked is None where the kind has no such digits.
    """

    kind: str
    start: int
    end: int
    raw: str
    value: str
    checked: bool | None = None


def level(text: str) -> str:
    """`text` with digits of every script, full-width letters, spaces and dashes as ASCII ones.

    Character by character, so that places stay what they are. Marks that change the direction of
    writing become spaces: they hide an order of digits that is not the one that is stored.
    """
    return text if text.isascii() else "".join(map(_level, text))


@lru_cache(maxsize=8_192)
def _level(letter: str) -> str:
    if letter.isascii():
        return letter
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(int(digit))
    category = unicodedata.category(letter)
    if category in ("Zs", "Cf"):
        return " "
    if category == "Pd" or letter == "−":
        return "-"
    wide = unicodedata.normalize("NFKC", letter)
    return wide if len(wide) == 1 and wide.isascii() else letter
