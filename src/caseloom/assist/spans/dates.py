"""Calendar dates in words and digits; and days told from today, where it is known when that was."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from caseloom.assist.spans.language import BEGINS, WORD
from caseloom.assist.spans.span import Span

_NAMES = (
    "january|jan|enero|ene|يناير|كانون الثاني|جانفي",
    "february|feb|febrero|فبراير|شباط|فيفري",
    "march|mar|marzo|مارس|آذار|اذار",
    "april|apr|abril|abr|أبريل|ابريل|إبريل|نيسان|أفريل",
    "may|mayo|مايو|أيار|ايار|ماي",
    "june|jun|junio|يونيو|يونيه|حزيران|جوان",
    "july|jul|julio|يوليو|يوليه|تموز|يوليوز|جويلية",
    "august|aug|agosto|ago|أغسطس|اغسطس|آب|غشت|أوت",
    "september|sept|sep|septiembre|setiembre|سبتمبر|أيلول|ايلول|شتنبر",
    "october|oct|octubre|أكتوبر|اكتوبر|تشرين الأول|تشرين الاول",
    "november|nov|noviembre|نوفمبر|تشرين الثاني|نونبر",
    "december|dec|diciembre|dic|ديسمبر|كانون الأول|كانون الاول|دجنبر",
)
_MONTHS = {name: number for number, each in enumerate(_NAMES, 1) for name in each.split("|")}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[89]|20)\d\d"
_PATTERNS = tuple(
    re.compile(
        rf"(?i){WORD if one.startswith('(?P<n>') else BEGINS}(?<![/-])(?<!\d[.:,])"
        rf"(?:{one})(?![\w/]|[.,-]\d|-\w)"
    )
    for one in (
        rf"(?P<y>{_YEAR})(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?:T[\d:.]+Z?)?",
        rf"(?P<a>\d{{1,2}})(?P<s>[-/.])(?P<b>\d{{1,2}})(?P=s)(?P<y>{_YEAR})",
        r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d\d)|(?P<a2>\d\d)(?P<s>[-.])(?P<b2>\d\d)(?P=s)(?P<y2>\d\d)",
        rf"(?P<d>{_DAY})(?:st|nd|rd|th|º|o|er|ro)? ?(?:of |de |من |- ?)?(?P<n>{_MONTH})\.?"
        rf"(?:,? ?(?:of |de |del |sanat |سن[ةه] |عام |- ?)?(?P<y>{_YEAR})(?: ?م(?!\w))?)?",
        rf"(?P<n>{_MONTH})\.? (?P<d>{_DAY})(?:st|nd|rd|th)?(?:,? (?:de |del )?(?P<y>{_YEAR}))?",
        rf"(?P<n>{_MONTH})\.?,? (?:of |de |del |سن[ةه] |عام )?(?P<y>{_YEAR})",
        rf"(?P<d>{_DAY}) ?(?:شهر|/) ?(?P<m>\d{{1,2}}) (?:سن[ةه]|عام) (?P<y>{_YEAR})",
    )
)
# Words that are a month and something else: without a year only in capitals.
_OTHERS = frozenset(
    ["may", "march", "mar", "ago", "sep", "dec", "jan", "ماي", "آب", "مارس", "جوان"]
)


def dates(plain: str, language: str = "en", reference: date | None = None) -> Iterator[Span]:
    """Dates of the calendar. The value is ISO 8601: a day, or a month where no day is told.

    Digits stand in the order of the language. Without a year the value is empty, or that of
    the last such day up to `reference`, the day on which it was written. Only with a reference are
    “yesterday” and “last Friday” dates.
    """
    american = language == "en"
    ends = 0
    found = [
        (one, _value(one, american, reference))
        for each in _PATTERNS
        for one in each.finditer(plain)
    ]
    for one, value in sorted(found, key=lambda pair: (pair[0].start(), -pair[0].end())):
        if value is not None and one.start() >= ends:
            ends = one.end()
            raw = one.group().rstrip(".")
            yield Span("date", one.start(), one.start() + len(raw), raw, value)
    if reference:
        yield from _relative(plain, reference)


def _value(found: re.Match[str], american: bool, reference: date | None) -> str | None:
    """The ISO date; the empty text where it has no year; None where it is no date."""
    given = {name: one for name, one in found.groupdict().items() if one}
    year, day = given.get("y") or given.get("y2"), given.get("d")
    if "n" in given:
        month = _MONTHS[given["n"].lower()]
        if not year:
            return _yearless(found.group(), given["n"], month, int(given["d"]), reference)
        if not day:
            return f"{year}-{month:02d}"
    elif "m" in given:
        month = int(given["m"])
    else:
        first, second = int(given.get("a") or given["a2"]), int(given.get("b") or given["b2"])
        month, day = (first, second) if american else (second, first)
        if month > 12:
            month, day = day, month
    if not (year and day):
        return None
    made = _day(int(year) + (2000 if len(year) == 2 else 0), month, int(day))
    return made.isoformat() if made else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _yearless(raw: str, name: str, month: int, day: int, reference: date | None) -> str | None:
    if name.lower() in _OTHERS and not (name[0].isupper() and "of" not in raw.lower().split()):
        return None
    if not _day(2000, month, day):
        return None
    if not reference:
        return ""
    years = range(reference.year, reference.year - 9, -1)
    made = (_day(year, month, day) for year in years)
    return next((one.isoformat() for one in made if one and one <= reference), "")


_WEEKDAYS = (
    "monday|lunes|[اإ]ثنين", "tuesday|martes|ثلاثا(?:ء)?", "wednesday|mi[eé]rcoles|[أا]ربعا(?:ء)?",
    "thursday|jueves|خميس", "friday|viernes|جمع[ةه]", "saturday|s[aá]bado|سبت",
    "sunday|domingo|[أا]حد",
)  # fmt: skip
_WEEKDAY = "|".join(f"(?P<w{n}>{each})" for n, each in enumerate(_WEEKDAYS))
_COUNTS = {
    "one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10,
    "un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "diez": 10,
}  # fmt: skip
_COUNT = rf"(?P<c>\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_DAYS_AGO = {
    "day before yesterday": 2, "antes de ayer": 2, "anteayer": 2, "antier": 2, "yesterday": 1,
    "last night": 1, "ayer": 1, "anoche": 1, "أول أمس": 2, "أمس": 1, "امبارح": 1, "إمبارح": 1,
    "today": 0, "tonight": 0, "hoy": 0, "اليوم": 0, "tomorrow": -1, "غدا": -1, "غداً": -1,
    "بكرة": -1, "بكره": -1,
}  # fmt: skip
_RELATIVE = tuple(
    re.compile(rf"(?i)(?<![\w-])(?:{one})(?![\w-])")
    for one in (
        rf"(?P<ago>{'|'.join(sorted(_DAYS_AGO, key=len, reverse=True))})",
        rf"(?P<last>last|this past|past|next) (?:{_WEEKDAY})",
        rf"(?:el |este )?(?:{_WEEKDAY}) (?P<last>pasado|que viene|pr[oó]ximo)",
        rf"(?:يوم )?(?:ال)(?:{_WEEKDAY}) "
        r"(?P<last>الماضي(?:ة)?|اللي فات(?:ت)?|القادم(?:ة)?|الجاي(?:ة)?)",
        rf"{_COUNT} (?P<unit>days?|weeks?) ago",
        rf"hace {_COUNT} (?P<unit>d[ií]as?|semanas?)",
        r"(?:قبل|من) (?P<c>\d{1,3}) (?P<unit>[أا]يام|يوم|[أا]سابيع|[أا]سبوع)",
    )
)
_COMING = re.compile(r"(?i)next|viene|pr[oó]ximo|القادم|الجاي")


def _relative(plain: str, reference: date) -> Iterator[Span]:
    for pattern in _RELATIVE:
        for found in pattern.finditer(plain):
            days = _ago(found, reference)
            raw = found.group()
            try:
                value = (reference - timedelta(days=days)).isoformat()
            except OverflowError:
                continue
            yield Span("date", found.start(), found.end(), raw, value)


def _ago(found: re.Match[str], reference: date) -> int:
    """Days before `reference`."""
    given = {name: one for name, one in found.groupdict().items() if one}
    if "ago" in given:
        return _DAYS_AGO[given["ago"].lower()]
    if "c" in given:
        count = given["c"].lower()
        weeks = given["unit"].lower().startswith(("w", "s", "أس", "اس"))
        return (int(count) if count.isdigit() else _COUNTS[count]) * (7 if weeks else 1)
    weekday = next(int(name[1:]) for name in given if name[0] == "w")
    if _COMING.search(given["last"]):
        return -((weekday - reference.weekday() - 1) % 7 + 1)
    return (reference.weekday() - weekday - 1) % 7 + 1
