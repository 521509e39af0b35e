"""What followthemoney's cleaning does, in SQL, for the values where SQL can know the answer.

For each property type: a condition under which the SQL answer is right, and that answer. Where
the condition does not hold, the distinct values go to followthemoney itself (see lookup.py).
That both give the same is proved in tests/engine/test_fast.py, on generated and on real values.
"""

import re
from dataclasses import dataclass

from caseloom.engine.fast_phone import phone
from caseloom.engine.sql import text
from caseloom.ontology import cleaning

# Characters that are already in Unicode form C beside any other of these, that sanitising
# leaves alone, and whose only white space is ASCII: Latin, Cyrillic, Greek, Armenian, Hebrew and
# Arabic letters, kana, Chinese characters, Hangul syllables, and plain punctuation.
SAFE_CLASS = (
    r"\t\n\r\x20-\x7e\x{a1}-\x{ac}\x{ae}-\x{2ff}\x{386}\x{388}-\x{38a}\x{38c}\x{38e}-\x{3ce}"
    r"\x{400}-\x{482}\x{48a}-\x{52f}\x{531}-\x{556}\x{561}-\x{586}\x{5d0}-\x{5ea}"
    r"\x{620}-\x{64a}\x{671}-\x{6d3}\x{e01}-\x{e30}\x{2010}-\x{2027}\x{3041}-\x{3096}"
    r"\x{30a1}-\x{30fa}\x{4e00}-\x{9fff}\x{ac00}-\x{d7a3}"
)
SAFE = f"[{SAFE_CLASS}]*"
# Types whose canonical form is the sanitised text itself.
IDENTITY = frozenset({"string", "text", "html", "checksum", "number", "json"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of cleaning: a property type with its hints. Values of one kind share a lookup."""

    type: str
    formats: tuple[str, ...] = ()
    fuzzy: bool = False

    @property
    def identity(self) -> bool:
        """Whether a sanitised value is always its own canonical form."""
        return self.type in IDENTITY or (self.type == "identifier" and not self.formats)


@dataclass(frozen=True, slots=True)
class Fast:
    """`when`: the condition, None for never; `value`: the answer where it holds."""

    when: str | None
    value: str


def fast(kind: Kind, v: str) -> Fast:
    """The SQL for values in column `v` that are sanitised and made of SAFE characters."""
    if kind.identity:
        return Fast("true", v)
    make = _MAKERS.get(kind.type)
    return make(kind, v) if make else Fast(None, "NULL")


def safe(v: str) -> str:
    """Whether sanitising leaves a trimmed value as it is, as far as SQL can tell."""
    return f"regexp_full_match({v}, {text(SAFE)})"


def _name(_: Kind, v: str) -> Fast:
    squashed = (
        f"CASE WHEN regexp_matches({v}, '[\\t\\n\\r]|  ') "
        f"THEN regexp_replace({v}, '[ \\t\\n\\r]+', ' ', 'g') ELSE {v} END"
    )
    return Fast(f"NOT (prefix({v}, '\"') OR prefix({v}, ''''))", squashed)


def _address(_: Kind, v: str) -> Fast:
    broken = f"regexp_replace({v}, '(\\r\\n|\\n|<BR/>|<BR>|\\t|ESQ\\.,|ESQ,|;)', ', ', 'g')"
    commas = f"regexp_replace({broken}, '(,\\s?[,\\.])', ', ', 'g')"
    squashed = f"trim(regexp_replace({commas}, '[ \\t\\n\\r]+', ' ', 'g'), ' ')"
    odd = "[\\t\\n\\r;<]|ESQ|,\\s?[,\\.]|  "
    return Fast(
        "true", f"CASE WHEN regexp_matches({v}, '{odd}') THEN nullif({squashed}, '') ELSE {v} END"
    )


def _date(kind: Kind, v: str) -> Fast:
    if not kind.formats or kind.formats[0] == cleaning.ISO:
        return _iso_date(v, alone=len(kind.formats) <= 1)
    return _formatted_date(kind.formats[0], v)


def _iso_date(v: str, *, alone: bool) -> Fast:
    """ISO 8601 dates that exist, to the year, month, day or second, and what is none at all."""
    day = "[12][0-9]{3}-[0-9]{2}-[0-9]{2}"
    time = "[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    exists = f"TRY_CAST(substring({v}, 1, 10) AS DATE) IS NOT NULL"
    good = (
        f"(regexp_full_match({v}, '{day}({time})?') AND {exists}) "
        f"OR regexp_full_match({v}, '[12][0-9]{{3}}(-(0[1-9]|1[0-2]))?')"
    )
    value = f"CASE WHEN length({v}) = 19 THEN replace({v}, ' ', 'T') ELSE {v} END"
    if not alone:
        return Fast(good, value)
    none = f"NOT regexp_matches({v}, '^[12][0-9]{{3}}')"  # a digit of another script: no year
    return Fast(f"({none} OR {good})", f"CASE WHEN {none} THEN NULL ELSE {value} END")


_DIRECTIVES = {
    "Y": ("([12][0-9]{3})", 4), "m": ("(0[1-9]|1[0-2])", 2), "d": ("(0[1-9]|[12][0-9]|3[01])", 2),
    "H": ("([01][0-9]|2[0-3])", 2), "M": ("([0-5][0-9])", 2), "S": ("([0-5][0-9])", 2),
}  # fmt: skip


def _formatted_date(pattern: str, v: str) -> Fast:
    """`strptime` patterns of zero-padded numbers: cut out by position, if the day exists."""
    parts = _layout(pattern)
    if parts is None:
        return Fast(None, "NULL")
    regex, at = parts
    cut = {k: f"substring({v}, {start}, {length})" for k, (start, length) in at.items()}
    value = cut["Y"]
    for directive, mark in (("m", "-"), ("d", "-"), ("H", "T"), ("M", ":"), ("S", ":")):
        if directive not in cut:
            break
        value += f" || '{mark}' || {cut[directive]}"
    exists = ""
    if "d" in cut:
        date = f"{cut['Y']} || '-' || {cut['m']} || '-' || {cut['d']}"
        exists = f" AND TRY_CAST({date} AS DATE) IS NOT NULL"
    return Fast(f"regexp_full_match({v}, {text(regex)}){exists}", value)


def _layout(pattern: str) -> tuple[str, dict[str, tuple[int, int]]] | None:
    """The regular expression of a pattern and where its parts stand; None if SQL can't do it."""
    regex, at, position = "", dict[str, tuple[int, int]](), 1
    for literal, directive in re.findall(r"([^%]*)(?:%(.)|$)", pattern):
        regex += re.escape(literal) if literal.isascii() else "(?!)"
        position += len(literal)
        if not directive:
            continue
        if directive not in _DIRECTIVES or directive in at or " " in literal.strip(" "):
            return None
        part, length = _DIRECTIVES[directive]
        regex, at[directive], position = regex + part, (position, length), position + length
    given = [d for d in "YmdHMS" if d in at]
    complete = given == list("YmdHMS")[: len(given)] and given[:1] == ["Y"]
    return (regex, at) if complete and pattern.isascii() else None


def _email(_: Kind, v: str) -> Fast:
    label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    good = f"[A-Za-z0-9._%+'&=/-]{{1,64}}@({label}\\.)+[A-Za-z]{{2,24}}"
    at = f"strpos({v}, '@')"
    value = f"substring({v}, 1, {at}) || lower(substring({v}, {at} + 1))"
    when = (
        f"regexp_full_match({v}, {text(good)}) AND NOT contains({v}, '--') "
        f"AND length({v}) < 200"
    )  # idna refuses hyphens in the third and fourth place, and long domains
    none = f"NOT contains({v}, '@')"
    return Fast(f"({none} OR ({when}))", f"CASE WHEN {none} THEN NULL ELSE {value} END")


def _ip(_: Kind, v: str) -> Fast:
    byte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
    return Fast(f"regexp_full_match({v}, '{byte}(\\.{byte}){{3}}')", v)


def _url(_: Kind, v: str) -> Fast:
    label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
    good = f"https?://({label}\\.)+[a-z]{{2,24}}(/[A-Za-z0-9._~/-]*)?"
    bare = f"NOT contains(substring({v}, 9), '/')"
    return Fast(
        f"regexp_full_match({v}, {text(good)})", f"CASE WHEN {bare} THEN {v} || '/' ELSE {v} END"
    )


def _phone(kind: Kind, v: str) -> Fast:
    when, value = phone(kind.formats, v)
    return Fast(when, value)


_MAKERS = {
    "name": _name, "address": _address, "date": _date, "email": _email, "ip": _ip, "url": _url,
    "phone": _phone,
}  # fmt: skip
