"""How somebody can be reached: e-mail, web addresses, names on networks."""

import re
from collections.abc import Iterator

from caseloom.assist.spans.span import Span

_AT = r"(?:@|\s?[\[({]\s?(?:at|arroba|@)\s?[\])}]\s?|\s(?:arroba)\s)"
_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|punto|\.)\s?[\])}]\s?|\s(?:punto)\s)"
_SPELT = r"(?:\s?[\[({]\s?(?:dot|punto|\.)\s?[\])}]\s?|\spunto\s)"
_EMAIL = re.compile(
    # Two dots at most may be spelt out before the sign: a sentence is no name.
    rf"(?i)(?<![\w.+%@-])(?:[a-z0-9_-]{{1,40}}{_SPELT}){{0,2}}"
    rf"[a-z0-9](?:[a-z0-9._%+'-]{{0,62}}[a-z0-9_+-])?{_AT}"
    rf"(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?{_DOT}){{1,6}}(?:[a-z]{{2,24}}|xn--[a-z0-9-]{{2,59}})"
    r"(?![\w@-]|\.[a-z0-9])"
)
_URL = re.compile(
    r"(?i)(?<![\w@.])(?:https?://|www\.)[^\s<>\"'`{}|\\^\[\]]{3,2000}"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,5}(?:onion|com|org|net|info|biz|gov|es|mx)(?:/[^\s<>\"']{0,2000})?(?![\w@-])"
)
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z_][A-Za-z0-9_.]{2,31}(?<!\.)(?![\w@]|\.[a-z]{2})")


def emails(plain: str) -> Iterator[Span]:
    """E-mail addresses, also those written with “at” and “dot” in brackets."""
    for found in _EMAIL.finditer(plain):
        raw = found.group()
        value = re.sub(_DOT, ".", re.sub(_AT, "@", raw, flags=re.I), flags=re.I).lower()
        if ".." not in value and value.count("@") == 1:
            yield Span("email", found.start(), found.end(), raw, value)


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
