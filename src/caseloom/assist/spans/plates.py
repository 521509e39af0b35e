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
# Egypt and Saudi Arabia: letters that stand apart, and digits; Morocco: digits, a letter, a region.
_ARABIC_FORMS = re.compile(
    r"(?<![\w-])(?:[ء-ي](?:[ -][ء-ي]){1,2}[ -]?\d{1,4}|\d{1,4}[ -]?[ء-ي](?:[ -][ء-ي]){1,2}"
    r"|\d{1,5} ?[-|/ ] ?[أابدهوطجـ] ?[-|/ ] ?\d{1,2})(?![\w-])"
)
# Forms near a vehicle, in small letters too.
_NEAR_CAR = re.compile(
    r"(?i)(?<![\w-])(?:[A-Z]{3}[ -]?\d{3,4}|\d{3,4}[ -]?[A-Z]{3}|\d[A-Z]{3}\d{3}"
    r"|[A-Z]{3}-\d{2}-\d{2}|[A-Z]{3}-\d{3}-[A-Z]"
    r"|[A-Z]{2}-\d{3}-[A-Z]{2}|[A-Z]{2}\d{2} ?[A-Z]{3})(?![\w-])"
)
_CAR = re.compile(
    r"(?i)\b(?:cars?|trucks?|vans?|suv|pickups?|sedan|jeep|trailer|motorcycle|motorbike|vehicles?|"
    r"flatbed|coches?|carros?|autos?|camionetas?|furgonetas?|furg[oó]n|trocas?|cami[oó]n|motos?|"
    r"veh[ií]culos?|remolque|ford|chevy|chevrolet|toyota|honda|nissan|hyundai|renault|seat|"
    r"volkswagen|bmw|audi|mercedes|peugeot|dodge|mazda|fiat)\b"
)
_CUE = re.compile(
    r"(?i)\b(?:licen[cs]e plates?|number plates?|plates?|plate no|plate number|tags?|"
    r"licen[cs]e tag|registration|reg|matr[ií]culas?|placas?|patente)\b|"
    r"لوح(?:ة|ه|ته|تها|ات)|نمر(?:ة|ه|ته|تها)|اللوحات"
)
_TOKEN = re.compile(
    r"(?<![\w-])(?:[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){1,2}|[A-Z0-9]{4,8}"
    r"|[a-z0-9]{5,8}"
    r"|(?:[ء-ي] ?){1,3} ?\d{3,4}|\d{3,4} ?(?:[ء-ي] ?){1,3})(?![\w-])"
)
# Three letters beside four digits that are words, coins, measures or months.
_WORDS = re.compile(
    r"ABR|ACT|AED|AGO|ALL|AND|APR|APT|ARE|ARS|ART|AUG|AÑO|BMW|BOX|BUS|BUT|CAD|CAR|CEL|CLP|CON|"
    r"COP|DAY|DEC|DEL|DIC|DOS|EGP|ENE|EUR|EXT|FAX|FEB|FIN|FOR|GBP|GET|GMC|GOT|HAD|HAS|HER|HIS|"
    r"HOY|HRS|ISO|JAN|JUL|JUN|KGS|KIA|KMH|LAS|LBS|LOS|MAD|MAR|MAY|MIL|MIN|MPH|MXN|NOT|NOV|NRO|"
    r"NUM|OCT|OFF|OUR|OUT|OVR|OWE|PAG|PAY|PCS|PEN|POR|PSI|QUE|RAM|REF|RFC|SAR|SAY|SEE|SEP|SIN|"
    r"SQF|SUV|TAX|TEL|THE|TOP|UNA|UNO|USD|VAN|WAS|YES"
)
_YEAR = re.compile(r"19[5-9]\d|20[0-3]\d")
# What may stand between a word for a plate and one that is digits only: a badge has its own words.
_JUST = re.compile(r"(?i)\W*(?:(?:is|was|es|era|no|num|nr|number|n[uú]mero|n[ºo°]|رقم)\W*){0,2}")
_NEAR = 40
_LEAST, _MOST = 4, 9


def plates(plain: str) -> Iterator[Span]:
    """Plates; those of a known form, and what follows a word for one and has a digit in it."""
    ends = 0
    found = [*_by_form(plain), *_by_car(plain), *_by_cue(plain)]
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= ends:
            ends = one.end
            yield one


def _by_form(plain: str) -> Iterator[Span]:
    for found in _FORMS.finditer(plain):
        if not _is_word(found.group()):
            yield _plate(found.group(), found.start())
    for found in _ARABIC_FORMS.finditer(plain):
        yield _plate(found.group(), found.start())


def _is_word(raw: str) -> bool:
    letters = "".join(c for c in raw if c.isalpha()).upper()
    # “ROOM 2024” is a year behind a word.
    return bool(_WORDS.fullmatch(letters)) or bool(_YEAR.fullmatch(raw[-4:]) and raw[-5:-4] == " ")


def _by_car(plain: str) -> Iterator[Span]:
    for cue in _CAR.finditer(plain):
        found = _NEAR_CAR.search(plain, cue.end(), cue.end() + _NEAR)
        if found and not _is_word(found.group()) and _same(plain[cue.end() : found.start()]):
            yield _plate(found.group(), found.start())


def _by_cue(plain: str) -> Iterator[Span]:
    for cue in _CUE.finditer(plain):
        formed = _NEAR_CAR.search(plain, cue.end(), cue.end() + _NEAR)
        if formed and not _is_word(formed.group()) and _same(plain[cue.end() : formed.start()]):
            yield _plate(formed.group(), formed.start())
            continue
        for found in _TOKEN.finditer(plain, cue.end(), cue.end() + _NEAR):
            raw = found.group().strip()
            letters = sum(c.isalpha() for c in raw)
            digits = sum(c.isdigit() for c in raw)
            between = plain[cue.end() : found.start()]
            if not _same(between):
                break
            if not digits or not _LEAST <= letters + digits <= _MOST:
                continue
            if letters or (digits >= 5 and _JUST.fullmatch(between)):
                yield _plate(raw, found.start())
            break


def _same(between: str) -> bool:
    """Whether what stands between a word and a number ends no sentence."""
    return not re.search(r"[.;!?@]\s|[@\n]", between)


def _plate(raw: str, start: int) -> Span:
    return Span("plate", start, start + len(raw), raw, re.sub(r"[\W_]", "", raw).upper())
