"""Phone numbers that are surely valid, by the numbering plans that phonenumbers carries.

Only for countries whose main region comes first among those of its calling code, has no leading
digits of its own, and whose fixed and mobile numbers can't begin like the national prefix: there
the national pattern alone decides. All else goes to phonenumbers itself.
"""

import re
from functools import cache
from typing import Any

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
    """(condition, E.164 text) for numbers in column `v`. The condition holds for a number of
    PLANS with its country code or as dialled in the first of `formats`, and, without formats,
    for text without a plus, which can't be a number.
    """
    digits = f"regexp_replace({v}, '{_MARKS}', '', 'g')"
    shaped = f"regexp_full_match({v}, '[+]?[0-9][0-9 ().-]{{5,24}}')"
    known = [
        f"(prefix({v}, '+{code}') AND {_valid(code, f'substring({digits}, {len(code) + 2})')})"
        for code in PLANS
    ]
    international = f"(prefix({v}, '+') AND {shaped} AND ({' OR '.join(known)}))"
    if not formats:
        none = f"NOT contains({v}, '+')"
        return f"({none} OR {international})", f"CASE WHEN {none} THEN NULL ELSE {digits} END"
    home = _home(formats[0], digits)
    if home is None:
        return international, digits
    when, value = home
    national = f"(NOT contains({v}, '+') AND {shaped.replace('[+]?', '[(]?')} AND {when})"
    return (
        f"({international} OR {national})",
        f"CASE WHEN prefix({v}, '+') THEN {digits} ELSE {value} END",
    )


def _home(country: str, digits: str) -> tuple[str, str] | None:
    """(condition, E.164 text) of a number dialled at home."""
    found = next((c for c, (region, _, _) in PLANS.items() if region == country.upper()), None)
    if found is None:
        return None
    _, prefix, optional = PLANS[found]
    bare = f"substring({digits}, {len(prefix) + 1})"
    prefixed = f"(prefix({digits}, {text(prefix)}) AND {_valid(found, bare)})"
    if not prefix:
        return _valid(found, digits), f"'+{found}' || {digits}"
    if not optional:
        return prefixed, f"'+{found}' || {bare}"
    value = f"CASE WHEN prefix({digits}, {text(prefix)}) THEN {bare} ELSE {digits} END"
    return f"({prefixed} OR {_valid(found, digits)})", f"'+{found}' || {value}"


@cache
def _valid(code: str, national: str) -> str:
    """Whether the national number is one of the region's fixed or mobile numbers."""
    metadata: Any = PhoneMetadata.metadata_for_region(PLANS[code][0])
    if metadata is None:  # every region of PLANS has a plan
        return "false"
    tests = [
        f"(length({national}) IN ({', '.join(str(n) for n in lengths)}) AND {test})"
        for lengths, test in (
            (kind.possible_length or metadata.general_desc.possible_length, _like(national, kind))
            for kind in (metadata.fixed_line, metadata.mobile)
        )
    ]
    return f"({_like(national, metadata.general_desc)} AND ({' OR '.join(dict.fromkeys(tests))}))"


def _like(national: str, kind: Any) -> str:
    """Whether a number has a pattern. RE2 reads it as it is; its \\d is ASCII, as is meant."""
    pattern = re.sub(r"\s+", "", kind.national_number_pattern)
    return f"regexp_full_match({national}, {text(pattern)})"
