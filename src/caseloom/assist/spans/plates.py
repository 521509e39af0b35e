"""Registration plates: by a country's own form, or by a word that calls them so."""

import re
from collections.abc import Iterator

from caseloom.assist.spans.span import Span

# Forms that hardly anything else has.
_FORMS = re.compile(
    r"(?<![A-Za-z0-9-])(?:"
    r"\d{4}[ -]?[BCDFGHJKLMNPRSTVWXYZ]{3}"  # Spain since 2000
    r"|[A-Z]{2}\d{2} ?[A-Z]{3}"  # Britain since 2001
    r"|[A-Z]{2}-\d{3}-[A-Z]{2}"  # France since 2009
    r"|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?"  # Germany
    r"|\d[A-Z]{3}\d{3}"  # California
    r"|[A-Z]{3}[- ]\d{4}"  # many of the United States
    r"|[A-Z]{3}-\d{2}-\d{2}|[A-Z]{3}-\d{3}-[A-Z]"  # Mexico
    r"|\d{2,3}-(?:C|CE|CN|CW|D|DL|G|KE|KK|KY|L|LD|LH|LK|LM|LS|MH|MN|MO|OY|RN|SO|T|TN|TS|W|WH|WW|WX)"
    r"-\d{1,6}"  # Ireland
    r"|[A-Z]{2} ?\d{2} ?[A-Z]{1,2} ?\d{4}"  # India
    r"|[A-Z]{2} \d{3} [A-Z]{2}"  # Argentina since 2016, Italy
    r"|[A-Z]{3}[- ]\d{3}[A-Z]{1,2}"  # Kenya, Nigeria
    r"|[A-Z]{2}-?[A-Z]{2}-\d{2}|[A-Z]{3}\d[A-Z]\d{2}"  # Chile, Brazil
    r")(?![A-Za-z0-9-])"
)
# Egypt and Saudi Arabia: letters that stand apart, and digits; Morocco: digits, a letter, a region.
_ARABIC_FORMS = re.compile(
    r"(?<![\w-])(?:[ء-ي](?:[ -][ء-ي]){1,2}[ -]?\d{1,4}|\d{1,4}[ -]?[ء-ي](?:[ -][ء-ي]){1,2}"
    r"|\d{1,5} ?[-|/ ] ?[أابدهوطجـ] ?[-|/ ] ?\d{1,2})(?![\w-])"
)
# Forms near a vehicle, in small letters too.
_NEAR_CAR = re.compile(
    # In capitals alone where words and numbers of a sentence could have the form.
    r"(?<![\w-])(?:[A-Z] \d{3} ?[A-Z]{3}|[A-Z]{3}[ -]?\d{3} ?[A-Z]{1,2}|[A-Z]{3}[ -]\d{2}[ -]\d{2}"
    r"|[A-Z]{2} ?\d{3} ?[A-Z]{2}|[A-Z]{2} ?\d{2} ?[A-Z]{1,2} ?\d{4}|[A-Z]\d{1,3} [A-Z]{3}"
    r"|[A-Z]{1,2} ?\d{5,6}|[A-Z]{2} [A-Z]{2} \d{2}"
    r"|(?i:[A-Z]{3}[ -]?\d{3,4}|\d{3,4}[ -]?[A-Z]{3}|\d[A-Z]{3}\d{3}"
    r"|[A-Z]{3}-\d{2}-\d{2}|[A-Z]{3}-\d{3}-[A-Z]|[A-Z]{3}\d{3}[A-Z]{1,2}|[A-Z]\d{1,3}[A-Z]{3}"
    r"|[A-Z]{2}-\d{3}-[A-Z]{2}|[A-Z]{2}\d{3}[A-Z]{2}|[A-Z]{2}\d{2} ?[A-Z]{3}"
    r"|[A-Z]{1,2}-\d{4}-[A-Z]{1,2}|[A-Z]{4}-\d{2}|\d{2,3}-[A-Z]{1,2}-\d{1,6}"
    r"|\d{2}-[A-Z]{2,3}-\d{1,2}))(?![\w-])"
)
# So tight that a vehicle behind it will do.
_TIGHT = re.compile(
    r"(?i)(?<![\w-])(?:[A-Z]{2}\d{2}[A-Z]{3}|\d{4}[A-Z]{3}|[A-Z]{3}\d{4}|\d[A-Z]{3}\d{3}"
    r"|[A-Z]{2}\d{3}[A-Z]{2}|[A-Z]{3}\d{3}[A-Z]?)(?![\w-])"
)
_CAR = re.compile(
    r"(?i)(?<![\w-])(?:[A-Z]{3}[ -]?\d{3,4}|\d{3,4}[ -]?[A-Z]{3}|\d[A-Z]{3}\d{3}"
    r"|[A-Z]{3}-\d{2}-\d{2}|[A-Z]{3}-\d{3}-[A-Z]|[A-Z]{3}[ -]\d{2}[ -]\d{2}"
    r"|[A-Z]{2}-\d{3}-[A-Z]{2}|[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|"
    r"[A-Z]{2} ?\d{3} ?[A-Z]{2}"
    r"|[A-Z]{3} ?\d{3} ?[A-Z]{1,2}|[A-Z]{1,2}[- ]\d{4}[- ][A-Z]{1,2}|[A-Z]{4}[ -]\d{2}"
    r"|[A-Z]{2} ?\d{2} ?[A-Z]{1,2} ?\d{4}|\d{2,3}-[A-Z]{1,2}-\d{1,6}|\d{2}-[A-Z]{2,3}-\d{1,2}"
    r"|[A-Z]{1,2} ?\d{5,6})(?![\w-])"
)
_CAR = re.compile(
    r"(?i)\b(?:cars?|trucks?|lorry|lorries|vans?|suv|pickups?|sedan|jeep|trailer|motorcycle|"
    r"motorbike|"
    r"moped|scooter|vehicles?|taxi|cab|minibus|minivan|hatchback|coupe|estate|saloon|"
    r"flatbed|coches?|carros?|autos?|camionetas?|furgonetas?|furg[oó]n|trocas?|cami[oó]n|motos?|"
    r"veh[ií]culos?|remolque|combi|vagoneta|buseta|ford|transit|chevy|chevrolet|toyota|hilux|"
    r"corolla|"
    r"camry|honda|civic|nissan|tsuru|hyundai|elantra|kia|renault|clio|kangoo|seat|ibiza|skoda|"
    r"octavia|"
    r"volkswagen|vw|golf|passat|jetta|bmw|audi|mercedes|sprinter|peugeot|citro[eë]n|opel|corsa|"
    r"vauxhall|"
    r"dodge|mazda|fiat|tesla|subaru|suzuki|mitsubishi|lexus|volvo|isuzu|gmc|silverado|tahoe|"
    r"charger)\b"
    r"|سيار(?:ة|ه|ت\w*)|عربي(?:ة|ه|ت\w*)|شاحن(?:ة|ه|ت\w*)|بيك ?[أا]ب|[فڤ]ان|باص|ميكروباص|دراج(?:ة|"
    r"ه)|موتوسيكل|"
    r"موتور|توك ?توك|جيب|تويوتا|هيونداي|نيسان|كيا|مرسيدس|تاكسي|كاميو|طوموبيل|داسيا|رونو"
)
_CUE = re.compile(
    r"(?i)\b(?:licen[cs]e plates?|number plates?|plates?|plate no|plate number|tags?|"
    r"licen[cs]e tag|registration|registered|reg(?:o|\.)?|matr[ií]culas?|matriculad[oa]s?|placas?|"
    r"chapas?|"
    r"tablillas?|patentes?)\b|"
    r"لوح(?:ة|ه|ت\w*|ات\w*)|نمر(?:ة|ه|ت\w*)|اللوحات|ماتريكول|ماطريكول|رقم (?:ال)?(?:سيارة|سياره|"
    r"عربية|عربيه)"
)
# A plate before what calls it so: “8KXY291 plates”, “KBC 4821 on the plate”.
_AFTER = re.compile(
    r"(?i)^,? (?:(?:is|was|are|were|on|in|as|es|era|en|de|على|هي|هو) )?(?:(?:the|its|his|her|"
    r"their|la|su|"
    r"sus|ال) ?)?(?:licen[cs]e )?(?:plates?|number plate|matr[ií]cula|placas?|patente|(?:ال)?لوح)"
)
_BEHIND = 30
_ELSE = re.compile(
    r"(?i)\b(?:flight|vuelo|case|caso|form|formulario|file|expediente|folio|contract|contrato|"
    r"invoice|"
    r"factura|ref(?:erence|erencia)?|order|pedido|rfp|tender|licitaci[oó]n|room|unit|model|modelo|"
    r"serial|"
    r"serie|batch|lote|lot|code|c[oó]digo|docket|policy|p[oó]liza|badge|claim|ticket)s?"
    r"(?: (?:no|number|num|n[uú]mero|nr)\b)?[ .:#-]{1,3}$"
)
_TOKEN = re.compile(
    r"(?<![\w-])(?:[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){1,2}|[A-Z0-9]{4,8}"
    r"|[a-z0-9]{5,8}"
    r"|[ء-ي] ?\d{4,6}|\d{1,2}-\d{4,6}|(?:[ء-ي] ?){1,3} ?\d{3,4}|\d{3,4} ?(?:[ء-ي] ?){1,3})(?![\w-])"
)
# Three letters beside four digits that are words, coins, measures or months.
_WORDS = re.compile(
    r"ABR|ACT|AED|AGO|ALL|AND|APR|APT|ARE|ARS|ART|AUG|AÑO|BMW|BOX|BUS|BUT|CAD|CAR|CEL|CLP|CON|"
    r"COP|DAY|DEC|DEL|DIC|DOS|EGP|ENE|EUR|EXT|FAX|FEB|FIN|FOR|GBP|GET|GMC|GOT|HAD|HAS|HER|HIS|"
    r"FBI|DEA|IRS|SSA|KLM|RFP|EXP|LOT|VAT|GDP|NYC|LAX|CNN|BBC|NHS|HOY|HRS|ISO|JAN|JUL|JUN|KGS|KIA|"
    r"KMH|LAS|LBS|LOS|MAD|MAR|MAY|MIL|MIN|MPH|MXN|NOT|NOV|NRO|"
    r"NUM|OCT|OFF|OUR|OUT|OVR|OWE|PAG|PAY|PCS|PEN|POR|PSI|QUE|RAM|REF|RFC|SAR|SAY|SEE|SEP|SIN|"
    r"SQF|SUV|TAX|TEL|THE|TOP|UNA|UNO|USD|VAN|WAS|YES"
)
_YEAR = re.compile(r"19[5-9]\d|20[0-3]\d")
# What may stand between a word for a plate and one that is digits only: a badge has its own words.
_JUST = re.compile(
    r"(?i)\W*(?:(?:is|was|es|era|no|num|nr|number|n[uú]mero|n[ºo°]|رقم)\W*){0,2}"
    r"(?:[ء-ي]{3,}\W*){0,2}"
)
_NEAR = 40
_LEAST, _MOST = 4, 9


