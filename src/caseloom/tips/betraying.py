"""What in a text could betray who told it: proposed to be left out, decided by a person.

The reporter's work, kin, being the only one, and ways to reach her, by words of the first person
in English, Spanish and Arabic. It overlooks much (what only few could know betrays her as well):
whoever sends reads the whole.
"""

import re
from collections.abc import Iterable, Iterator
from uuid import UUID

from caseloom.tips.types import Betraying, Mark, Stretch

# A clause: up to a mark that ends one. What betrays is rarely one word.
_CLAUSE = re.compile(r"[^.,;:!?\n،؛؟…]+(?:(?<=\d)[.,:](?=\d)[^.,;:!?\n،؛؟…]+)*")
_WORDS = {
    "work": r"""
        \bI(?:'m|\ am|'ve|\ have|\ was|'d)?\s+(?:been\s+)?(?:work|worked|working|employed|hired|
        clean|cleaned|cook|cooked|drive|drove|guard|guarded|nurse|teach|taught)\b
        | \bI(?:'m|\ am|\ was)\s+(?:an?|the|his|her|their)\s+\w+
        | \b(?:my|our)\s+(?:boss|shift|desk|office|job|team|manager|supervisor|foreman|employer|
        colleague|colleagues|coworkers?|co-workers?|department|crew|ward|class|unit|contract|
        pay\s?slip|badge|uniform|workplace)\b
        | \bas\s+(?:an?|the)\s+(?:\w+\s+)?(?:employee|worker|accountant|bookkeeper|nurse|clerk|
        driver|guard|cleaner|teacher|assistant|manager|contractor|intern|volunteer)\b
        | \b(?:trabajo|trabajaba|trabajé|trabajamos)\s+(?:en|de|como|para|con|allí|aquí)\b
        | \bsoy\s+(?:el|la|una?|su)\b | \b(?:fui|era)\s+(?:emplead|contador|enfermer|chofer)\w*
        | \bmi[s]?\s+(?:jefe|jefa|turno|oficina|empleo|trabajo|compañer\w+|equipo|patr[oó]n\w*|
        supervisor\w*|contrato|empresa)\b
        | (?:أعمل|اعمل|كنت\s+أعمل|عملت|أشتغل|اشتغل|وظيفتي|مديري|رئيسي|زملائي|زميلي|مكتبي|عملي|
        شركتي|دوامي|ورديتي)
    """,
    "kin": r"""
        \bmy\s+(?:husband|wife|son|daughter|brother|sister|mother|father|mom|mum|dad|uncle|aunt|
        cousin|nephew|niece|boyfriend|girlfriend|partner|ex|neighbou?rs?|friend|landlord|child|
        children|kids?|family|grandmother|grandfather|roommate|flatmate)\b
        | \bmi[s]?\s+(?:marido|esposo|esposa|mujer|hijos?|hijas?|herman[oa]s?|madre|padre|mamá|papá|
        t[ií][oa]|prim[oa]s?|sobrin[oa]s?|novi[oa]|vecin[oa]s?|amig[oa]s?|familia|casero|abuel[oa])\b
        | (?:زوجي|زوجتي|ابني|ابنتي|أخي|اخي|أختي|اختي|أمي|امي|والدتي|أبي|والدي|عمي|خالي|جاري|جارتي|
        صديقي|صديقتي|عائلتي|أولادي)
    """,
    "only": r"""
        \bI(?:'m|\ am|\ was)\s+(?:probably\s+|maybe\s+)?(?:the\s+only|one\s+of|alone)\b
        | \b(?:only|nobody\s+but|no\s+one\s+but)\s+(?:I|me|two\s+of\s+us|the\s+two\s+of\s+us)\b
        | \b(?:told|showed|gave|sent)\s+(?:it\s+)?(?:only\s+)?(?:to\s+)?me\b
        | \bsoy\s+(?:el|la)\s+únic[oa]\b | \bs[oó]lo\s+yo\b | \bme\s+(?:dijo|contó|mostró|enseñó)\b
        | (?:أنا\s+الوحيد|أنا\s+الوحيدة|أخبرني|أخبرتني|قال\s+لي|قالت\s+لي)
    """,
    "contact": r"""
        \b(?:my|our)\s+(?:name|number|phone|cell|mobile|e-?mail|address|house|apartment|flat|street|
        car|door|window|building)\b
        | \bI(?:'m|\ am)\s+called\b | \b(?:call|text|reach|contact|e-?mail|write)\s+(?:to\s+)?me\b
        | \bI\s+live\b | \bme\s+llamo\b | \bmi\s+(?:nombre|número|teléfono|correo|dirección|casa|
        apartamento|calle|coche|carro|edificio)\b | \bvivo\s+(?:en|al|cerca|enfrente)\b
        | \b(?:llámenme|llámeme|escríbanme|contáctenme)\b
        | (?:اسمي|رقمي|هاتفي|عنواني|بيتي|منزلي|شقتي|سيارتي|أسكن|اسكن|اتصلوا\s+بي|راسلوني)
    """,
}
_LOOKED = {why: re.compile(words, re.IGNORECASE | re.VERBOSE) for why, words in _WORDS.items()}
# What is named is offered, and what reaches somebody in a clause of the first person is likely.
_REACHING = frozenset(("phone", "email", "handle", "address", "plate"))
_OFFERED = _REACHING | {"person", "organisation", "iban", "url", "date"}
_FIRST = re.compile(
    r"\b(?:I|me|my|mine|yo|mí|mi|mis|conmigo)\b|(?:أنا|رقمي|بي\b|هاتفي)", re.IGNORECASE
)
MOST = 200


def betraying(
    text: str, named: Iterable[Mark] = (), part: UUID | None = None
) -> tuple[Betraying, ...]:
    """Stretches of `text` that could betray the reporter, in order.

    named: what a program found in it. part: the message that it is the text of.
    """
    found: list[Betraying] = []
    clauses = list(_clauses(text))
    for start, end in clauses:
        why = next((key for key, one in _LOOKED.items() if one.search(text, start, end)), None)
        if why:
            found.append(_of(text, start, end, why, part, True))
    for mark in named:
        if mark.kind not in _OFFERED or any(_within(mark, one) for one in found):
            continue
        clause = next((one for one in clauses if one[0] <= mark.start < one[1]), (0, 0))
        mine = mark.kind in _REACHING and bool(_FIRST.search(text, *clause))
        found.append(_of(text, mark.start, mark.end, "contact" if mine else "named", part, mine))
    found.sort(key=lambda one: (one.stretch.start, one.stretch.end))
    return tuple(found[:MOST])


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    for clause in _CLAUSE.finditer(text):
        words = clause.group()
        bare = words.strip()
        if bare:
            start = clause.start() + words.index(bare)
            yield start, start + len(bare)


def _within(mark: Mark, one: Betraying) -> bool:
    return one.stretch.start <= mark.start and mark.end <= one.stretch.end


def _of(text: str, start: int, end: int, why: str, part: UUID | None, likely: bool) -> Betraying:
    return Betraying(Stretch(part, start, end), text[start:end], why, likely)
