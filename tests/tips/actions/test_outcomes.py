"""What people do is put down beside what the machine had said, in the same transaction."""

import pytest
from django.db import DatabaseError, transaction

from caseloom.access.actions import as_viewer
from caseloom.assist import actions as assist
from caseloom.assist import models as assist_models
from caseloom.assist.types import NewSuggestion
from caseloom.audit import queries as audit
from caseloom.kernel.errors import Conflict, NotAllowed, NotFound
from caseloom.tips import actions
from caseloom.tips.types import LineSettings, NewCase, Picked, Sent
from tests.cast import Cast
from tests.tips.hotline import Hotline

CALM = "The bridge on Route 9 was billed twice in May, invoice 4411."
THREAT = "He said he will kill her on Monday if she signs. He has a gun in his truck."
Told = dict[str, tuple[bool, str, bool]]


def said(hotline: Hotline, sent: Sent, **labels: str) -> None:
    """Have the machine say `labels` of a tip, as its model for each task would."""
    from dataclasses import replace

    from caseloom.access import queries as access

    machine = access.machine("tips", "a test")
    with as_viewer(replace(machine, scopes=frozenset({sent.scope or 0}))) as by:
        assist.suggest(
            object_kind="tip", object_id=sent.tip_id, scope_id=sent.scope or 0, input="0" * 64,
            suggestions=[NewSuggestion(task, f"{task}@1", label) for task, label in labels.items()],
            by=by,
        )  # fmt: skip


def outcomes(hotline: Hotline, sent: Sent) -> Told:
    with as_viewer(hotline.cast.supervisor):
        rows = assist_models.Outcome.objects.filter(suggestion__object_id=sent.tip_id)
        return {
            one.suggestion.task: (one.agreed, one.label, one.before)
            for one in rows.select_related("suggestion").order_by("at", "id")
        }


def test_a_judgement_agrees_or_overrides(hotline: Hotline) -> None:
    sent = hotline.send()
    said(hotline, sent, urgency="routine", threat="", route="other", language="en")
    hotline.act("intake", actions.assess, tip_id=sent.tip_id, category="bribery", priority=1)
    assert outcomes(hotline, sent) == {
        "urgency": (True, "routine", False), "threat": (True, "routine", False),
        "route": (False, "bribery", False),
    }  # fmt: skip


def test_a_real_reading_that_found_a_threat_is_overridden(hotline: Hotline) -> None:
    sent = hotline.send(THREAT)
    actions.read(tip_id=sent.tip_id, scope=sent.scope or 0)
    hotline.act(
        "intake", actions.assess, tip_id=sent.tip_id, category="other", priority=1,
        reason="It is the text of a film.",
    )  # fmt: skip
    found = outcomes(hotline, sent)
    assert found["threat"] == (False, "routine", False)
    # The route was not taught: it abstained, and nobody can agree with silence.
    assert "route" not in found


def test_who_judged_first_is_told_apart(cast: Cast) -> None:
    hotline = Hotline(cast, LineSettings(judge_first_share=1.0))
    sent = hotline.send()
    said(hotline, sent, urgency="none")
    hotline.act("intake", actions.assess, tip_id=sent.tip_id, category="other", priority=0)
    assert outcomes(hotline, sent)["urgency"] == (True, "none", True)


@pytest.mark.parametrize(
    ("outcome", "label", "agreed"),
    [
        ("no_follow_up", "none", True), ("not_ours", "urgent", False),
        ("unfounded", "routine", False), ("abuse", "none", True), ("settled", "urgent", None),
        ("known", "none", None), ("too_little", "none", None),
    ],
)  # fmt: skip
def test_closing_says_something_only_where_its_reason_does(
    hotline: Hotline, outcome: str, label: str, agreed: bool | None
) -> None:
    sent = hotline.send()
    said(hotline, sent, urgency=label)
    hotline.act("intake", actions.close, tip_id=sent.tip_id, outcome=outcome, reason="Because.")
    found = outcomes(hotline, sent)
    assert found == ({} if agreed is None else {"urgency": (agreed, outcome, False)})


def test_referring_says_that_it_is_worth_something(hotline: Hotline) -> None:
    sent = hotline.send()
    said(hotline, sent, urgency="none", threat="found")
    hotline.act("intake", actions.refer, tip_id=sent.tip_id, to="Police", reason="Theirs.")
    assert outcomes(hotline, sent) == {"urgency": (False, "refer", False)}


def test_one_act_after_another_of_hers_counts_once(hotline: Hotline) -> None:
    sent = hotline.send()
    said(hotline, sent, urgency="urgent")
    hotline.act("intake", actions.assess, tip_id=sent.tip_id, category="other", priority=2)
    hotline.act("intake", actions.close, tip_id=sent.tip_id, outcome="not_ours", reason="No.")
    assert outcomes(hotline, sent) == {"urgency": (True, "urgent", False)}


def test_subjects_that_were_picked_where_the_machine_found_nothing(hotline: Hotline) -> None:
    text = "Jonas Webb of Harbor Star Ltd keeps the passports. Write to webb@example.org."
    new = NewCase("Harbor Star", "Labour exploitation", "Nine workers.", "5 U.S.C. § 406")
    for words, agreed in (("webb@example.org", True), ("passports", False)):
        sent = hotline.send(text)
        actions.read(tip_id=sent.tip_id, scope=sent.scope or 0)
        at = text.index(words)
        hotline.act(
            "agent", actions.hand_over, tip_id=sent.tip_id, case=new,
            subjects=[Picked(at, at + len(words), "Person", "subject")],
        )  # fmt: skip
        assert outcomes(hotline, sent)["spans"] == (agreed, "picked", False)


def test_what_was_refused_leaves_no_outcome(hotline: Hotline) -> None:
    sent = hotline.send()
    said(hotline, sent, urgency="none")
    hotline.act("intake", actions.close, tip_id=sent.tip_id, outcome="known", reason="Case 1.")
    with pytest.raises(Conflict):
        hotline.act("agent", actions.close, tip_id=sent.tip_id, outcome="abuse", reason="No.")
    assert outcomes(hotline, sent) == {}


def test_only_a_person_who_sees_it_decides(hotline: Hotline) -> None:
    sent = hotline.send()
    said(hotline, sent, urgency="none")
    with as_viewer(hotline.cast.supervisor):
        row = assist_models.Suggestion.objects.get(object_id=sent.tip_id)
    given = {"suggestion_id": row.id, "agreed": True, "label": "none", "before": False}
    with pytest.raises(NotFound):
        hotline.act("outsider", assist.decide, **given)
    from caseloom.access import queries as access

    machine = access.machine("tips", "a test")
    with as_viewer(machine) as by, pytest.raises(NotAllowed):
        assist.decide(**given, by=by)
    with (
        as_viewer(hotline.cast.outsider),
        pytest.raises(DatabaseError, match="row-level"),
        transaction.atomic(),
    ):
        assist_models.Outcome.objects.create(
            suggestion_id=row.id, by=hotline.id("outsider"), at=row.at, agreed=True
        )


def test_each_answer_is_on_record(hotline: Hotline) -> None:
    sent = hotline.send()
    said(hotline, sent, urgency="none")
    hotline.act("intake", actions.assess, tip_id=sent.tip_id, category="other", priority=0)
    with as_viewer(hotline.cast.auditor) as viewer:
        verbs = [one.verb for one in audit.events(viewer, limit=50).items]
    assert verbs.count("machine.answered") == 1
