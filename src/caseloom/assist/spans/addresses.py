"""Postal addresses: a street with a number, its flat, and its town where that follows."""

import re
from collections.abc import Iterator

from caseloom.assist.spans import streets
from caseloom.assist.spans.language import language_of, word_set
from caseloom.assist.spans.places import city_end
from caseloom.assist.spans.span import Span
from caseloom.assist.spans.tokens import is_uncommon

_W = r"[^\W\d_]+(?:['’.-][^\W\d_]+)*"
# English: number, name, kind of street.
_SURE = (
    r"street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|highway|hwy|parkway|pkwy|terrace|trail"
)
# Kinds that are other words too: in capitals, or with a flat or a town behind.
_UNSURE = (
    r"drive|dr|court|ct|place|pl|way|circle|cir|square|sq|loop|alley|crescent|close|plaza|row|rise|"
    r"mews|villas?|gardens|gdns|grove|parade|walk|bank|arcade|quay|hill|green|wharf|view|heights|"
    r"gate|pike|run|bend|path|ridge|park|end|broadway|buildings|crossing|cove|landing|point"
)
_ENGLISH = re.compile(
    r"(?i)(?<![\w.,/#$€£:-])(?<!\) )(?P<no>(?:\d{1,4}/)?\d{1,5}(?:-\d{1,4})?[A-Z]?(?: 1/2)?),? "
    r"(?:(?:[NSEW]|"
    r"N[EW]|S[EW]|north|south|east|west)\.? )?"
    rf"(?P<name>(?:\d{{1,3}}(?:st|nd|rd|th)|{_W})(?: {_W}){{0,3}}?) (?:(?P<sure>{_SURE})|"
    rf"(?P<unsure>{_UNSURE}))\b(?! (?:lane|road|street|avenue|drive|close|st|rd|ave|ln)\b)"
    r"(?:\.(?=,| (?:apt|unit|suite|ste|#)))?(?: (?:NE|NW|SE|SW|north|south|east|west)\b\.?)?"
)
_BOX = re.compile(
    r"(?i)(?<!\w)(?:P\.? ?O\.? ?Box|apartado(?: postal| de correos)?|apdo\.?|(?<!\s[ء-ي] )ص\.?"
    r" ?ب\.?|صندوق بريد) ?(?:#|رقم|n[oº]\.?)? ?\d{1,6}(?!\w)"
)
_NOT_STREETS = word_set(
    "a an and are at by down for from got had has have he her his i in is it it's left live "
    "lives minutes miles my of off "
    "on or our out over people per she some that the their them these they this those times to "
    "up us was we were with "
    "years you days hours men women guys kids cars houses blocks weeks months feet different "
    "dirty other more"
)  # fmt: skip
_UNIT = re.compile(
    r"(?i),? (?:#|(?:apt|apartment|unit|suite|ste|room|rm|floor|fl|lot|bldg|building|trailer|"
    r"space)\b\.? ?#?) ?"
    r"(?:\d{1,5}[A-Z]?|[A-Z]\d{0,4}|[A-Z]-\d{1,4})\b"
)
# Spanish: kind of street, name, number.
_SPANISH = re.compile(
    r"(?i)(?<![\w/])(?P<kind>c/ ?|(?:calle|cl|avda|avenida|av|plaza|pza|paseo|camino|carretera|"
    r"ctra|"
    r"calzada|callej[oó]n|privada|blvd\.?|bulevar|boulevard|ronda|traves[ií]a|glorieta|cerrada|"
    r"andador|"
    r"prolongaci[oó]n|carrera|cra|diagonal|transversal|jir[oó]n|jr|pasaje|rambla|cuesta)(?:\. ?| ))"
    rf"(?P<name>(?:\d{{1,3}} )?{_W}(?: (?:\d{{1,3}} )?{_W}){{0,5}}?|\d{{1,3}}[A-Z]?)"
    r"(?:,? ?(?:n[oº°]\.? ?|n[uú]m(?:ero)?\.? ?|# ?)|,? |,)(?P<no>\d{1,5}(?-i:[A-Z]\b)"
    r"?(?:-\d{1,4})?|s/n)(?![\d./-]*\d)(?!\w)"
    r"(?! ?(?:€|\$|(?:euros?|eur|pesos|d[oó]lares|usd|mxn|mil)\b))"
)
_OF_NAMES = word_set("de del la las los el san santa santo y e do da dos i")
_NOT_CALLES = word_set(
    "a al con cuando desde donde dónde en es está esta están estan estaba fue ha había habia "
    "hace hay me no para pero por "
    "porque que qué se sin sobre su sus tiene tienen todo todos un una unas unos vive viven ya "
    "le les lo mi hasta como pasaron placa agente "
    "mas más menos entre hacia son eran había abajo arriba solo tipo tipos personas "
    "hombres"
)  # fmt: skip
_PISO = re.compile(
    r"(?i),? (?:\d{1,2}(?:[oaº°ª]| ?er)\.? ?(?:[A-H]\b|izq\w*\.?|dcha?\.?|derecha|izquierda|"
    r"puerta \w{1,3})?|"
    r"(?:piso|depto\.?|departamento|dpto\.?|interior|int\.?|local|puerta|bajo|portal|escalera|"
    r"esc\.?|apto\.?|"
    r"apartamento|torre|manzana|mz\.?|lote)\b\.? ?(?:#|n[oº]\.?)? ?\w{1,4}\b)"
)
_COLONIA = re.compile(
    rf"(?i),? (?:col\.|colonia|fracc\.|fraccionamiento|barrio|urb\.|urbanizaci[oó]n) {_W}(?: "
    rf"{_W}){{0,2}}?(?=[,.;\n]|$)"
)
# Arabic: street or quarter first, in several parts.
_A = r"[ء-ي]+"
_NAMED_BY = (
    r"الحي|الملك|الملكة|الأمير|الامير|محمد|ابن|بن|خالد|الحسن|عبد|أبو|ابو|سيدي|جمال|صلاح|طلعت|علي|"
    r"عمر|الشيخ|الدكتور|مولاي|يوسف|أحمد|احمد|سعد"
)
_NAME = rf"(?:(?:{_NAMED_BY}) (?:بن (?:ال)?{_A}|{_A})|{_A})(?: {_A}){{0,1}}?"
_PART = r"(?:رقم|عمار[ةه]|عماره|مبنى|بناي[ةه]|برج|شق[ةه]|فيلا|منزل|بيت|محل|مكتب)"
_STREET = r"(?:شارع|طريق|زنق[ةه]|نهج|درب|ميدان|كورنيش|جاد[ةه]|ش\.)"
_ARABIC = re.compile(
    rf"(?<!\w)(?:(?P<no>\d{{1,4}})،? )?(?:حي {_NAME}،? )?{_STREET} {_NAME}"
    rf"(?P<more>(?:،? {_PART} ?(?:رقم )?\d{{1,4}}){{0,3}})(?P<hay>،? (?:حي|منطق[ةه]|دوار) "
    rf"{_NAME})?(?=[\s،,.؛:\n؟!)]|$)"
)
_ZIP = re.compile(r",? (?:C\.?P\.? ?)?\d{5}(?:-\d{4})?(?![\d-]| ?(?:dollars|pesos|euros))\b")
_STATE = re.compile(
    r",? (?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|"
    r"S[CD]|T[NX]|UT|V[TA]|W[AVIY])\b"
)
# What stands before a street: a flat, a lot, a house by its name.
_REACH = 60
_ROOM = (
    r"(?:(?:flat|apt|apartment|unit|suite|lot|plot|block|villa|room|staircase|building|bldg|shop|"
    r"site|"
    r"cabin|trailer|house|tower|pier)\.? ?(?:no\.? )?#?(?:\d{1,4}[A-Z]?|[A-Z]-?\d{0,4}))"
)
_FRONT = re.compile(
    rf"(?i)(?<!\w){_ROOM}(?:, (?-i:(?:[A-Z]\w+ ){{1,2}}(?:House|Court|Towers?)))?,? $"
)
_HOUSE = re.compile(
    r"(?<!\w)(?:The [A-Z]\w+|(?:[A-Z]\w+ ){1,2}(?:House|Court|Towers?|Buildings?|Lodge|Mansions|"
    r"Cottages?|Farm)), $"
)
_FRONTED = re.compile(
    rf"(?<!\w)(?i:{_ROOM}), \d{{1,4}}[a-z]? [A-Z]\w+(?: [A-Z]\w+)?(?=[.,;!?\n]|$)"
)
_ESTATE = re.compile(
    r"(?i)(?<!\w)(?:urbanizaci[oó]n|urb\.|pol[ií]gono(?: industrial)?|residencial|barrio|colonia) "
    r"(?-i:(?:(?:de|del|la|las|los) ){0,2}[A-ZÁÉÍÓÚÑ]\w+(?: [A-ZÁÉÍÓÚÑ]\w+){0,2}), $"
)
Place = tuple[int, int]
_COMMA = re.compile(r"(?:,|،) ?(?:Col\. )?")
_TOWN = re.compile(rf"{_W}(?: {_W}){{0,2}}(?=\s*(?:[.,;:!?\n)؟،]|$))")
_CAPITALS = re.compile(
    r"[A-ZÁÉÍÓÚÑ][^\W\d_A-Z]+(?: (?:(?:de|del|la|las|los) ){0,2}[A-ZÁÉÍÓÚÑ][^\W\d_A-Z]+){0,3}"
)


