"""What a column probably holds, from its name in several languages and from its values."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from rigour.ids import get_identifier_format

from caseloom.ontology import cleaning
from caseloom.ontology.names import fold, squash

DATE_FORMATS = (
    "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y%m%d", "%d-%m-%Y", "%m-%d-%Y",
    "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S",
)  # fmt: skip
ENOUGH = 0.8
"""The share of a column's values that must look alike before it is called that."""

HEADERS = Path(__file__).parent / "headers.yaml"


@cache
def _by_word() -> dict[str, str]:
    """What a header's words say, from headers.yaml."""
    found: dict[str, str] = yaml.safe_load(HEADERS.read_text(encoding="utf-8"))
    return {word.strip(): what for what, words in found.items() for word in words.split(",")}


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column holds; `format` a hint for cleaning; `sure`: its values say so too."""

    what: str
    format: tuple[str, ...] = ()
    sure: bool = False


def guess(header: str, values: Sequence[str]) -> Guess | None:
    """What a column probably holds, None when neither name nor values say."""
    named = _by_word().get(_header_words(header)) or _by_word().get(squash(header))
    filled = [v.strip() for v in values if v.strip()][:200]
    seen = _by_value(filled)
    if named in ("birth", "death", "date"):
        return Guess(named, date_format(filled), sure=bool(date_format(filled)) or _iso(filled))
    if named is not None and not (named in ("id", "account") and seen == "iban"):
        return Guess(named, sure=seen == named)
    if seen is None:
        return None
    return Guess(seen, date_format(filled) if seen == "date" else (), sure=True)


def _header_words(header: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header).replace("_", " ")
    return fold(spaced)


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(1 for v in values if test(v)) / len(values) if values else 0.0


def _by_value(values: Sequence[str]) -> str | None:
    for what, test in _TESTS.items():
        if _share(values, test) >= ENOUGH:
            return what
    return None


def _iso(values: Sequence[str]) -> bool:
    return _share(values, _is_iso) >= ENOUGH


def _is_iso(value: str) -> bool:
    return cleaning.clean("date", value) is not None and len(value) >= 8


def date_format(values: Sequence[str]) -> tuple[str, ...]:
    """The `strptime` patterns that a column of dates needs, () for ISO 8601 alone.

    Where day and month can't be told apart, the day comes first if any value says so, else the
    first pattern that fits all is taken: a person should look at it.
    """
    if not values or _iso(values):
        return ()
    best, best_share = "", 0.0
    for pattern in DATE_FORMATS:
        share = _share(
            values,
            lambda v, p=pattern: cleaning.clean("date", v, formats=(p,)) is not None,  # type: ignore[misc]  # bound default
        )
        if share > best_share:
            best, best_share = pattern, share
    return (best, cleaning.ISO) if best_share >= 0.5 else ()


def ambiguous(pattern: str, values: Sequence[str]) -> bool:
    """Whether the other order of day and month would fit every value as well."""
    if "%d" not in pattern or "%m" not in pattern or pattern.startswith("%Y"):
        return False
    other = pattern.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")
    filled = [v for v in values if cleaning.clean("date", v, formats=(pattern,))]
    return all(cleaning.clean("date", v, formats=(other,)) for v in filled)


def _is_iban(value: str) -> bool:
    scheme = get_identifier_format("iban")
    return scheme is not None and scheme.is_valid(value)


def _is_phone(value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    return (
        re.fullmatch(r"\+?[0-9(][0-9 ().\-/]{6,20}", value) is not None
        and 7 <= len(digits) <= 15
        and (value[0] in "+(0" or any(mark in value for mark in "- (."))
        and not _is_date(value)
    )


def _is_date(value: str) -> bool:
    if not re.search(r"\d", value) or not 6 <= len(value) <= 20:
        return False
    return _is_iso(value) or any(
        cleaning.clean("date", value, formats=(p,)) for p in DATE_FORMATS if p != "%Y%m%d"
    )


_TESTS: dict[str, Callable[[str], bool]] = {
    "email": lambda v: cleaning.clean("email", v) is not None,
    "website": lambda v: v.lower().startswith(("http://", "https://", "www.")),
    "iban": _is_iban,
    "date": _is_date,
    "vin": lambda v: re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", v) is not None and not v.isdigit(),
    "phone": _is_phone,
    "gender": lambda v: (
        v.lower() in ("m", "f", "male", "female", "man", "woman", "männlich", "weiblich")
    ),
    "amount": lambda v: re.fullmatch(r"-?[€$£]?\s?\d{1,3}([,.]\d{3})*[.,]\d{2}", v) is not None,
}
