"""How somebody can be reached: e-mail, web addresses, names on networks."""

import re
from collections.abc import Iterator

from caseloom.assist.spans.language import word_set
from caseloom.assist.spans.span import Span

_AT = r"(?:@|\s?[\[({<]\s?(?:at|arroba|@|آت|ات)\s?[\])}>]\s?|\s(?:arroba|آت|ات|أت)\s)"
_DOT = r"(?:\.|\s?[\[({<]\s?(?:dot|punto|\.|نقطة|دوت)\s?[\])}>]\s?|\s(?:punto|نقطة|نقطه|دوت)\s)"
_SPELT = r"(?:\s?[\[({]\s?(?:dot|punto|\.)\s?[\])}]\s?|\spunto\s)"
# It begins behind no letter; Arabic joins “and”, “for” and “by” to it.
_BEGINS = r"(?:(?<![\w.+%@-])|(?<=(?<!\w)[وبل]))"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_TOP = r"(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})"
_LOCAL = r"[a-z0-9_](?:[a-z0-9._%+'-]{0,62}[a-z0-9_+-])?"
_ENDS = r"(?![\w@-]|\.[a-z0-9])"
_EMAIL = re.compile(
    # Two dots at most may be spelt out before the sign: a sentence is no name.
    rf"(?i){_BEGINS}(?:[a-z0-9_-]{{1,40}}{_SPELT}){{0,2}}{_LOCAL}{_AT}"
    rf"(?:{_LABEL}{_DOT}){{1,6}}{_TOP}{_ENDS}"
)
# As it is said aloud: “ann dot lee at mail dot com”. A dot that is said makes “at” a sign.
_SAID_DOT = r"(?: dot | punto | d0t |\.)"
_SAID = re.compile(
    rf"(?i){_BEGINS}(?:[a-z0-9_-]{{1,40}}(?: dot | punto | underscore | dash |"
    rf" guion(?: bajo)? )){{0,3}}"
    rf"{_LOCAL} (?:at|arroba|a arroba|@) "
    rf"(?:(?:{_LABEL}{_SAID_DOT}){{0,3}}{_LABEL}(?: dot | punto )){_TOP}"
    rf"(?:(?: dot | punto )(?:[a-z]{{2}}))?{_ENDS}"
)
# With spaces beside its marks, at a host that many have or behind a dot that nothing else has.
_VERBS = word_set(
    "work works worked look looked looking is are was were me us him her them it found site page "
    "website shop buy bought live lives sold seen posted here there"
)
_SPACED = re.compile(
    rf"(?i){_BEGINS}{_LOCAL}(?: ?@ |@| @(?=(?:gmail|hotmail|yahoo|outlook|icloud|proton|live)\b))"
    rf"(?:{_LABEL} ?\. ?){{1,3}}(?:com|org|net|es|mx|uk|me|edu|gov|info|io|"
    rf"example|test)(?:\. ?[a-z]{{2}})?{_ENDS}"
)
# Without one of these no pattern finds any.
_SIGN = re.compile(
    r"(?i)@|[\[({<]\s?at\s?[\])}>]|arroba|آت|أت|[\s\[({<]ات[\s\])}>]|\s(?:dot|punto)\s"
)
_WORDS = (
    (re.compile(r"(?i) (?:dot|punto|d0t) | ?\. ?"), "."),
    (re.compile(r"(?i) underscore | guion bajo "), "_"), (re.compile(r"(?i) dash | guion "), "-"),
    (re.compile(r"(?i) ?@ ?| (?:a )?arroba | at "), "@"),
)  # fmt: skip
_URL = re.compile(
    r"(?i)(?<![\w@.])(?:https?://|www\.)[^\s<>\"'`{}|\\^\[\]]{3,2000}"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,5}(?:onion|com|org|net|info|biz|gov|es|"
    r"mx)(?:/[^\s<>\"']{0,2000})?(?![\w@-])"
)
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z_][A-Za-z0-9_.]{2,31}(?<!\.)(?![\w@]|\.[a-z]{2})")


def emails(plain: str) -> Iterator[Span]:
    """E-mail addresses, also those with “at” and “dot” in brackets, or written as they are said."""
    for pattern in (_EMAIL, _SAID, _SPACED) if _SIGN.search(plain) else ():
        for found in pattern.finditer(plain):
            raw = _ended(found.group())
            value = _value(raw)
            told = value.partition("@")[0] not in _VERBS or "@" in raw
            if told and ".." not in value and value.count("@") == 1:
                yield Span("email", found.start(), found.start() + len(raw), raw, value)


def _ended(raw: str) -> str:
    """Without the sentence that follows its dot at once: “ann@mail.com.He came”."""
    host, _, last = raw.rpartition(".")
    told = host.rpartition("@")[2]
    follows = last[:1].isupper() and last[1:].islower() and "." in told and told.islower()
    return host if follows else raw


def _value(raw: str) -> str:
    value = re.sub(_DOT, ".", re.sub(_AT, "@", raw, flags=re.I), flags=re.I)
    for pattern, mark in _WORDS:
        value = pattern.sub(mark, value)
    return value.lower()


def urls(plain: str) -> Iterator[Span]:
    """Web addresses, without the mark that ends the sentence they stand in."""
    for found in _URL.finditer(plain):
        raw = found.group().rstrip(".,;:!?)،؛؟»”…")
        yield Span("url", found.start(), found.start() + len(raw), raw, raw)


def handles(plain: str) -> Iterator[Span]:
    """Names on networks, such as @blue_crane."""
    for found in _HANDLE.finditer(plain):
        raw = found.group()
        yield Span("handle", found.start(), found.end(), raw, raw.lower())
