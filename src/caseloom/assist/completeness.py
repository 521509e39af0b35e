"""Which of five questions a tip answers, where, and what to ask its reporter about the others.

Who did it, what happened, where, when, and how the reporter knows. What other tasks found in the
text (names, addresses, dates) answers as well as words do. Nothing is asked in the machine's own
words: the questions are fixed, one a fact and language.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from caseloom.assist.spans.span import Span
from caseloom.assist.threats import lexicon
from caseloom.assist.threats.tokens import Token, tokens

FACTS = ("who", "what", "where", "when", "how_known")
_WORDS = "facts/words"
# Kinds of spans that answer a question by themselves.
_BY_SPAN = {
    "person": "who", "organisation": "who", "handle": "who", "address": "where", "date": "when",
}  # fmt: skip
# Fewer words than these tell nothing of what happened.
_LEAST_WORDS = 4
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2})(?!\d)"
)
# Two words that begin with capitals, of which the first begins no sentence: a name, mostly.
_NAME = re.compile(r"(?<=[^.!?\n] )[A-ZÁÉÍÓÚÑ][a-záéíóúñ'’]+(?: [A-ZÁÉÍÓÚÑ][a-záéíóúñ'’]+)+")
_FIRST = 50_000
# Of each fact the places that are kept.
_MOST = 5

QUESTIONS: dict[str, dict[str, str]] = {
    "assist.ask.who": {
        "en": "Who did it? A name, a company, or how they can be recognised.",
        "es": "¿Quién lo hizo? Un nombre, una empresa o cómo se le reconoce.",
        "ar": "من فعل ذلك؟ اسم أو شركة أو ما يُعرف به.",
    },
    "assist.ask.what": {
        "en": "What happened? Tell it as you would tell a friend.",
        "es": "¿Qué pasó? Cuéntelo como se lo contaría a un amigo.",
        "ar": "ماذا حدث؟ احكِ كما تحكي لصديق.",
    },
    "assist.ask.where": {
        "en": "Where did it happen? A street, a town, or a place we can find.",
        "es": "¿Dónde pasó? Una calle, una ciudad o un lugar que podamos encontrar.",
        "ar": "أين حدث ذلك؟ شارع أو مدينة أو مكان يمكن الوصول إليه.",
    },
    "assist.ask.when": {
        "en": "When did it happen, and does it still go on?",
        "es": "¿Cuándo pasó, y sigue pasando?",
        "ar": "متى حدث ذلك، وهل ما زال مستمرًا؟",
    },
    "assist.ask.how_known": {
        "en": "How do you know? Did you see it, hear of it, or have papers or pictures?",
        "es": "¿Cómo lo sabe? ¿Lo vio, se lo contaron, tiene papeles o fotos?",
        "ar": "كيف عرفت؟ هل رأيت ذلك أم سمعت به أم لديك أوراق أو صور؟",
    },
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Whether `name` is told. places: (start, end) in the text that show it, the first ones.

    ask: the key in QUESTIONS of what to ask where it is missing, else None.
    """

    name: str
    present: bool
    places: tuple[tuple[int, int], ...]
    ask: str | None


def read(
    text: str, spans: Iterable[Span] = (), words: list[Token] | None = None
) -> tuple[Fact, ...]:
    """Each of FACTS in order. spans: what other tasks found in the same text.

    words: the `tokens` of the text, where they are known.
    """
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in FACTS}
    for span in spans:
        if span.kind in _BY_SPAN:
            found[_BY_SPAN[span.kind]].append((span.start, span.end))
    start = text[:_FIRST]
    found["when"] += [one.span() for one in _DATE.finditer(start)]
    found["who"] += [one.span() for one in _NAME.finditer(start)]
    words = tokens(start) if words is None else words
    for language in lexicon.languages(_WORDS):
        for one in lexicon.matches(words, language):
            found[one.kind].append((words[one.first].start, words[one.last - 1].end))
    if len(words) < _LEAST_WORDS:
        found["what"] = []
    return tuple(_fact(name, found[name]) for name in FACTS)


def _fact(name: str, places: list[tuple[int, int]]) -> Fact:
    ask = None if places else f"assist.ask.{name}"
    return Fact(name, bool(places), tuple(sorted(set(places))[:_MOST]), ask)
