"""What a line asks: read from what an administrator wrote, checked; and the first of every line.

A questionnaire is plain data: subjects, each with the keys of its questions, and the questions,
each with its text by language.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, cast, get_args

from caseloom.kernel.errors import Invalid
from caseloom.tips import languages
from caseloom.tips.types import AnswerKind, Question, Questionnaire, Subject, Words

MOST = 60
LONGEST_LABEL = 300
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_USUAL = ("what", "who", "where", "when", "how_known", "told")
_FIRST = {
    "work": _USUAL,
    "trafficking": ("danger", *_USUAL),
    "fraud": _USUAL,
    "laundering": _USUAL,
    "harm": ("danger", *_USUAL),
    "children": ("danger", *_USUAL),
    "environment": _USUAL,
    "health": _USUAL,
    "staff": _USUAL,
    "other": _USUAL,
}
_KINDS: dict[str, AnswerKind] = {"where": "line", "told": "line", "danger": "choice"}
_DANGER = ("yes", "no", "unknown")


def first(codes: Iterable[str]) -> Questionnaire:
    """The questionnaire with which a line begins, in the languages `codes`."""
    codes = tuple(codes)
    keys = dict.fromkeys(key for asks in _FIRST.values() for key in asks)
    return Questionnaire(
        None,
        0,
        tuple(Subject(key, _said(f"subjects.{key}", codes), asks) for key, asks in _FIRST.items()),
        tuple(_question(key, codes) for key in keys),
    )


def _question(key: str, codes: tuple[str, ...]) -> Question:
    choices = _DANGER if key == "danger" else ()
    return Question(
        key=key,
        kind=_KINDS.get(key, "text"),
        label=_said(f"questions.{key}", codes),
        hint=_said(f"questions.{key}_hint", codes),
        required=key == "what",
        choices=tuple((one, _said(f"questions.{key}_{one}", codes)) for one in choices),
    )


def _said(key: str, codes: tuple[str, ...]) -> Words:
    spoken = languages.languages()
    return {code: spoken[code].said[key] for code in codes if key in spoken[code].said}


def as_data(given: Questionnaire) -> dict[str, Any]:
    """`given` as the database keeps it and as an administrator edits it."""
    return {
        "subjects": [_lean(asdict(one)) for one in given.subjects],
        "questions": [_lean(asdict(one)) for one in given.questions],
    }


def _lean(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if value not in ((), {}, False)}


def read(data: Any, codes: Iterable[str]) -> Questionnaire:
    """The questionnaire in `data`. Raises Invalid that names what is wrong and where.

    Each subject and question must be said in each of the languages `codes`.
    """
    codes = tuple(codes)
    if not isinstance(data, Mapping):
        raise _wrong("A questionnaire has two lists: subjects and questions.")
    questions = tuple(_read_question(one, codes) for one in _list(data, "questions"))
    subjects = tuple(_read_subject(one, codes) for one in _list(data, "subjects"))
    known = [one.key for one in questions]
    _no_doubles("question", known)
    _no_doubles("subject", [one.key for one in subjects])
    for subject in subjects:
        if unknown := [key for key in subject.asks if key not in known]:
            raise _wrong(f"Subject “{subject.key}” asks “{unknown[0]}”, which is no question.")
        if not subject.asks:
            raise _wrong(f"Subject “{subject.key}” asks nothing.")
        _no_doubles(f"question of subject “{subject.key}”", subject.asks)
    return Questionnaire(None, 0, subjects, questions)


def _read_question(given: Any, codes: tuple[str, ...]) -> Question:
    key = _key(given, "question")
    kind = given.get("kind", "text")
    if kind not in get_args(AnswerKind):
        raise _wrong(f"Question “{key}” is of kind “{kind}”; kinds are text, line, choice, date.")
    choices = tuple(_read_choice(key, one, codes) for one in given.get("choices", ()))
    if (kind == "choice") != bool(choices):
        raise _wrong(f"Question “{key}”: choices belong to the kind “choice”, and to it alone.")
    return Question(
        key, cast(AnswerKind, kind), _words(given.get("label"), f"Question “{key}”", codes),
        _words(given.get("hint", {}), f"The hint of “{key}”", ()), given.get("required") is True,
        choices,
    )  # fmt: skip


def _read_choice(key: str, given: Any, codes: tuple[str, ...]) -> tuple[str, Words]:
    if not isinstance(given, list | tuple) or len(given) != 2:
        raise _wrong(f"A choice of “{key}” is a key and its label.")
    return _key({"key": given[0]}, "choice"), _words(given[1], f"A choice of “{key}”", codes)


def _read_subject(given: Any, codes: tuple[str, ...]) -> Subject:
    key = _key(given, "subject")
    asks = tuple(str(one) for one in given.get("asks", ()))
    title = _words(given.get("title"), f"Subject “{key}”", codes)
    return Subject(key, title, asks, _words(given.get("hint", {}), f"The hint of “{key}”", ()))


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    found = data.get(name)
    if not isinstance(found, list | tuple) or not found:
        raise _wrong(f"There are no {name}.")
    if len(found) > MOST:
        raise _wrong(f"There are {len(found)} {name}; {MOST} is the most.")
    return list(found)


def _key(given: Any, what: str) -> str:
    key = given.get("key") if isinstance(given, Mapping) else None
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise _wrong(f"A {what} has the key “{key}”; keys are small letters, digits and “_”.")
    return key


def _words(given: Any, what: str, codes: tuple[str, ...]) -> Words:
    if not isinstance(given, Mapping):
        raise _wrong(f"{what} is not said in any language.")
    said = {str(code): str(text).strip() for code, text in given.items() if str(text).strip()}
    if missing := [code for code in codes if code not in said]:
        raise _wrong(f"{what} is not said in: {', '.join(missing)}.")
    if too_long := [code for code, text in said.items() if len(text) > LONGEST_LABEL]:
        raise _wrong(f"{what} is longer than {LONGEST_LABEL} characters in: {too_long[0]}.")
    return said


def _no_doubles(what: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise _wrong(f"There are two of the {what} “{key}”.")
        seen.add(key)


def _wrong(message: str) -> Invalid:
    return Invalid(message, remedy="Put it right and save again.", field="questionnaire")
