"""How somebody can be reached: e-mail, telephone, web addresses, names on networks."""

import re
from collections.abc import Iterator, Sequence

from caseloom.assist.spans.span import Span

_AT = r"(?:@|\s?[\[({]\s?(?:at|arroba|@)\s?[\])}]\s?|\s(?:arroba)\s)"
_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|punto|\.)\s?[\])}]\s?|\s(?:punto)\s)"
_EMAIL = re.compile(
    rf"(?i)(?<![\w.+%@-])[a-z0-9](?:[a-z0-9._%+'-]{{0,62}}[a-z0-9_+-])?{_AT}"
    rf"(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?{_DOT}){{1,6}}(?:[a-z]{{2,24}}|xn--[a-z0-9-]{{2,59}})"
    r"(?![\w@-]|\.[a-z0-9])"
)
_URL = re.compile(
    r"(?i)(?<![\w@.])(?:https?://|www\.)[^\s<>\"'`{}|\\^\[\]]{3,2000}"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,5}(?:onion|com|org|net|info|biz|gov|es|mx)(?:/[^\s<>\"']{0,2000})?(?![\w@-])"
)
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z_][A-Za-z0-9_.]{2,31}(?<!\.)(?![\w@]|\.[a-z]{2})")
# A word that says that a telephone number follows; or comes before.
_PHONE_CUE = re.compile(
    r"(?i)\b(?:phone|ph|tel|telephone|call|called|calling|calls|cell|mobile|text|texted|whats ?app|"
    r"signal|fax|number|dial|reach|contact|tel[eé]fono|tel[eé]f|m[oó]vil|celular|cel|llam\w*|"
    r"n[uú]mero|escrib\w*|marc\w*|contact\w*)\b|هاتف|تليفون|تلفون|جوال|موبايل|رقم|اتصل|اتصال|واتساب|نقال"
)
_LOOSE = re.compile(r"(?<![\w/.,$€£#-])(?:\+|00)?\(?\d(?:[ ().-]{0,2}\d){6,14}(?![\w/-]|[.,]\d)")
# What looks like a number to dial and is something else.
_DATED = re.compile(
    r"(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d"
)
_OTHER_CUE = re.compile(
    r"(?i)(?:\b(?:case|file|docket|invoice|order|ticket|badge|passport|account|acct|ssn|id|ref\w*|claim|"
    r"receipt|expediente|factura|pedido|pasaporte|cuenta|dni|nie|caso|recibo)\b\W*(?:(?:no|number|nr|num|"
    r"n[uú]mero|is|was|es|era|#)\b\W*){0,2}|#|قضية\W*|فاتورة\W*|حساب\W*|جواز\W*|ملف\W*)$"
)
_CUE, _OTHER = 40, 30
# Whose numbers are known by their form alone, and whose where a word says that it is one.
HOME = ("US", "ES")
ABROAD = ("MX", "GB", "DE", "FR", "SA", "EG", "AE", "MA")
# Numbers that are looked up in plans, which takes time: a text of digits alone has thousands.
MOST_PARSED = 500


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


def phones(
    plain: str, home: Sequence[str] = HOME, abroad: Sequence[str] = ABROAD
) -> Iterator[Span]:
    """Telephone numbers: with their country, or by a plan of `home`; near a word for one, of any.

    A number that no plan knows counts where a word near it says that it is one: people mistype,
    and the digits still tell who it is. What another word calls something else is none. The value
    has a country where the number says it or `home` has it; else it is the digits as they stand.
    """
    parsed = 0
    for found in _LOOSE.finditer(plain):
        raw, start = _trimmed(found.group()), found.start()
        before = plain[max(0, start - _CUE) : start]
        if _DATED.fullmatch(raw) or _OTHER_CUE.search(before[-_OTHER:]):
            continue
        cued = bool(_PHONE_CUE.search(before))
        if not (cued or raw.startswith(("+", "00")) or _grouped(raw)):
            continue
        digits = re.sub(r"\D", "", raw)
        known, value = None, ""
        if parsed < MOST_PARSED:
            parsed += 1
            value = _dialled(raw, home)
            known = bool(value) or (cued and bool(_dialled(raw, abroad)))
        if known or (known is None and raw.startswith("+")) or (cued and 7 <= len(digits) <= 15):
            yield Span("phone", start, start + len(raw), raw, value or digits, known)


def _trimmed(raw: str) -> str:
    raw = raw.rstrip(" .-(")
    return raw.rstrip(") .-") if "(" not in raw else raw


def _grouped(raw: str) -> bool:
    """Whether it is written in groups, or has as many digits as numbers at home have."""
    return bool(re.search(r"\d[ ().-]+\d", raw)) or len(raw) in (9, 10)


def _dialled(raw: str, regions: Sequence[str]) -> str:
    """The number in E.164, or the empty text where no plan knows it."""
    import phonenumbers

    text = f"+{raw[2:]}" if raw.startswith("00") else raw
    for region in (None,) if text.startswith("+") else regions:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""
