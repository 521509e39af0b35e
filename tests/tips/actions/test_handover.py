"""A tip becomes part of a case: nothing retyped, every word cited, nothing of the tip opened."""

from io import BytesIO

import pytest

from caseloom.cases import queries as cases
from caseloom.cases.types import CaseSummary
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed
from caseloom.store import queries as store
from caseloom.tips import actions, queries
from caseloom.tips.errors import UnknownTip
from caseloom.tips.types import NewCase, NewFile, Picked, Sent
from tests.tips.hotline import Hotline

TEXT = (
    "Jonas Webb of Harbor Star keeps the passports of nine workers. Webb@Example.org, 202-555-0142."
)
NEW = NewCase("Harbor Star", "Labour exploitation", "Nine workers.", "5 U.S.C. § 406")


def picked(text: str, words: str, schema: str = "Person", **more: str) -> Picked:
    at = text.index(words)
    places = tuple(
        (name, text.index(value), text.index(value) + len(value)) for name, value in more.items()
    )
    return Picked(at, at + len(words), schema, "subject", places)


def opened(hotline: Hotline, sent: Sent, who: str = "agent") -> CaseSummary:
    found: CaseSummary = hotline.act(
        who, actions.hand_over, tip_id=sent.tip_id, case=NEW,
        subjects=[
            picked(TEXT, "Jonas Webb", phone="202-555-0142", email="Webb@Example.org"),
            picked(TEXT, "Harbor Star", "Company"),
        ],
    )  # fmt: skip
    return found


def test_a_case_is_opened_with_subjects_that_cite_the_words(hotline: Hotline) -> None:
    sent = hotline.send(TEXT, files=(NewFile("list.pdf", BytesIO(b"%PDF")),))
    summary = opened(hotline, sent)
    case = hotline.ask("agent", cases.case, summary.id)
    assert {one.caption for one in case.subjects} == {"Jonas Webb", "Harbor Star"}
    number = hotline.tip("agent", sent).summary.number
    for subject in case.subjects:
        (statement,) = subject.sources
        record = hotline.ask("agent", store.record, statement.record_id)
        start, end = record.citation.span
        assert TEXT[start:end] == subject.caption
        assert record.citation.file == f"Tip {number}"
        assert record.scope == summary.scope
        if subject.caption == "Jonas Webb":
            assert record.properties["notes"] == ("phone: 202-555-0142",)
            assert record.properties["email"] == ("Webb@example.org",)
    assert hotline.tip("agent", sent).summary.state == "joined"
    assert hotline.tip("agent", sent).cases == (summary.id,)


def test_several_tips_go_into_one_case(hotline: Hotline) -> None:
    first, second = hotline.send(TEXT), hotline.send("Webb again, at night.")
    summary = opened(hotline, first)
    hotline.act("agent", actions.hand_over, tip_id=second.tip_id, case=summary.id)
    assert hotline.tip("agent", second).cases == (summary.id,)
    with pytest.raises(Conflict):
        hotline.act("agent", actions.hand_over, tip_id=second.tip_id, case=summary.id)


def test_intake_hands_over_only_into_what_she_may(hotline: Hotline) -> None:
    sent = hotline.send(TEXT)
    with pytest.raises(NotAllowed):
        opened(hotline, sent, "intake")
    assert hotline.tip("intake", sent).summary.state == "received"


def test_a_closed_tip_never_reaches_a_case_with_whom_it_names(hotline: Hotline) -> None:
    other = opened(hotline, hotline.send(TEXT), "agent")
    sent = hotline.send("Agent Okafor warned Jonas Webb.")
    with pytest.raises(UnknownTip):
        hotline.act("agent", actions.hand_over, tip_id=sent.tip_id, case=other.id)
    new = NewCase("Leak", "Misconduct", "A warning.", "Internal", member_ids=(hotline.id("agent"),))
    with pytest.raises(Conflict):
        hotline.act("supervisor", actions.hand_over, tip_id=sent.tip_id, case=new)
    assert hotline.tip("supervisor", sent).summary.state == "received"


@pytest.mark.parametrize(
    "wrong",
    [Picked(0, 0, "Person", "subject"), Picked(0, 999, "Person", "subject"),
     Picked(-5, 3, "Person", "subject"), Picked(0, 5, "Passport", "subject"),
     Picked(0, 5, "Person", "subject", (("phone", 80, 900),))],
)  # fmt: skip
def test_only_places_of_the_text_become_subjects(hotline: Hotline, wrong: Picked) -> None:
    sent = hotline.send(TEXT)
    with pytest.raises(Invalid):
        hotline.act("agent", actions.hand_over, tip_id=sent.tip_id, case=NEW, subjects=[wrong])
    assert hotline.ask("agent", queries.counts)["all"] == 1
