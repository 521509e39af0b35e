"""Sums of money: a figure beside a currency's sign, code or name."""

import re
from collections.abc import Iterator
from decimal import Decimal

from caseloom.assist.spans.language import BEGINS
from caseloom.assist.spans.span import Span

# A currency's names, between semicolons. Several countries' coins share one: then the adjective
# tells, or the first.
_NAMES = {
    "MXN": r"pesos? mexicanos?;mexican pesos?;pesos?;mxn;mx\$;بيزو(?: مكسيكي)?",
    "COP": r"pesos? colombianos?;cop",
    "ARS": r"pesos? argentinos?;ars",
    "CLP": r"pesos? chilenos?;clp",
    "DOP": r"pesos? dominicanos?;dop",
    "EGP": r"egyptian pounds?;libras? egipcias?;egp;جنيه(?:ا|ات)?(?: مصري(?:ة|ه)?)?;LE",
    "GBP": r"british pounds?;pounds?(?: sterling)?;quid;libras?(?: esterlinas?)?;gbp;£;"
    r"جنيه [إا]سترليني",
    "USD": r"(?:us|u\.s\.) dollars?;american dollars?;d[oó]lares(?: americanos)?;d[oó]lar;dollars?;"
    r"bucks;usd;us\$;u\$s;دولار(?:ات)?(?: [أا]مريكي)?;\$",
    "EUR": r"euros?;eur;€;يورو",
    "SAR": r"saudi ri[yj]?als?;ri[yj]als?;rials?;riales(?: saud[ií]es)?;riyales;sar;"
    r"ريال(?:ات)?(?: سعودي)?",
    "MAD": r"moroccan dirhams?;dirhams?;d[ií]rhams? marroqu[ií]es;mad;dh;دراهم;درهم(?: مغربي)?",
    "AED": r"emirati dirhams?;aed;درهم [إا]ماراتي",
    "CAD": r"canadian dollars?;cad",
    "QAR": r"qatari ri[yj]als?;qar;ريال قطري",
    "YER": r"ريال يمني",
    "OMR": r"ريال عماني",
    "KWD": r"kwd;دينار كويتي",
    "JOD": r"jod;دينار [أا]ردني",
    "IQD": r"iqd;دينار عراقي",
    "TND": r"tnd;دينار تونسي",
    "DZD": r"dzd;دينار جزائري",
    "LYD": r"دينار ليبي",
    "LBP": r"lbp;ليرة لبنانية",
    "TRY": r"ليرة تركية;turkish lira",
    "SYP": r"ليرة سورية",
    "INR": r"rupees?;inr;₹",
    "CHF": r"swiss francs?;chf",
    "JPY": r"yen;jpy;¥",
    "CNY": r"yuan;rmb",
    "GTQ": r"quetzales;gtq",
    "PEN": r"soles",
    "HNL": r"lempiras?",
    "BRL": r"reais;brl",
    # Coins of several countries, none likelier than another.
    "": r"dinars?;دينار;دنانير;lir[ae]s?;ليرة;francs?;francos;coronas",
}
_SIGNS = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "mx$": "MXN", "₹": "INR", "¥": "JPY"}
_CODES = "usd|eur|gbp|mxn|sar|egp|mad|aed|cad|qar|chf|cop|ars"
_ALL = sorted((name for each in _NAMES.values() for name in each.split(";")), key=len, reverse=True)
_CURRENCY = "|".join(_ALL)
_FIGURE = r"\d{1,3}(?:[.,٬' ]\d{3}){1,4}(?:[.,٫]\d{1,2})?|\d{1,12}(?:[.,٫]\d{1,3})?"
_TIMES = {
    "k": 1_000, "thousand": 1_000, "grand": 1_000, "mil": 1_000, "ألف": 1_000, "الف": 1_000,
    "آلاف": 1_000, "الاف": 1_000, "m": 1_000_000, "million": 1_000_000, "mill": 1_000_000,
    "millones": 1_000_000, "millón": 1_000_000, "millon": 1_000_000, "مليون": 1_000_000,
    "ملايين": 1_000_000, "billion": 1_000_000_000, "bn": 1_000_000_000, "مليار": 1_000_000_000,
}  # fmt: skip
_TIME = "|".join(sorted(_TIMES, key=len, reverse=True))
_BEHIND = re.compile(
    rf"(?i){BEGINS}(?<![.,/$€£-])(?P<f>{_FIGURE})(?: ?(?P<t>{_TIME})(?![^\W_]))?"
    rf"(?: ?(?:de |of )?)(?P<c>{_CURRENCY})(?![^\W_])"
)
_BEFORE = re.compile(
    rf"(?i)(?<![\w$€£])(?P<c>us\$|mx\$|[$€£₹¥]|(?:{_CODES})(?= ?\d)) ?(?P<f>{_FIGURE})"
    rf"(?: ?(?P<t>{_TIME})(?![^\W_]))?(?![\w]|[.,]\d)(?P<a> ?(?:{_CODES})(?!\w))?"
)
_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "a": 1,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
    "diez": 10, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40,
    "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100,
    "ciento": 100, "doscientos": 200, "trescientos": 300, "quinientos": 500, "ثلاث": 3, "ثلاثة": 3,
    "أربع": 4, "أربعة": 4, "خمس": 5, "خمسة": 5, "ست": 6, "ستة": 6, "عشر": 10, "عشرة": 10,
}  # fmt: skip
_HUNDREDS = {
    **{word: size for word, size in _TIMES.items() if len(word) > 2}, "hundred": 100,
    "ألفين": 2_000, "الفين": 2_000,
}  # fmt: skip
_SMALL, _LARGE = ("|".join(sorted(each, key=len, reverse=True)) for each in (_UNITS, _HUNDREDS))
_SPOKEN = re.compile(
    rf"(?i)(?<![\w-])(?P<f>(?:(?:{_SMALL})[ -]){{0,3}}(?:{_LARGE})"
    rf"(?:[ -](?:{_SMALL}|{_LARGE})){{0,4}})"
    rf" (?:de |of )?(?P<c>{_CURRENCY})(?![^\W_])"
)
_OF = tuple((re.compile("(?i)" + names.replace(";", "|")), code) for code, names in _NAMES.items())
# Codes that are words too.
_WORDS = frozenset(["mad", "cop", "ars", "le", "soles", "yen"])


