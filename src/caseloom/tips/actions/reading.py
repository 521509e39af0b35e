"""The machine reads a tip: what it says lies beside it, and may only raise it.

It reads one tip's words and nothing else: no other record, no network, no tool. Whatever those
words order, all that can follow is a suggestion and a higher place in the queue.
"""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.assist import actions as assist
from caseloom.assist import queries as assistance
from caseloom.assist.types import NewSuggestion, Proposal
from caseloom.kernel import clock
from caseloom.tips import alike, models, senders
from caseloom.tips.actions.remote import ask_on_arrival
from caseloom.tips.rows import opened, suggestion_place
from caseloom.tips.types import PRIORITIES

OFF = -1
# What is said of a threat to life: the first goes to the top, the second one step below.
# How high a threat raises by itself; how soon a possible one has to be read its urgency says.
THREATS = {"found": "immediate", "possible": "routine"}


def read(*, tip_id: UUID, scope: int) -> None:
    """Read a tip within its own scope, sealed or not. Once is enough: again changes nothing.

    With the switch off nothing is read, and tips stand in the order in which they came.
    """
    machine = access.machine("tips", "reading a tip that arrived")
    with as_viewer(replace(machine, scopes=frozenset({scope}))) as by:
        row = models.Tip.objects.filter(id=tip_id).select_for_update(no_key=True).first()
        tier = assistance.switched(by).tier
        if row is None or row.read_at is not None or tier == OFF:
            return
        key = opened(row)
        text: str = key.open_json(bytes(row.body), "body")["text"]
        # What sentences mean is found once for all that is told of them.
        with assistance.remembered():
            proposals = assistance.read(text, Path(settings.DATA), tier=tier)
            means = assistance.means(text, tier)
        assist.suggest(
            object_kind="tip", object_id=row.id, scope_id=row.scope,
            input=sha256(text.encode()).hexdigest(), by=by,
            suggestions=[
                NewSuggestion(
                    one.task, one.model, one.label, one.probability,
                    key.seal_json(dict(one.found), suggestion_place(one.task)), one.tier,
                )
                for one in proposals
                if not one.failed
            ],
        )  # fmt: skip
        alike.keep(row, text, means)
        senders.keep(row, text)
        _raise(row, proposals)
        ask_on_arrival(row, by)


def _raise(row: models.Tip, proposals: tuple[Proposal, ...]) -> None:
    by_task = {one.task: one for one in proposals}
    found = [row.machine_priority or 0]
    if (urgency := by_task.get("urgency")) and urgency.label in PRIORITIES:
        found.append(PRIORITIES.index(urgency.label))
        row.score = max(row.score, min(1.0, float(urgency.found.get("score", 0.0))))
    if (threat := by_task.get("threat")) and threat.label in THREATS:
        found.append(PRIORITIES.index(THREATS[threat.label]))
    if not row.language and (language := by_task.get("language")):
        row.language = language.label
    row.machine_priority, row.read_at = max(found), clock.now()
    row.save(update_fields=["machine_priority", "score", "read_at", "language"])
