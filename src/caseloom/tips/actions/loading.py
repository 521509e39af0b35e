"""Many tips at once: those of another system, or of a benchmark.

Each is what `send` would have made: sealed under a key of its own, on record by an event of its
own. Nobody holds a receipt for them, and what names somebody who works here goes the long way.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from caseloom.access import queries as access
from caseloom.kernel import numbers
from caseloom.kernel.errors import Invalid, Unavailable
from caseloom.kernel.viewer import Viewer
from caseloom.tips import conflicts, models, telling
from caseloom.tips.actions.receiving import DIGITS, DRAWS, IMMEDIATE, id_of, send
from caseloom.tips.errors import UnknownLine
from caseloom.tips.machines import TIP
from caseloom.tips.queries.line import as_line, as_questionnaire
from caseloom.tips.rows import line_row, team_key
from caseloom.tips.sealing import envelope
from caseloom.tips.types import Line, NewTip, Questionnaire, Segment
from caseloom.workflow import actions as moves

_Told = tuple[str, tuple[Segment, ...]]
# Of a receipt's digest; random ones belong to no receipt.
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class _Asked:
    line: Line
    questionnaire: Questionnaire


@transaction.atomic
def load(*, line_key: str, tips: Sequence[tuple[datetime, NewTip]], by: Viewer) -> int:
    """Put `tips` in as they arrived elsewhere, (time, tip) each; how many were put in.

    No machine reads them. Those with files or a name, and those that name somebody of the staff,
    are sent one by one. Raises NotAllowed, UnknownLine, Invalid, Unavailable; then none is in.
    """
    by.must("tips.send")
    line = as_line(line_row(by, line_key))
    asked = models.Questionnaire.objects.filter(line_id=line.id).order_by("-number").first()
    if asked is None:
        raise UnknownLine
    staff = tuple(
        conflicts.Staff(one.id, one.name, one.username, one.email) for one in access.people(by)
    )
    form = _Asked(line, as_questionnaire(asked))
    rows: list[dict[str, Any]] = []
    for at, tip in tips:
        told = telling.compose(form.questionnaire, tip.subject, tip.answers, tip.language)
        if tip.files or tip.contact or conflicts.named(told[0], staff):
            send(line_key=line_key, tip=tip, by=by)
        else:
            rows.append(_row(form, tip, at, told))
    _insert(rows, line.scope, by)
    return len(tips)


def _row(form: _Asked, tip: NewTip, at: datetime, told: _Told) -> dict[str, Any]:
    settings, tip_id, (text, segments) = form.line.settings, id_of(tip.form), told
    key = envelope.make(tip_id, team_key(form.line.scope))
    body = key.seal_json(telling.body(text, segments, tip.language), "body")
    return {
        "id": tip_id, "line_id": form.line.id, "questionnaire_id": form.questionnaire.id,
        "scope": form.line.scope, "channel": tip.channel, "language": tip.language,
        "subject": tip.subject, "arrived_at": at,
        "receipt": None if tip.channel == "email" else _hex(secrets.token_bytes(_DIGEST)),
        "key_name": key.key_name, "data_key": _hex(key.wrapped), "body": _hex(body),
        "anonymous": True, "files": 0, "state": TIP.beginning.target, "judge_first": False,
        "machine_priority": IMMEDIATE if tip.answers.get("danger") == "yes" else None,
        "score": 0.0, "category": "", "waiting": False,
        "acknowledge_by": at + timedelta(days=settings.acknowledge_days),
        "feedback_by": at + timedelta(days=settings.feedback_days),
    }  # fmt: skip


def _hex(raw: bytes) -> str:
    return f"\\x{raw.hex()}"


def _insert(rows: list[dict[str, Any]], scope: int, by: Viewer) -> None:
    for _ in range(DRAWS):
        _number(rows)
        try:
            with transaction.atomic():
                _write(rows)
        except IntegrityError as error:
            # One of a tip that is closed to everybody here: that a number is free, nobody sees.
            if "number" not in str(error):
                raise Invalid("One of these tips is here already.", field="form") from error
            continue
        began: dict[UUID, datetime] = {row["id"]: row["arrived_at"] for row in rows}
        moves.start_many(machine=TIP, objects=began, scope_id=scope, by=by)
        return
    raise Unavailable("No free numbers were found.", remedy="Put in fewer at once.")


def _write(rows: list[dict[str, Any]]) -> None:
    # One JSON document: a placeholder for each of so many values takes longer than the database.
    if rows:
        columns = ", ".join(rows[0])
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO tips_tip ({columns}) SELECT {columns}"  # noqa: S608 (own names)
                " FROM json_populate_recordset(NULL::tips_tip, %s::json)",
                [json.dumps(rows, default=str)],
            )


def _number(rows: list[dict[str, Any]]) -> None:
    """Numbers that no tip has which can be seen here; among many some are always taken."""
    drawn: set[str] = set()
    waiting = rows
    while waiting:
        for row in waiting:
            row["number"] = _drawn(row, drawn)
        numbers_drawn = [row["number"] for row in waiting]
        rows_with = models.Tip.objects.filter(number__in=numbers_drawn)
        taken = set(rows_with.values_list("number", flat=True))
        waiting = [row for row in waiting if row["number"] in taken]


def _drawn(row: dict[str, Any], drawn: set[str]) -> str:
    while (number := f"T-{numbers.draw(row['arrived_at'].year, DIGITS)}") in drawn:
        pass
    drawn.add(number)
    return number