def plates(plain: str) -> Iterator[Span]:
    """Plates; those of a known form, and what follows a word for one and has a digit in it."""
    ends = 0
    found = [*_by_form(plain), *_by_car(plain), *_by_cue(plain), *_before_cue(plain)]
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= ends:
            ends = one.end
            yield one


def _by_form(plain: str) -> Iterator[Span]:
    for found in _FORMS.finditer(plain):
        if not _is_word(found.group()) and not _of_else(plain, found.start()):
            yield _plate(found.group(), found.start())
    for found in _ARABIC_FORMS.finditer(plain):
        yield _plate(found.group(), found.start())


def _of_else(plain: str, start: int) -> bool:
    """Whether the word before calls it something else: a flight, a file."""
    return bool(_ELSE.search(plain, max(0, start - _BEHIND), start))


def _is_word(raw: str) -> bool:
    letters = "".join(c for c in raw if c.isalpha()).upper()
    # “ROOM 2024” is a year behind a word.
    return bool(_WORDS.fullmatch(letters)) or bool(_YEAR.fullmatch(raw[-4:]) and raw[-5:-4] == " ")


def _by_car(plain: str) -> Iterator[Span]:
    for cue in _CAR.finditer(plain):
        start = max(0, cue.start() - _BEHIND)
        for found in _TIGHT.finditer(plain, start, cue.start()):
            if not _is_word(found.group()) and _same(plain[found.end() : cue.start()]):
                yield _plate(found.group(), found.start())
        near = _NEAR_CAR.search(plain, cue.end(), cue.end() + _NEAR)
        if near and not _is_word(near.group()) and _same(plain[cue.end() : near.start()]):
            yield _plate(near.group(), near.start())


def _before_cue(plain: str) -> Iterator[Span]:
    for cue in _CUE.finditer(plain):
        start = max(0, cue.start() - _BEHIND)
        for found in _NEAR_CAR.finditer(plain, start, cue.start()):
            if not _is_word(found.group()) and _AFTER.match(plain[found.end() : cue.end() + 1]):
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
