"""What a model server said of a tip, and every exchange with it, for who may see the tip."""

from typing import Any
from uuid import UUID

from caseloom.access import queries as access
from caseloom.assist import queries as assistance
from caseloom.assist.types import Exchange
from caseloom.audit import actions as audit
from caseloom.kernel.errors import Conflict, NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.machines import HANDLE
from caseloom.tips.rows import answer_place, exchange_place, opened, tip_row
from caseloom.tips.sealing.envelope import Envelope
from caseloom.tips.types import ModelAnswer, ModelExchange, ModelLine, ModelView, Verdict

ALL = 2


def model_view(viewer: Viewer, tip_id: UUID) -> ModelView:
    """What a model server said of a tip and whether it may be asked. Raises as `tip`.

    With the switch below 2 answers are kept and not shown. On a tip that is judged first only
    translations are, until the viewer has judged.
    """
    viewer.must(HANDLE)
    row = tip_row(viewer, tip_id)
    all_of_it = assistance.exchanges(viewer, row.id)
    on = assistance.switched(viewer).tier >= ALL
    first = row.judge_first and not _judged(viewer, row)
    shown = [
        one
        for one in all_of_it
        if on and one.suggestion and (one.asking.task == "translation" or not first)
    ]
    people = {verdict[1] for one in shown for verdict in one.verdicts}
    people |= {one.asking.by for one in all_of_it if one.asking.by}
    names = access.person_names(viewer, people)
    key = opened(row)
    answers = tuple(_answer(one, key, names) for one in _newest(shown))
    if answers:
        audit.record(
            verb="machine.view_read", object_kind="tip", object_id=str(row.id), by=viewer,
            shown={row.scope: {"suggestions": [str(one.id) for one in answers]}},
        )  # fmt: skip
    return ModelView(
        hindrance=assistance.hindrance(viewer, row.line_id), answers=answers,
        hidden=sum(one.suggestion is not None for one in all_of_it) if not on else 0,
        judge_first=first, exchanges=all_of_it,
        asked_by={one.asking.id: names.get(one.asking.by, "") for one in all_of_it
                  if one.asking.by},
    )  # fmt: skip


def _judged(viewer: Viewer, row: models.Tip) -> bool:
    return models.Assessment.objects.filter(tip=row, by=UUID(viewer.id)).exists()


def _newest(shown: list[Exchange]) -> list[Exchange]:
    """Of each task and language the newest; `shown` begins with the newest."""
    found: dict[tuple[str, str], Exchange] = {}
    for one in shown:
        found.setdefault((one.asking.task, one.asking.option), one)
    return list(found.values())


def _answer(one: Exchange, key: Envelope, names: dict[UUID, str]) -> ModelAnswer:
    said = one.suggestion
    if said is None or one.at is None:
        raise NotFound("There is no such answer.")
    found: dict[str, Any] = (
        key.open_json(said.sealed, answer_place(one.asking.id)) if said.sealed else {}
    )
    return ModelAnswer(
        id=said.id, task=one.asking.task, language=one.asking.option, label=said.label,
        model=one.model, prompt=one.prompt, at=one.at, asked_at=one.asking.at,
        read=int(found.get("read", 0)), dropped=one.dropped, lost=one.lost,
        blocks=tuple((start, end, text) for start, end, text in found.get("blocks", ())),
        sentences=tuple(
            (text, tuple((start, end) for start, end in cites))
            for text, cites in found.get("sentences", ())
        ),
        threat=bool(found.get("threat")),
        signs=tuple((start, end, why) for start, end, why in found.get("signs", ())),
        words=tuple((start, end) for start, end in found.get("words", ())),
        spans=tuple((kind, start, end) for kind, start, end in found.get("spans", ())),
        verdicts=tuple(
            Verdict(agreed, by, names.get(by, ""), at) for agreed, by, at in one.verdicts
        ),
    )  # fmt: skip


def exchange(viewer: Viewer, key: UUID | str, asking_id: UUID) -> ModelExchange:
    """Word for word what was sent to a model server and what came back.

    Raises NotAllowed, UnknownTip, NotFound; Conflict on a tip that the viewer judges first.
    """
    viewer.must(HANDLE)
    row = tip_row(viewer, key)
    found = [one for one in assistance.exchanges(viewer, row.id) if one.asking.id == asking_id]
    if not found:
        raise NotFound("There is no such exchange.", remedy="Open the tip again.")
    if row.judge_first and not _judged(viewer, row) and found[0].asking.task != "translation":
        raise Conflict("This tip is judged first.", remedy="Keep your judgement, then look.")
    kept = assistance.sealed(viewer, asking_id)
    said = opened(row).open_json(kept, exchange_place(asking_id)) if kept else {}
    audit.record(
        verb="model.exchange_read", object_kind="tip", object_id=str(row.id), by=viewer,
        shown={row.scope: {"asking": str(asking_id)}},
    )  # fmt: skip
    return ModelExchange(found[0], str(said.get("request", "")), tuple(said.get("answers", ())))


def model_lines(viewer: Viewer) -> tuple[ModelLine, ...]:
    """The lines that the viewer reads, and whether the model server may read their texts."""
    viewer.must(HANDLE)
    rows = models.Line.objects.filter(scope__in=list(viewer.scopes)).order_by("key")
    return tuple(
        ModelLine(row.key, row.title, assistance.permitted(viewer, row.id)) for row in rows
    )
