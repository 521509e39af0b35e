"""What a person's act says of what the machine had said: agreed or overridden, put down with it.

| act | urgency | threat | route |
|---|---|---|---|
| assess | the same priority | found, and immediate; not found, and less | the same category |
| close as no_follow_up, not_ours, unfounded, abuse | none | not found | |
| refer, follow, join | more than none | | |

An empty cell says nothing, and nothing is put down. What a person did stands for all suggestions
that she could have seen; one act after another of hers on the same suggestion counts once.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from caseloom.assist import actions as assist
from caseloom.assist import queries as assistance
from caseloom.assist.types import Suggestion
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.rows import opened, person_id, suggestion_place
from caseloom.tips.types import PRIORITIES, Picked

NONE, IMMEDIATE = PRIORITIES[0], PRIORITIES[-1]
_NOTHING_IN_IT = ("no_follow_up", "not_ours", "unfounded", "abuse")
_WORTH_IT = ("refer", "follow", "join")


def assessed(
    row: models.Tip, *, category: str, priority: int, shown: Collection[UUID], by: Viewer
) -> None:
    """Put down what a judgement says of each standing suggestion."""
    word = PRIORITIES[priority]
    before = row.judge_first and not shown
    for one in _standing(row, by):
        if one.task == "urgency" and one.label:
            _decide(one, agreed=one.label == word, label=word, before=before, by=by)
        elif one.task == "threat":
            agreed = (one.label == "found") == (word == IMMEDIATE)
            _decide(one, agreed=agreed, label=word, before=before, by=by)
        elif one.task == "route" and one.label and category:
            _decide(one, agreed=one.label == category, label=category, before=before, by=by)


def moved(row: models.Tip, step: str, outcome: str, by: Viewer) -> None:
    """Put down what a step says of suggestions on which she has not decided yet."""
    if step in _WORTH_IT:
        word = step
    elif step == "close" and outcome in _NOTHING_IN_IT:
        word = outcome
    else:
        return
    said = _standing(row, by)
    done = assistance.decided([one.id for one in said], by)
    # On a tip that was drawn by lot she has seen nothing until she judged it.
    blind = (
        row.judge_first and not models.Assessment.objects.filter(tip=row, by=person_id(by)).exists()
    )
    for one in said:
        if one.id in done:
            continue
        if one.task == "urgency" and one.label:
            agreed = (one.label == NONE) == (step == "close")
            _decide(one, agreed=agreed, label=word, before=blind, by=by)
        elif one.task == "threat" and step == "close":
            _decide(one, agreed=one.label != "found", label=word, before=blind, by=by)


def picked(row: models.Tip, subjects: Sequence[Picked], by: Viewer) -> None:
    """Put down whether the subjects that were picked stand where the machine found something.

    A subject that it had not found overrides it; what it found and nobody picked says nothing.
    """
    if not subjects:
        return
    for one in _standing(row, by):
        if one.task == "spans" and one.sealed is not None:
            found = opened(row).open_json(one.sealed, suggestion_place("spans"))["spans"]
            places = {(start, end) for _, start, end, *_ in found}
            missed = sum((each.start, each.end) not in places for each in subjects)
            _decide(one, agreed=not missed, label="picked", before=False, by=by)


def _standing(row: models.Tip, by: Viewer) -> tuple[Suggestion, ...]:
    return assistance.suggestions(by, [row.id]).get(row.id, ())


def _decide(one: Suggestion, *, agreed: bool, label: str, before: bool, by: Viewer) -> None:
    assist.decide(suggestion_id=one.id, agreed=agreed, label=label, before=before, by=by)
