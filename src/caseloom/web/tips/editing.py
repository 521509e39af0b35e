"""Changes to a questionnaire, each giving the whole of it anew; the room checks what comes out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from caseloom.kernel.errors import NotFound
from caseloom.tips.types import Question, Questionnaire, Subject

Data = dict[str, list[dict[str, Any]]]
Part = TypeVar("Part", Subject, Question)


def as_data(given: Questionnaire) -> Data:
    """A questionnaire as plain data, as `actions.set_questionnaire` takes it."""
    return {
        "subjects": [asdict(one) for one in given.subjects],
        "questions": [asdict(one) for one in given.questions],
    }


def subject_of(asked: Questionnaire, key: str) -> Subject:
    """A subject by its key. Raises NotFound."""
    return _found(asked.subjects, key)


def question_of(asked: Questionnaire, key: str) -> Question:
    """A question by its key. Raises NotFound."""
    return _found(asked.questions, key)


def _found(items: Iterable[Part], key: str) -> Part:
    for one in items:
        if one.key == key:
            return one
    raise NotFound(_("It is not in this questionnaire."), remedy=_("Open the latest version."))


def put(items: list[dict[str, Any]], given: Mapping[str, Any], *, new: bool) -> None:
    """Put `given` at the end, or in the place of the one with its key."""
    if new:
        items.append(dict(given))
        return
    items[_at(items, given["key"])] = dict(given)


def _at(items: list[dict[str, Any]], key: str) -> int:
    for at, one in enumerate(items):
        if one["key"] == key:
            return at
    raise NotFound(_("It is not in this questionnaire."), remedy=_("Open the latest version."))


def _swap(items: list[Any], at: int, step: int) -> None:
    other = at + step
    if 0 <= other < len(items):
        items[at], items[other] = items[other], items[at]


def _subject_moves(step: int) -> Callable[[Data, str, str], None]:
    def move(data: Data, subject: str, question: str) -> None:
        _swap(data["subjects"], _at(data["subjects"], subject), step)

    return move


def _asked_moves(step: int) -> Callable[[Data, str, str], None]:
    def move(data: Data, subject: str, question: str) -> None:
        asks = _asks(data, subject)
        if question in asks:
            _swap(asks, asks.index(question), step)

    return move


def _asks(data: Data, subject: str) -> list[str]:
    one = data["subjects"][_at(data["subjects"], subject)]
    one["asks"] = list(one["asks"])
    asks: list[str] = one["asks"]
    return asks


def _remove_subject(data: Data, subject: str, question: str) -> None:
    del data["subjects"][_at(data["subjects"], subject)]


def _remove_question(data: Data, subject: str, question: str) -> None:
    del data["questions"][_at(data["questions"], question)]
    for one in data["subjects"]:
        one["asks"] = [key for key in one["asks"] if key != question]


def _ask(data: Data, subject: str, question: str) -> None:
    _asks(data, subject).append(question)


def _ask_no_more(data: Data, subject: str, question: str) -> None:
    asks = _asks(data, subject)
    if question in asks:
        asks.remove(question)


# What a press of a button does to (questionnaire, subject's key, question's key).
CHANGES: dict[str, Callable[[Data, str, str], None]] = {
    "subject_up": _subject_moves(-1),
    "subject_down": _subject_moves(1),
    "subject_remove": _remove_subject,
    "question_remove": _remove_question,
    "asked_up": _asked_moves(-1),
    "asked_down": _asked_moves(1),
    "asked_remove": _ask_no_more,
    "asked_add": _ask,
}


def texts(data: Data) -> list[tuple[str, dict[str, str], bool]]:
    """Every text that a reporter may read.

    Each with a name of its place, its words by language (to be changed where they are), and
    whether it must be said in each language.
    """
    found: list[tuple[str, dict[str, str], bool]] = []
    for kind, name in (("subjects", "title"), ("questions", "label")):
        for one in data[kind]:
            found += _texts_of(one, f"{kind}.{one['key']}", name)
    return found


def _texts_of(one: dict[str, Any], place: str, name: str) -> list[tuple[str, dict[str, str], bool]]:
    one[name], one["hint"] = dict(one[name]), dict(one["hint"])
    found = [(f"{place}.{name}", one[name], True)]
    if one["hint"]:
        found.append((f"{place}.hint", one["hint"], False))
    if one.get("choices"):
        one["choices"] = [(key, dict(words)) for key, words in one["choices"]]
        found += [(f"{place}.choices.{key}", words, True) for key, words in one["choices"]]
    return found


def missing(asked: Questionnaire, codes: tuple[str, ...]) -> dict[str, int]:
    """How many texts are not said yet, for each of the languages that lack any."""
    needed = [words for _place, words, must in texts(as_data(asked)) if must]
    lacking = {code: sum(not words.get(code) for words in needed) for code in codes}
    return {code: count for code, count in lacking.items() if count}