def addresses(plain: str) -> Iterator[Span]:
    """Addresses in the forms of English, Spanish and Arabic; of two that meet the longer one."""
    cased = plain.lower() != plain != plain.upper()
    found = [
        *_english(plain, cased), *_spanish(plain, cased), *_arabic(plain),
        *((one.start(), _behind(plain, one.end(), _ZIP)) for one in _BOX.finditer(plain)),
    ]  # fmt: skip
    ends = 0
    for start, end in sorted(_longest(found), key=lambda one: one[0]):
        if start >= ends:
            ends = end
            raw = plain[start:end]
            yield Span("address", start, end, raw, raw)


def _longest(found: list[Place]) -> Iterator[Place]:
    """Of those that meet the longest one."""
    kept: list[Place] = []
    for start, end in sorted(found, key=lambda one: (one[0], -one[1])):
        if kept and start < kept[-1][1]:
            if end - start > kept[-1][1] - kept[-1][0]:
                kept[-1] = (start, end)
        else:
            kept.append((start, end))
    yield from kept


def _english(plain: str, cased: bool) -> Iterator[Place]:
    for found in _ENGLISH.finditer(plain):
        end = _english_end(plain, found, cased)
        if end:
            yield _front(plain, found.start(), cased), end
    for start, end in streets.english(plain, cased):
        front = _front(plain, start, cased)
        yield front, _behind(plain, _town(plain, end, cased) if front < start else end, _STATE)
    for found in _FRONTED.finditer(plain) if cased else ():
        yield found.span()


