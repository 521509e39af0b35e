"""What is kept of asking a model server: who may be asked for what, what it cost, how it went."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum

from caseloom.assist import models
from caseloom.assist.remote.asking import Talk, ask
from caseloom.assist.remote.endpoint import Endpoint, configured
from caseloom.assist.remote.errors import Failed
from caseloom.assist.remote.masking import mask
from caseloom.assist.remote.tasks import TASKS, Task
from caseloom.assist.remote.telling import PATIENCE, hindrance, spent
from caseloom.assist.suggesting import ALL, suggest
from caseloom.assist.types import Asking, Conversation, NewSuggestion
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, Unavailable
from caseloom.kernel.viewer import Viewer

_DIGITS = Decimal("0.00000001")
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('assist_spending'))"


@transaction.atomic
def permit(
    *, object_kind: str, object_id: UUID, scope_id: int, allowed: bool, reason: str, by: Viewer
) -> None:
    """Say whether texts of a thing may be read by the model server from now on.

    The caller has looked whether `by` may say so. Raises Invalid without a reason.
    """
    if not reason.strip():
        raise Invalid("Say why.", remedy="It stays on record.", field="reason")
    models.Permit.objects.create(
        object_kind=object_kind, object_id=object_id, scope=scope_id, allowed=allowed,
        reason=reason.strip()[:2_000], at=clock.now(), by=UUID(by.id),
    )  # fmt: skip
    audit.record(
        verb="model.permitted" if allowed else "model.forbidden", object_kind=object_kind,
        object_id=str(object_id), by=by, detail={"reason": reason.strip()[:2_000]},
    )  # fmt: skip


@transaction.atomic
def ask_for(
    *, task: str, option: str, object_kind: str, object_id: UUID, scope_id: int, permit_of: UUID,
    by: Viewer,
) -> UUID:  # fmt: skip
    """Put down that a task is wanted. Raises Conflict where it may not be, or is under way."""
    if task not in TASKS:
        raise Invalid("There is no such task.", field="task")
    why = hindrance(by, permit_of)
    if why:
        raise Conflict(
            "The model server may not be asked.", remedy="A lead or an administrator allows it."
        )
    # Of two who ask at once the second waits here and then sees the first.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{object_id}{task}{option}"])
    waits = models.Asking.objects.filter(
        object_id=object_id, task=task, option=option, exchange=None, at__gt=clock.now() - PATIENCE
    )
    if waits.exists():
        raise Conflict("It was asked for already.", remedy="Look again in a minute.")
    row = models.Asking.objects.create(
        task=task, option=option, object_kind=object_kind, object_id=object_id, scope=scope_id,
        at=clock.now(), by=UUID(by.id) if by.kind == "person" else None,
    )  # fmt: skip
    audit.record(
        verb="model.asked_for", object_kind=object_kind, object_id=str(object_id), by=by,
        detail={"task": task, "option": option, "asking": str(row.id)},
    )  # fmt: skip
    return row.id


class Ledger:
    """Pays for one asking, in transactions of its own on behalf of a machine.

    The lock makes one worker after the other look at what is left, so that all together never
    set aside more than the limits.
    """

    def __init__(
        self, endpoint: Endpoint, asked: Asking,
        acting: Callable[[], AbstractContextManager[Viewer]],
    ) -> None:  # fmt: skip
        self._endpoint, self._asked, self._acting = endpoint, asked, acting
        self._aside = Decimal(0)
        self._day = clock.now().date()

    def set_aside(self, amount: Decimal) -> None:
        """Set `amount` aside, today. Raises Failed(“limit”)."""
        amount = amount.quantize(_DIGITS)
        with self._acting():
            with connection.cursor() as cursor:
                cursor.execute(_LOCK)
            self._day = clock.now().date()
            if self._over(spent(self._day), amount, self._endpoint.most_a_day):
                raise Failed("day_limit")
            if self._over(self._of_thing(), amount, self._endpoint.most_a_tip):
                raise Failed("tip_limit")
            self._aside = amount
            self._keep(amount)

    def settle(self, amount: Decimal) -> None:
        """Give back what was not spent of it."""
        amount = amount.quantize(_DIGITS)
        with self._acting():
            self._keep(amount - self._aside)

    @staticmethod
    def _over(so_far: Decimal, amount: Decimal, most: Decimal | None) -> bool:
        return most is not None and so_far + amount > most

    def _of_thing(self) -> Decimal:
        rows = models.Spending.objects.filter(object_id=self._asked.object_id)
        return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)

    def _keep(self, amount: Decimal) -> None:
        if amount:
            models.Spending.objects.create(
                asking_id=self._asked.id, object_id=self._asked.object_id,
                scope=self._asked.scope, day=self._day, amount=amount,
            )  # fmt: skip


def converse(
    *, asked: Asking, option: str, text: str, names: Collection[str],
    acting: Callable[[], AbstractContextManager[Viewer]],
) -> Conversation | None:  # fmt: skip
    """Ask the model server, outside of any transaction. None where none is set up any more.

    option: what the task is told besides the text: a language in words, or labels by comma.
    names: what must not go out whatever Tier 0 takes it for. acting: opens a transaction of the
    machine, for what is paid.
    """
    try:
        endpoint = configured()
    except Unavailable:
        endpoint = None
    if endpoint is None:
        return None
    read = _beginning(text, endpoint.most_characters)
    task = TASKS[asked.task](option)
    talk = ask(endpoint, task, mask(read, endpoint.mask, names), Ledger(endpoint, asked, acting))
    return Conversation(
        outcome=talk.outcome, label=talk.read.label if talk.read else "",
        found={**talk.read.found, "read": len(read)} if talk.read else None,
        exchange={"request": talk.request.decode(), "answers": talk.answers},
        input=sha256(read.encode()).hexdigest(), figures=_figures(endpoint, task, talk),
    )  # fmt: skip


def _figures(endpoint: Endpoint, task: Task, talk: Talk) -> dict[str, Any]:
    return {
        "host": endpoint.host, "protocol": endpoint.protocol, "model": endpoint.model[:120],
        "prompt": task.version(), "request": talk.digest,
        "bytes_out": len(talk.request) * talk.attempts, "bytes_in": talk.bytes_in,
        "tokens_in": talk.tokens_in, "tokens_out": talk.tokens_out,
        "cost": talk.cost.quantize(_DIGITS), "seconds": talk.seconds, "attempts": talk.attempts,
        "error": talk.error, "dropped": talk.read.dropped if talk.read else 0,
        "lost": talk.read.lost if talk.read else 0,
    }  # fmt: skip


def _beginning(text: str, most: int) -> str:
    """The first `most` characters, to the end of a word."""
    if len(text) <= most:
        return text
    space = max(text.rfind(" ", most // 2, most), text.rfind("\n", most // 2, most))
    return text[: space if space > 0 else most]


@transaction.atomic
def keep(
    *, asked: Asking, had: Conversation | None, found: bytes | None, sealed: bytes | None,
    stopped: bool = False, by: Viewer,
) -> bool:  # fmt: skip
    """Put down how an asking went. True where its answer stands, as a suggestion.

    None stands where none held, or where it was `stopped` while it was under way.
    `found` and `sealed`: what was read out of the answer, and the whole exchange, under the
    thing's key. `had` is None where nothing was sent.
    """
    if models.Exchange.objects.filter(asking=asked.id).exists():
        return False
    if had is None or stopped:
        outcome, made = "stopped", None
    else:
        outcome = had.outcome
        made = _suggest(asked, had, found, by) if had.found is not None else None
    row = models.Exchange.objects.create(
        asking_id=asked.id, object_id=asked.object_id, scope=asked.scope, at=clock.now(),
        outcome=outcome, suggestion_id=made, sealed=sealed, **(had.figures if had else {}),
    )  # fmt: skip
    audit.record(
        verb="model.called" if row.attempts else "model.not_called", object_kind="tip",
        object_id=str(asked.object_id), by=by,
        detail={
            "task": asked.task, "asking": str(asked.id), "host": row.host, "model": row.model,
            "protocol": row.protocol, "prompt": row.prompt, "request": row.request,
            "bytes_out": row.bytes_out, "bytes_in": row.bytes_in, "attempts": row.attempts,
            "tokens": [row.tokens_in, row.tokens_out], "cost": str(row.cost),
            "outcome": row.outcome, "error": row.error,
        },
    )  # fmt: skip
    return made is not None


def _suggest(asked: Asking, had: Conversation, found: bytes | None, by: Viewer) -> UUID:
    # A language is told by its code, as everywhere else, not by the words that the server got.
    label = asked.option if asked.task == "translation" else had.label
    model = f"{asked.task}/{had.figures['model']}"[:107] + f"#{had.figures['prompt']}"
    (made,) = suggest(
        object_kind="tip", object_id=asked.object_id, scope_id=asked.scope, input=had.input,
        suggestions=[NewSuggestion(asked.task, model, label[:60], None, found, tier=ALL)], by=by,
    )  # fmt: skip
    return made
