"""Lines and what they ask."""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from caseloom.access import queries as access
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.tips import languages, models, questionnaires
from caseloom.tips.queries.line import as_line
from caseloom.tips.rows import line_row, person_id
from caseloom.tips.types import Line, LineSettings, Questionnaire

_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
ADMINISTER = "settings.administer"


@transaction.atomic
def add_line(
    *, key: str, title: Mapping[str, str], scope_id: int, settings: LineSettings, by: Viewer
) -> Line:
    """Open a hotline, read by the team that holds `scope_id`, with the first questionnaire.

    Raises NotAllowed, Invalid, Conflict (the key is taken), NotFound (no such team).
    """
    by.must(ADMINISTER)
    if not _KEY.fullmatch(key):
        raise Invalid(
            f"“{key}” is no key of a line.", remedy="Use small letters, digits, “-”.", field="key"
        )
    scope = access.scope(by, scope_id)
    if scope.kind != "team":
        raise Invalid("A team reads a line.", remedy="Choose a team.", field="scope")
    _check(title, settings, by)
    try:
        with transaction.atomic():
            row = models.Line.objects.create(
                key=key, title=dict(title), scope=scope_id, settings=asdict(settings),
                created_at=clock.now(), created_by=_who(by),
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(
            f"There is a line “{key}” already.", remedy="Choose another key.", field="key"
        ) from error
    _add_version(row, questionnaires.as_data(questionnaires.first(settings.languages)), by)
    audit.record(
        verb="line.added", object_kind="line", object_id=key, by=by,
        detail={"title": dict(title), "scope": scope.key, "settings": asdict(settings)},
    )  # fmt: skip
    return as_line(row)


@transaction.atomic
def edit_line(
    *, key: str, title: Mapping[str, str], open: bool, settings: LineSettings, reason: str,
    by: Viewer,
) -> Line:  # fmt: skip
    """Name a line anew, open or close it to the public, or change how it works.

    Raises NotAllowed, UnknownLine, Invalid. Tips that arrived keep their dates.
    """
    by.must(ADMINISTER)
    row = line_row(by, key)
    _check(title, settings, by)
    before = {"title": row.title, "open": row.open, "settings": row.settings}
    row.title, row.open, row.settings = dict(title), open, asdict(settings)
    row.save(update_fields=["title", "open", "settings"])
    after = {"title": row.title, "open": row.open, "settings": row.settings}
    audit.record(
        verb="line.edited", object_kind="line", object_id=key, by=by,
        detail={"before": before, "after": after, "reason": reason.strip()},
    )  # fmt: skip
    return as_line(row)


@transaction.atomic
def set_questionnaire(*, key: str, data: Any, expected: int, by: Viewer) -> Questionnaire:
    """Ask from now on what `data` says; the versions before stay.

    `expected`: the number of the version that `data` was made from. Raises as `edit_line`, and
    Conflict if somebody else saved another one meanwhile.
    """
    by.must(ADMINISTER)
    row = line_row(by, key)
    last = models.Questionnaire.objects.filter(line=row).order_by("-number").first()
    if last is None or last.number != expected:
        raise _overtaken()
    read = questionnaires.read(data, as_line(row).settings.languages)
    number = _add_version(row, questionnaires.as_data(read), by, after=expected)
    audit.record(
        verb="line.questionnaire_set", object_kind="line", object_id=key, by=by,
        detail={"version": number, "questions": len(read.questions)},
    )  # fmt: skip
    return replace(read, number=number)


def _add_version(row: models.Line, data: dict[str, Any], by: Viewer, *, after: int = 0) -> int:
    number = after + 1
    try:
        with transaction.atomic():
            models.Questionnaire.objects.create(
                line=row, number=number, body=data, at=clock.now(), by=_who(by)
            )
    except IntegrityError as error:
        # Of two at once the number lets one pass.
        raise _overtaken() from error
    return number


def _overtaken() -> Conflict:
    return Conflict("Somebody else saved it just now.", remedy="Look at his version.")


def _check(title: Mapping[str, str], settings: LineSettings, by: Viewer) -> None:
    known = languages.languages()
    if not settings.languages or not set(settings.languages) <= set(known):
        raise Invalid(
            "A line speaks languages that there are.",
            remedy=f"Choose of: {', '.join(known)}.",
            field="languages",
        )
    if not all(title.get(code, "").strip() for code in settings.languages[:1]):
        raise Invalid("A line needs a name.", remedy="Say it in its first language.", field="title")
    _within("acknowledge_days", settings.acknowledge_days, 1, 365)
    _within("feedback_days", settings.feedback_days, settings.acknowledge_days, 3_650)
    _within("reread_share", settings.reread_share, 0.02, 1)
    _within("judge_first_share", settings.judge_first_share, 0, 1)
    if settings.fallback is not None:
        access.scope(by, settings.fallback)


def _within(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise Invalid(
            f"{name.replace('_', ' ').capitalize()} is {value:g}.",
            remedy=f"Choose between {least:g} and {most:g}.",
            field=name,
        )


def _who(by: Viewer) -> UUID:
    return person_id(by) if by.kind == "person" else UUID(int=0)
