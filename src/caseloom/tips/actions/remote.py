"""The model server reads a tip where its line allows it: asked for, answered, judged.

Sent is what the reporter told, masked, and nothing else: no name of hers, no receipt, no message,
no officer, no other record. What comes back lies beside the tip, and may only raise it.
"""

from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.assist import actions as assist
from caseloom.assist import queries as assistance
from caseloom.assist.types import Asking, Conversation
from caseloom.audit import actions as audit
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.tips import languages, models
from caseloom.tips.machines import CATEGORIES
from caseloom.tips.rows import answer_place, exchange_place, handled, line_row, opened
from caseloom.tips.types import PRIORITIES

LEAD = "tips.lead"
# What is said in a language that the officer chooses.
SPOKEN = ("translation", "summary")
ON_REQUEST = (*SPOKEN, "urgency", "route", "spans")


@transaction.atomic
def allow_model(*, key: str, allowed: bool, reason: str, by: Viewer) -> None:
    """Say whether texts of a line may be read by the model server.

    Raises NotAllowed (only a lead of the team that reads the line), UnknownLine, Invalid.
    """
    by.must(LEAD)
    row = line_row(by, key)
    if row.scope not in by.scopes:
        raise NotAllowed("You do not read this line.", remedy="Ask a lead of its team.")
    assist.permit(
        object_kind="line", object_id=row.id, scope_id=row.scope, allowed=allowed, reason=reason,
        by=by,
    )  # fmt: skip


@transaction.atomic
def ask_model(*, tip_id: UUID, task: str, language: str = "", by: Viewer) -> UUID:
    """Have the model server read a tip, in the background. Returns the asking's id.

    language: into which a translation or summary goes. Raises NotAllowed, UnknownTip, Invalid,
    Conflict (it may not be asked, or was asked already).
    """
    row = handled(by, tip_id)
    if task not in ON_REQUEST:
        raise Invalid("There is no such task.", field="task")
    if task in SPOKEN and language not in languages.languages():
        raise Invalid("There is no such language.", remedy="Choose another.", field="language")
    if task not in SPOKEN or task == "summary":
        _must_have_judged(row, by)
    return _ask(row, task, language if task in SPOKEN else "", by)


def _must_have_judged(row: models.Tip, by: Viewer) -> None:
    judged = models.Assessment.objects.filter(tip=row, by=UUID(by.id)).exists()
    if row.judge_first and not judged:
        raise Conflict("This tip is judged first.", remedy="Keep your judgement, then ask.")


def _ask(row: models.Tip, task: str, option: str, by: Viewer) -> UUID:
    asking = assist.ask_for(
        task=task, option=option, object_kind="tip", object_id=row.id, scope_id=row.scope,
        permit_of=row.line_id, by=by,
    )  # fmt: skip
    app.configure_task("tips.ask_model", queue="tips").defer(
        asking_id=str(asking), tip_id=str(row.id), scope=row.scope
    )
    return asking


def ask_on_arrival(row: models.Tip, by: Viewer) -> None:
    """Have the model server read what the organisation wants read of every tip, if it may."""
    if assistance.hindrance(by, row.line_id):
        return
    for task in assistance.reach(by).tasks:
        _ask(row, task, "", by)


def answer(*, asking_id: UUID, tip_id: UUID, scope: int) -> None:
    """Ask the model server and keep what came of it. Once is enough: again changes nothing.

    No transaction is open while it is waited for.
    """
    acting = partial(_acting, scope)
    with acting() as by:
        asked = assistance.asking(by, asking_id)
        row = models.Tip.objects.filter(id=tip_id).first()
        if asked is None or row is None or asked.object_id != row.id:
            return
        if assistance.hindrance(by, row.line_id):
            assist.keep(asked=asked, had=None, found=None, sealed=None, by=by)
            return
        text: str = opened(row).open_json(bytes(row.body), "body")["text"]
        names = _staff(row, by)
    had = assist.converse(asked=asked, option=_option(asked), text=text, names=names, acting=acting)
    with acting() as by:
        _keep(tip_id, asked, had, by)


def _acting(scope: int) -> AbstractContextManager[Viewer]:
    machine = access.machine("tips", "having a tip read by the model server")
    return as_viewer(replace(machine, scopes=frozenset({scope})))


def _staff(row: models.Tip, by: Viewer) -> list[str]:
    """Names, user names and addresses of the staff whom the tip names: they never go out."""
    named = set(
        models.Closure.objects.filter(tip=row, why="named").values_list("person", flat=True)
    )
    return [
        name
        for one in access.people(by, active=None)
        if one.id in named
        for name in (one.name, one.username, one.email)
        if name
    ]


def _option(asked: Asking) -> str:
    if asked.task in SPOKEN:
        return f"{languages.language(asked.option).name} ({asked.option})"
    return ",".join(CATEGORIES) if asked.task == "route" else ""


def _keep(tip_id: UUID, asked: Asking, had: Conversation | None, by: Viewer) -> None:
    row = models.Tip.objects.filter(id=tip_id).select_for_update(no_key=True).first()
    if row is None:
        return
    key = opened(row)
    found = sealed = None
    if had is not None:
        sealed = key.seal_json(had.exchange, exchange_place(asked.id))
        if had.found is not None:
            found = key.seal_json(had.found, answer_place(asked.id))
    # Whoever took back his word while it was under way is heard.
    stopped = bool(assistance.hindrance(by, row.line_id))
    stands = assist.keep(asked=asked, had=had, found=found, sealed=sealed, stopped=stopped, by=by)
    if stands and had is not None and asked.task == "urgency":
        _raise(row, had.label)


def _raise(row: models.Tip, urgency: str) -> None:
    """Put the tip higher if the answer says so; the database lets no machine put it lower."""
    said = PRIORITIES.index(urgency)
    if said > (row.machine_priority or 0):
        row.machine_priority = said
        row.save(update_fields=["machine_priority"])


@transaction.atomic
def judge_answer(*, tip_id: UUID, suggestion_id: UUID, agreed: bool, by: Viewer) -> None:
    """Say whether an answer of the model server is right. Raises NotAllowed, UnknownTip, NotFound.

    The answer stays as it is, with what everybody said of it.
    """
    row = handled(by, tip_id)
    mine = {one.suggestion.id for one in assistance.exchanges(by, row.id) if one.suggestion}
    if suggestion_id not in mine:
        raise NotFound("There is no such answer.", remedy="Open the tip again.")
    assist.decide(suggestion_id=suggestion_id, agreed=agreed, label="", before=False, by=by)
    audit.record(
        verb="machine.judged", object_kind="tip", object_id=str(row.id), by=by,
        shown={row.scope: {"suggestion": str(suggestion_id), "agreed": agreed}},
    )  # fmt: skip
