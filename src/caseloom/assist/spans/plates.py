"""Registration plates: by a country's own form, or by a word that calls them so."""

import re
from collections.abc import Iterator

from caseloom.assist.spans.span import Span

# Forms that hardly anything else has.
_FORMS = re.compile(
    r"(?<![A-Za-z0-9-])(?:"
    r"\d{4}[ -]?[BCDFGHJKLMNPRSTVWXYZ]{3}"  # Spain since 2000
    r"|[A-Z]{2}\d{2} [A-Z]{3}"  # Britain since 2001
    r"|[A-Z]{2}-\d{3}-[A-Z]{2}"  # France since 2009
    r"|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?"  # Germany
    r"|\d[A-Z]{3}\d{3}"  # California
    r"|[A-Z]{3}[- ]\d{4}"  # many of the United States
    r"|[A-Z]{3}-\d{2}-\d{2}|[A-Z]{3}-\d{3}-[A-Z]"  # Mexico
    r")(?![A-Za-z0-9-])"
)
_CUE = re.compile(
    r"(?i)\b(?:licen[cs]e plates?|number plates?|plates?|plate no|plate number|tags?|"
    r"licen[cs]e tag|registration|reg|matr[ií]cula|placas?|patente)\b|لوحة|لوحه|نمرة|اللوحات|لوحات"
)
_TOKEN = re.compile(
    r"(?<![\w-])(?:[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){1,2}|[A-Z0-9]{4,8}|[a-z0-9]{5,8}"
    r"|(?:[ء-ي] ?){1,3} ?\d{3,4}|\d{3,4} ?(?:[ء-ي] ?){1,3})(?![\w-])"
)
_NEAR = 40
_LEAST, _MOST = 4, 9


def plates(plain: str) -> Iterator[Span]:
    """Plates; those of a known form, and what follows a word for one and has a digit in it."""
    ends = 0
    for found in sorted([*_by_form(plain), *_by_cue(plain)], key=lambda one: (one.start, -one.end)):
        if found.start >= ends:
            ends = found.end
            yield found


def _by_form(plain: str) -> Iterator[Span]:
    for found in _FORMS.finditer(plain):
        yield _plate(found.group(), found.start())


def _by_cue(plain: str) -> Iterator[Span]:
    for cue in _CUE.finditer(plain):
        for found in _TOKEN.finditer(plain, cue.end(), cue.end() + _NEAR):
            raw = found.group().strip()
            letters = sum(c.isalpha() for c in raw)
            digits = sum(c.isdigit() for c in raw)
            between = plain[cue.end() : found.start()]
            if "." in between.strip() or ";" in between:
                break
            if digits and _LEAST <= letters + digits <= _MOST and (letters or digits >= 5):
                yield _plate(raw, found.start())
                break


def _plate(raw: str, start: int) -> Span:
    return Span("plate", start, start + len(raw), raw, re.sub(r"[\W_]", "", raw).upper())