def _front(plain: str, start: int, cased: bool) -> int:
    """Where the flat, the lot or the house before a street begins; `start` where none does."""
    found = _FRONT.search(plain, max(0, start - _REACH), start)
    if found:
        return found.start()
    house = _HOUSE.search(plain, max(0, start - _REACH), start) if cased else None
    return house.start() if house else start


def _spanish(plain: str, cased: bool) -> Iterator[Place]:
    for found in _SPANISH.finditer(plain):
        if _is_calle(found.group("name"), cased):
            end = _behind(plain, found.end(), _PISO, _PISO, _COLONIA)
            coded = _behind(plain, _town(plain, end, cased), _ZIP)
            if plain[coded - 1].isdigit() and coded > end and plain[coded : coded + 1] == " ":
                coded = max(coded, city_end(plain, coded + 1))
            yield _district(plain, found.start()), coded
    if cased and language_of(plain) == "es":
        yield from streets.bare(plain)
    for start, end in streets.spanish(plain, cased):
        yield _district(plain, start), end


def _district(plain: str, start: int) -> int:
    """Where an estate that is named before a street begins; `start` where none is."""
    found = _ESTATE.search(plain, max(0, start - _REACH), start)
    return found.start() if found else start


def _arabic(plain: str) -> Iterator[Place]:
    for found in _ARABIC.finditer(plain):
        end = _town(plain, found.end(), cased=False)
        if found.group("no") or found.group("more") or found.group("hay") or end > found.end():
            yield found.start(), end
    for start, end in streets.arabic(plain):
        yield start, _town(plain, end, cased=False)


def _behind(plain: str, at: int, *parts: re.Pattern[str]) -> int:
    """Where those of `parts` that follow each other from `at` on end."""
    for part in parts:
        found = part.match(plain, at)
        at = found.end() if found else at
    return at


def _english_end(plain: str, found: re.Match[str], cased: bool) -> int:
    """Where the address ends; 0 where it is none."""
    words = found.group("name").split()
    if any(word.lower() in _NOT_STREETS for word in words):
        return 0
    unit = _behind(plain, found.end(), _UNIT)
    end = _behind(plain, _town(plain, unit, cased), _STATE, _ZIP)
    if found.group("unsure") and end == found.end():
        street = found.group("unsure")
        if not (cased and street[0].isupper() and all(word[0].isupper() for word in words)):
            return 0
    return end


def _is_calle(name: str, cased: bool) -> bool:
    words = name.split()
    if any(word.lower() in _NOT_CALLES for word in words):
        return False
    own = [word for word in words if word.lower() not in _OF_NAMES]
    # Where capitals are written a name has one; where not, it is short.
    return (
        bool(own)
        and (len(own) <= 3 if not cased else True)
        and (not cased or any(not word[0].islower() for word in own) or len(own) == 1)
    )


def _is_name(word: str) -> bool:
    """Whether it is one word of Arabic that is no usual one, nor one with “and” before it."""
    return " " not in word and word[0] != "و" and is_uncommon(word)


def _town(plain: str, at: int, cased: bool) -> int:
    """Where the town behind a comma ends; `at` where there is none."""
    comma = _COMMA.match(plain, at)
    if not comma:
        return at
    end = city_end(plain, comma.end())
    if end > comma.end():
        return end
    capitals = _CAPITALS.match(plain, comma.end()) if cased else None
    if capitals:
        return capitals.end()
    found = _TOWN.match(plain, comma.end())
    if found and "،" in comma.group() and _is_name(found.group()):
        return found.end()
    return at
