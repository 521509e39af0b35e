"""From the answers of a form to one text with its places, and what is too much of it."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from caseloom.kernel.errors import Invalid
from caseloom.tips import languages
from caseloom.tips.errors import TooLarge
from caseloom.tips.types import Contact, Question, Questionnaire, Segment

# Characters of one answer and of all. What is longer is a file.
MOST_ANSWER, MOST_TEXT, MOST_CONTACT = 50_000, 200_000, 1_000
FIRST_WORDS = 140
# An answer of so many characters tells little by itself.
_SHORT = 20
GAP = "\n\n"


def compose(
    questionnaire: Questionnaire, subject: str, answers: Mapping[str, str], language: str
) -> tuple[str, tuple[Segment, ...]]:
    """All answers as one text, and which part of it answers what.

    Raises Invalid for a required answer that is missing or a choice that is not offered, and
    TooLarge; `field` is the question's key.
    """
    said = languages.language(language)
    parts: list[str] = []
    segments: list[Segment] = []
    at = 0
    for question in questionnaire.asked(subject):
        answer = clean(answers.get(question.key, ""))
        _check(question, answer, said)
        if not answer:
            continue
        shown = _shown(question, answer, language)
        at += len(GAP) if parts else 0
        segments.append(Segment(question.key, _in(question.label, language), at, at + len(shown)))
        parts.append(shown)
        at += len(shown)
    text = GAP.join(parts)
    if len(text) > MOST_TEXT:
        raise TooLarge(said.say("wrong.too_long", length=f"{len(text):,}", most=f"{MOST_TEXT:,}"))
    if not text:
        raise Invalid(said.say("wrong.empty"), field=questionnaire.asked(subject)[0].key)
    return text, tuple(segments)


def _check(question: Question, answer: str, said: languages.Language) -> None:
    if question.required and not answer:
        raise Invalid(said.say("wrong.empty"), field=question.key)
    if len(answer) > MOST_ANSWER:
        words = said.say("wrong.too_long", length=f"{len(answer):,}", most=f"{MOST_ANSWER:,}")
        raise TooLarge(words, field=question.key)
    if answer and question.choices and answer not in dict(question.choices):
        raise Invalid(said.say("wrong.choice"), field=question.key)


def _shown(question: Question, answer: str, language: str) -> str:
    return _in(dict(question.choices)[answer], language) if question.choices else answer


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or next(iter(words.values()), "")


def clean(text: str) -> str:
    """`text` with one kind of line break, without NUL and lone surrogates, trimmed.

    What it says stays: formulas, markup and marks of direction are shown as text.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def contact(given: Contact) -> Contact:
    """`given`, trimmed. Raises TooLarge."""
    found = Contact(clean(given.name), clean(given.reach), clean(given.more))
    if max(map(len, (found.name, found.reach, found.more))) > MOST_CONTACT:
        raise TooLarge(
            f"A name or address has at most {MOST_CONTACT:,} characters.",
            remedy="Shorten it.",
            field="reach",
        )
    return found


def body(text: str, segments: Sequence[Segment], language: str) -> dict[str, Any]:
    """What is sealed."""
    places = [[one.question, one.label, one.start, one.end] for one in segments]
    return {"text": text, "segments": places, "language": language}


def segments(found: Mapping[str, Any]) -> tuple[Segment, ...]:
    """The segments of a sealed body."""
    return tuple(Segment(*one) for one in found["segments"])


def beginning(found: Mapping[str, Any]) -> str:
    """The first words of a sealed body on one line, without marks that turn the direction.

    Short answers before the first long one (“Yes”) are left out.
    """
    text = str(found["text"])
    places = segments(found)
    long = next((one.start for one in places if one.end - one.start > _SHORT), 0)
    first = text[long : long + 600]
    shown = "".join(" " if unicodedata.category(one) in ("Cc", "Cf") else one for one in first)
    words = " ".join(shown.split())
    return words if len(words) <= FIRST_WORDS else words[:FIRST_WORDS].rsplit(" ", 1)[0] + " …"
