"""Lines and what they ask, as the public and the staff see them."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from caseloom.kernel.errors import NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models, questionnaires, telling
from caseloom.tips.rows import line_row
from caseloom.tips.types import Line, LineSettings, Questionnaire

REPORTER = "reporter"


def anybody() -> Viewer:
    """Somebody of the public, who sees the open lines and nothing else. No name, no address."""
    return Viewer(id=REPORTER, name="Somebody of the public", purpose="telling", kind="anonymous")


def teller(line: Line) -> Viewer:
    """Somebody of the public who sends a tip to `line`: may write it and reads nothing."""
    return Viewer(
        id=REPORTER, name="Somebody of the public", purpose=f"telling the line {line.key}",
        scopes=frozenset({line.scope}), permissions=frozenset({"tips.send"}), kind="anonymous",
    )  # fmt: skip


def lines(viewer: Viewer) -> tuple[Line, ...]:
    """The lines that are open, and for staff those that they read or administer, by key."""
    return tuple(as_line(row) for row in models.Line.objects.order_by("key"))


def line(viewer: Viewer, key: str) -> Line:
    """One line. Raises UnknownLine, the same for absent and closed to the public."""
    return as_line(line_row(viewer, key))


def questionnaire(viewer: Viewer, key: str, number: int | None = None) -> Questionnaire:
    """What a line asks: the latest version unless told. Raises UnknownLine, NotFound."""
    rows = models.Questionnaire.objects.filter(line=line_row(viewer, key))
    if number is not None:
        rows = rows.filter(number=number)
    row = rows.order_by("-number").first()
    if row is None:
        raise NotFound("There is no such version.", remedy="Open the latest one.")
    return as_questionnaire(row, as_line(row.line).settings.languages)


def versions(viewer: Viewer, key: str) -> tuple[tuple[int, Any, UUID], ...]:
    """Number, time and author of each version, the latest first. Raises UnknownLine."""
    rows = models.Questionnaire.objects.filter(line=line_row(viewer, key)).order_by("-number")
    return tuple((row.number, row.at, row.by) for row in rows)


def as_questionnaire(row: models.Questionnaire, codes: tuple[str, ...] = ()) -> Questionnaire:
    """A row as what other rooms see. It was checked when it was saved."""
    read = questionnaires.read(row.body, ())
    return Questionnaire(row.id, row.number, read.subjects, read.questions)


def as_line(row: models.Line) -> Line:
    """A row as what other rooms see."""
    return Line(row.id, row.key, row.title, row.scope, row.open, _settings(row.settings))


def _settings(stored: Mapping[str, Any]) -> LineSettings:
    known = {one.name for one in fields(LineSettings)}
    given = {key: value for key, value in stored.items() if key in known}
    given["languages"] = tuple(given.get("languages", LineSettings().languages))
    return LineSettings(**given)


def compose(asked: Questionnaire, subject: str, answers: Mapping[str, str], language: str) -> str:
    """What would be kept of these answers as one text. Raises Invalid and TooLarge as `send`."""
    text, _ = telling.compose(asked, subject, answers, language)
    return text
