"""Phone numbers that are surely valid, by the numbering plans that phonenumbers carries.

Only for countries whose main region comes first among those of its calling code, has no leading
digits of its own, and whose fixed and mobile numbers can't begin like the national prefix: there
the national pattern alone decides. All else goes to phonenumbers itself.
"""

import re
from functools import cache

from phonenumbers import PhoneMetadata

from caseloom.engine.sql import text

# Calling code → (region, national prefix as dialled at home, whether that may be left out).
PLANS = {
    "1": ("US", "1", True), "31": ("NL", "0", False), "32": ("BE", "0", False),
    "33": ("FR", "0", False), "34": ("ES", "", True), "41": ("CH", "0", False),
    "43": ("AT", "0", False), "44": ("GB", "0", False), "45": ("DK", "", True),
    "46": ("SE", "0", False), "48": ("PL", "", True), "49": ("DE", "0", False),
    "61": ("AU", "0", False), "91": ("IN", "0", False),
}  # fmt: skip
_MARKS = "[ ().-]"


def phone(formats: tuple[str, ...], v: str) -> tuple[str | None, str]:
    """(condition, E.164 text) for numbers in column `v`; the condition is None for never.

    It holds for a number of PLANS with its country code or as dialled in the first of `formats`,
    and, without formats, for text without a plus, which can't be a number.
    """
    digits = (
        f"CASE WHEN regexp_matches({v}, '{_MARKS}') "
        f"THEN regexp_replace({v}, '{_MARKS}', '', 'g') ELSE {v} END"
    )
    abroad = {code: f"[+]{code}" for code in PLANS}
    international = f"(prefix({v}, '+') AND {_shaped(v)} AND {_valid(digits, abroad)})"
    if not formats:
        none = f"NOT contains({v}, '+')"
        return f"({none} OR {international})", f"CASE WHEN {none} THEN NULL ELSE {digits} END"
    home = _home(formats[0], digits)
    if home is None:
        return international, digits
    when, value = home
    national = f"(NOT contains({v}, '+') AND {_shaped(v)} AND {when})"
    value = f"CASE WHEN prefix({v}, '+') THEN {digits} ELSE {value} END"
    return f"({international} OR {national})", value


def _shaped(v: str) -> str:
    """Digits with the usual marks between them, and no more of them than a number has."""
    return f"regexp_full_match({v}, '[+(]?[0-9][0-9 ().-]{{5,24}}')"


def _home(country: str, digits: str) -> tuple[str, str] | None:
    """(condition, E.164 text) of a number dialled at home."""
    found = next((c for c, (region, _, _) in PLANS.items() if region == country.upper()), None)
    if found is None:
        return None
    _, prefix, optional = PLANS[found]
    when = _valid(digits, {found: f"{prefix}?" if optional and prefix else prefix})
    if not prefix:
        return when, f"'+{found}' || {digits}"
    bare = f"substring({digits}, {len(prefix) + 1})"
    if not optional:
        return when, f"'+{found}' || {bare}"
    return when, (
        f"'+{found}' || CASE WHEN prefix({digits}, {text(prefix)}) THEN {bare} ELSE {digits} END"
    )


def _valid(digits: str, plans: dict[str, str]) -> str:
    """Whether the digits are a fixed or mobile number of one of the plans, after its prefix.

    Two patterns for all plans: a number must be like its region's numbers in general, and like
    its fixed or mobile ones. The lengths that the metadata lists beside them follow from these.
    """
    general, special = (
        "|".join(f"{before}(?:{_pattern(code, kinds)})" for code, before in plans.items())
        for kinds in (("general_desc",), ("fixed_line", "mobile"))
    )
    return (
        f"regexp_full_match({digits}, {text(general)}) "
        f"AND regexp_full_match({digits}, {text(special)})"
    )


@cache
def _pattern(code: str, kinds: tuple[str, ...]) -> str:
    """The metadata's patterns of some kinds of number. RE2's \\d is ASCII, as is meant."""
    metadata = PhoneMetadata.metadata_for_region(PLANS[code][0])
    found = (getattr(metadata, kind).national_number_pattern for kind in kinds)
    return re.sub(r"\s+", "", "|".join(dict.fromkeys(found)))
