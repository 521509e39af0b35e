"""Telephone numbers: by a country's plan, or by the words beside them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from caseloom.assist.spans.language import BEGINS
from caseloom.assist.spans.span import Span

# Plans of the countries that a text's language is written in, the likeliest first: a number
# without a country's code is looked up in them.
HOME = {
    "en": ("US", "GB"),
    "es": ("ES", "MX", "US"),
    "ar": ("SA", "EG", "MA", "AE"),
}
# Whose people write a 0 before a number at home; without it, it is another country's.
_TRUNK = frozenset({"GB", "SA", "EG", "MA", "AE"})
# Numbers that are looked up in plans, which takes time: a text of digits alone has thousands.
MOST_PARSED = 300

# Groups of digits; how many of them are one number is told afterwards.
_RUN = re.compile(
    rf"{BEGINS}(?<![/,$€£#-])(?<!\d[.:])(?<!\d: )"
    r"(?:\+ ?|00)?\(?\d(?:(?:[ -]?[()] ?|[.-]| {1,2})?\d){6,29}"
    r"(?![\w/]|[.,]\d|-\w)"
)
_GROUP = re.compile(r"[+(]*\d+\)?")
# A word that says that a telephone number follows.
_PHONE_CUE = re.compile(
    r"(?i)\b(?:phone|ph|telephone|call|called|calling|calls|cell|mobile|text|texts|texted|texting|"
    r"whats ?app|wsp|wasap|signal|telegram|viber|fax|number|numbers|dial|reach|contact|"
    r"tel[eé]fonos?|tel[eé]?f?|m[oó]vil(?:es)?|celular(?:es)?|cel|llam\w*|n[uú]meros?|mensajes?|"
    r"escrib\w*|marc[aáoue]\w*|contact\w*|habl\w* al|ads?|anuncio)\b|"
    r"هاتف|هواتف|تليفون|تلفون|جوال|موبايل|محمول|خلوي|رقم(?:ي|ه|ها|هم|ك|نا)?|أرقام|ارقام|اتصل|اتصال|"
    r"يتصل|بيكلم|كلمون|كلمن|واتساب|واتس|نقال|[إا]علان"
)
# A word that says that the number is of something else: a thing's own word, or any “… number”.
_THING = (
    r"case|file|docket|invoice|order|ticket|badge|passport|account|acct|ssn|social|id|ref|"
    r"reference|claim|receipt|contract|tender|bid|report|complaint|permit|licen[cs]e|policy|member|"
    r"serial|tracking|confirmation|routing|page|section|code|pin|zip|amount|total|"
    r"expediente|exp|factura|pedido|pasaporte|cuenta|dni|nie|nif|cif|rfc|curp|caso|recibo|folio|"
    r"reclamaci[oó]n|queja|denuncia|licitaci[oó]n|contrato|concurso|agente|placa|acta|referencia|"
    r"p[oó]liza|oficio|carn[eé]t?|afiliaci[oó]n|c[oó]digo|clabe"
)
_THING_ARABIC = (
    r"قضي[ةه]|فاتور[ةه]|حساب|جواز|ملف|مطالب[ةه]|مناقص[ةه]|طلب|شار[ةه]|مرجع|شكوى|شكوي|محضر|معامل[ةه]|بلاغ|"
    r"عقد|إشار[ةه]|اشار[ةه]|بلغت|تذكر[ةه]|هوي[ةه]|إقام[ةه]|اقام[ةه]|رخص[ةه]|بطاق[ةه]|وثيق[ةه]|صفح[ةه]|رمز|صندوق"
)
_OTHER_CUE = re.compile(
    rf"(?i)(?:\b(?:{_THING})s?\b(?:(?<=ref)\.|(?<=exp)\.|(?<=acct)\.|(?<=fact)\.)?|(?<![\w])(?:وال|بال|لل|ال|و|ب|ل)?(?:{_THING_ARABIC})\w{{0,3}})"
    r"(?: (?:no|nr|num|n[uú]m)\.)?[^\d\n.!?؟+]{0,24}$|#\W{0,2}$"
)
_ANY_NUMBER = re.compile(
    r"(?i)\b([^\W\d_]{3,20}) (?:number\b[^\d\n.!?+]{0,16}|(?:no|num|nr)\b\W{0,3})$"
    r"|\bn[uú]mero de (?:la |el |mi |su )?([^\W\d_]{3,20})\b[^\d\n.!?+]{0,12}$"
    r"|رقم (ال[^\W\d_]{2,16})[^\d\n.!?؟+]{0,8}$"
)
_CALLED = re.compile(
    r"(?i)(?:ال)?(?:tele|phone|fono|cel|mobile|m[oó]vil|fax|whats|contact|best|new|old|other|work|home|office|"
    r"same|this|that|the|his|her|your|our|their|following|another|first|second|private|direct|main|"
    r"burner|هاتف|تليفون|تلفون|جوال|موبايل|واتس|محمول|نقال|تواصل|اتصال).*|my|is|at|on|a"
)
# A small word before a number that one calls, or is called from.
_TOWARDS = re.compile(
    r"(?i)(?:\b(?:al|del|en el|at|on|from|not)|(?<!\w)(?:على|علي|من|وليس|مو|مش)) ?$"
)
# Of phonenumbers.PhoneNumberType: MOBILE, FIXED_LINE_OR_MOBILE.
_MOBILE = (1, 2)
# What looks like a number to dial and is something else.
_DATED = re.compile(
    r"(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d"
    r"|(?:19|20)\d\d[-/.]\d{4,8}"
)
_YEAR = re.compile(r"(?:19|20)\d\d ")
# What stands before and behind a number that is a sentence, or a line, of its own.
_BEGINS = re.compile(r"(?:^|[\n.!?؟:;|•*-]\s{0,3}|\n\s{0,3}\d{1,2}[.)] )$")
_ENDS = re.compile(r"\s{0,3}(?:$|[\n.!?؟,;|])| (?=[^\W\d_a-z]*[A-ZÁÉÍÓÚÑ¿¡])")
_CUE, _OTHER, _LEAST, _MOST = 40, 48, 7, 15


def phones(plain: str, language: str = "en", home: Sequence[str] = ()) -> Iterator[Span]:
    """Telephone numbers: with their country; by a plan at home; near a word for one, of any form.

    home: countries whose plans are looked up, HOME of the language where none is given. A
    number that no plan knows counts where a word near it says that it is one: people mistype, and
    the digits still tell who it is. What another word calls something else is none. The value is
    in E.164 where a plan knows it, else the digits as they stand.
    """
    plans = _Plans(tuple(home) or HOME[language])
    for found in _RUN.finditer(plain):
        run, start = found.group().rstrip(" .-("), found.start()
        before = plain[max(0, start - _OTHER) : start]
        if _DATED.fullmatch(run) or (run[0] != "+" and _of_else(before)):
            continue
        yield from _numbers(plain, run, start, plans)


def _of_else(before: str) -> bool:
    """Whether the words before a number call it something else, later than they call it a phone."""
    other = _OTHER_CUE.search(before)
    named = _ANY_NUMBER.search(before)
    if named and not _CALLED.fullmatch(next(filter(None, named.groups()))):
        return True
    if not other:
        return False
    own = [one.end() for one in _PHONE_CUE.finditer(before)]
    # “the contract number is”: a word that says number of any kind is no sign by itself.
    return not any(end > other.start() and _strong(before[:end]) for end in own)


def _strong(ending: str) -> bool:
    return not re.search(r"(?i)(?:numbers?|n[uú]meros?|رقم)$", ending)


def _numbers(plain: str, run: str, start: int, plans: "_Plans") -> Iterator[Span]:
    """The numbers in a run of groups of digits: two may stand side by side."""
    groups = [(one.start(), one.end()) for one in _GROUP.finditer(run)]
    at = 0
    if _YEAR.match(run) and plans.value(_balanced(run[groups[1][0] :])):
        at = 1  # The end of a date, and then a number.
    while at < len(groups):
        until, value = _longest(run, groups, at, plans)
        first, last = groups[at][0], groups[until - 1][1]
        raw = _balanced(run[first:last])
        span = _judged(plain, raw, start + first, value, plans)
        if span:
            yield span
        at = until


def _longest(run: str, groups: list[tuple[int, int]], at: int, plans: "_Plans") -> tuple[int, str]:
    """(group behind, value): the most groups that a plan knows as one number; else all of them."""
    first = groups[at][0]
    for until in range(len(groups), at, -1):
        end = groups[until - 1][1]
        rest = len(re.sub(r"\D", "", run[end:]))
        if _LEAST <= len(re.sub(r"\D", "", run[first:end])) <= _MOST and not 0 < rest < _LEAST:
            value = plans.value(_balanced(run[first:end]))
            if value:
                return until, value
    return len(groups), ""


def _judged(plain: str, raw: str, start: int, value: str, plans: "_Plans") -> Span | None:
    digits = re.sub(r"\D", "", raw)
    if not _LEAST <= len(digits) <= _MOST or _DATED.fullmatch(raw) or len(set(digits)) == 1:
        return None
    end = start + len(raw)
    before = plain[max(0, start - _CUE) : start]
    abroad = raw.startswith(("+", "00"))
    cued = bool(_PHONE_CUE.search(before))
    known: bool | None = bool(value) if value or not plans.spent else None
    if value and (cued or abroad or _grouped(raw) or len(digits) >= 9):
        return Span("phone", start, end, raw, value, True)
    # By itself, or behind a small word, it is a number to call though a digit was lost.
    alone = bool(_BEGINS.search(plain[max(0, start - 8) : start]) and _ENDS.match(plain, end))
    towards = bool(_TOWARDS.search(before))
    if abroad or cued or ((alone or towards) and len(digits) >= 8):
        return Span("phone", start, end, raw, digits, known)
    return None


def _balanced(raw: str) -> str:
    raw = raw.rstrip(" .-(")
    return raw if "(" in raw else raw.rstrip(") .-")


def _grouped(raw: str) -> bool:
    return bool(re.search(r"\d[ ().-]+\d", raw))


class _Plans:
    """Looks numbers up in the plans of `home`, MOST_PARSED times at most."""

    def __init__(self, home: Sequence[str]) -> None:
        self.home, self._left = home, MOST_PARSED

    @property
    def spent(self) -> bool:
        return self._left <= 0

    def value(self, raw: str) -> str:
        """The number in E.164, or the empty text where no plan knows it."""
        if self._left <= 0:
            return ""
        self._left -= 1
        return _dialled(raw, _by_groups(raw, self.home))


def _by_groups(raw: str, home: Sequence[str]) -> tuple[str, ...]:
    """`home` with the country first whose people write ten digits in these groups."""
    sizes = [len(one) for one in re.findall(r"\d+", raw)]
    first = "US" if sizes in ([3, 3, 4], [1, 3, 3, 4]) else ""
    if sizes in ([2, 4, 4], [2, 2, 2, 2, 2], [2, 8]):
        first = "MX"
    if sizes == [3, 2, 2, 2]:
        return ("ES", *home)
    return tuple(sorted(home, key=lambda one: one != first)) if first in home else tuple(home)


@lru_cache(maxsize=4_096)
def _dialled(raw: str, regions: tuple[str, ...]) -> str:
    """In E.164, by the first plan that has it as a mobile's; else by the first that has it."""
    import phonenumbers

    text = f"+{raw[2:]}" if raw.startswith("00") else raw
    first = ""
    for region in (None,) if text.startswith("+") else regions:
        if region in _TRUNK and not text.startswith(("0", "(0")):
            continue
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            if phonenumbers.number_type(number) in _MOBILE:
                return value
            first = first or value
    return first