def sums(plain: str, language: str = "en") -> Iterator[Span]:
    """Sums. The value is the figure and the currency's code, such as `1234.50 USD`.

    Without a code where the name is of several countries' coins, as “dinar”, and where Spanish
    text has a dollar's sign before the figure, which is as often a peso's.
    """
    for pattern in (_BEHIND, _BEFORE, _SPOKEN):
        for found in pattern.finditer(plain):
            given = found.groupdict()
            amount = _spoken(given["f"]) if pattern is _SPOKEN else _amount(given)
            coin = _coin((given.get("a") or given["c"]).strip())
            if pattern is _BEFORE and language == "es" and given["c"] == "$" and not given["a"]:
                coin = ""
            if amount and given["c"] not in _WORDS:
                value = f"{amount} {coin}".strip()
                yield Span("money", found.start(), found.end(), found.group(), value)


def _coin(name: str) -> str:
    lowered = name.lower()
    if lowered in _SIGNS:
        return _SIGNS[lowered]
    return next((code for pattern, code in _OF if pattern.fullmatch(name)), "")


def _amount(given: dict[str, str | None]) -> str:
    """The figure in plain digits; two decimals where it has any."""
    figure = re.sub(r"[٬' ]", "", given["f"] or "").replace("٫", ".")
    marks = [c for c in figure if c in ".,"]
    times = _TIMES[given["t"].lower()] if given["t"] else 1
    behind = len(figure) - 1 - max(figure.rfind("."), figure.rfind(","))
    if marks and (behind != 3 or (times > 1 and len(marks) == 1)) and marks.count(marks[-1]) == 1:
        whole, _, part = figure.rpartition(marks[-1])
        figure = f"{re.sub(r'[.,]', '', whole)}.{part}"
    else:
        figure = re.sub(r"[.,]", "", figure)
    number = Decimal(figure) * times
    return f"{number:.0f}" if number == number.to_integral_value() else f"{number:.2f}"


def _spoken(words: str) -> str:
    """“two hundred thousand” as digits."""
    total = part = 0
    for word in re.split(r"[ -]", words.lower()):
        if word in _UNITS:
            part += _UNITS[word]
        elif _HUNDREDS[word] == 100:
            part = (part or 1) * 100
        elif word in ("ألفين", "الفين"):
            total += 2_000
        else:
            total += (part or 1) * _HUNDREDS[word]
            part = 0
    return str(total + part)
