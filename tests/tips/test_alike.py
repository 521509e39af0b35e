"""Tips that tell of the same find each other, within the scopes of whoever looks."""

from caseloom.tips import actions, queries
from caseloom.tips.types import Sent
from tests.tips.hotline import Hotline

FIRST = (
    "Blue Crane bills the county for forty-four flaggers on Route 9. I have never counted more"
    " than eighteen. The names on the sheet are invented by Ruth Calloway, call 202-555-0142."
)
COPY = FIRST.replace("eighteen", "nineteen").replace("invented", "made up")
AGAIN = (
    "The flagger company, Blue Crane, is paid for many people who do not exist: on Route 9 stand"
    " eighteen. Ruth Calloway invents names for the sheet. Her number is 202 555 0142."
)
OTHER = "The kitchen of the school on Mill Street serves meat that smells. Children were ill."


def read(hotline: Hotline, text: str) -> Sent:
    sent = hotline.send(text)
    assert sent.scope is not None
    actions.read(tip_id=sent.tip_id, scope=sent.scope)
    return sent


def test_a_near_copy_and_another_telling_are_found_and_nothing_is_merged(hotline: Hotline) -> None:
    first, copy, again, other = (read(hotline, text) for text in (FIRST, COPY, AGAIN, OTHER))
    found = hotline.ask("intake", queries.alike, first.tip_id)
    by_id = {one.tip.id: one for one in found}
    assert by_id[copy.tip_id].decision == "near-exact"
    assert again.tip_id in by_id
    assert by_id[again.tip_id].identifiers == (
        "Route 9", "Ruth Calloway", "+12025550142",
    )  # fmt: skip
    assert other.tip_id not in by_id
    assert hotline.ask("intake", queries.counts)["all"] == 4


def test_what_differs_is_told_by_its_places(hotline: Hotline) -> None:
    first, copy = read(hotline, FIRST), read(hotline, COPY)
    both = hotline.ask("intake", queries.compared, first.tip_id, copy.tip_id)
    assert [both.left_text[a:b] for a, b in both.left_places] == ["eighteen", "invented"]
    assert [both.right_text[a:b] for a, b in both.right_places] == ["nineteen", "made up"]


def test_a_tip_that_is_closed_to_her_is_in_no_list_of_hers(hotline: Hotline) -> None:
    first = read(hotline, FIRST)
    before = hotline.ask("agent", queries.alike, first.tip_id)
    closed = read(hotline, f"Agent Okafor knows it. {COPY}")
    assert hotline.ask("agent", queries.alike, first.tip_id) == before
    assert closed.tip_id in {
        one.tip.id for one in hotline.ask("intake", queries.alike, first.tip_id)
    }


def test_a_thousand_copies_are_bounded(hotline: Hotline) -> None:
    for number in range(40):
        read(hotline, f"{FIRST} Signed {number}.")
    first = read(hotline, FIRST)
    assert len(hotline.ask("intake", queries.alike, first.tip_id)) == 8
