"""What speaks against a group: pairs that no run suggested, weighed as the viewer sees them."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseloom.access.actions import as_viewer
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import actions, opposing, queries
from caseloom.resolve.types import Against, Comparison
from tests.cast import Cast
from tests.resolve.conftest import BOB, ROBERT
from tests.resolve.test_groups import LONE, ROB

# The second shares a phone and an e-mail with the first, and a name and a day with the third, of
# whom the first differs in everything that both tell.
ADA = {"name": ["Ada Okonkwo"], "birthDate": ["1961-05-17"], "phone": ["+17029191300"],
       "email": ["ada@example.org"], "gender": ["female"]}  # fmt: skip
BOTH = {"name": ["Ada Okonkwo", "Piet Verhoeven"], "phone": ["+17029191300"],
        "email": ["ada@example.org"], "idNumber": ["Q7741903"]}  # fmt: skip
PIET = {"name": ["Piet Verhoeven"], "birthDate": ["1990-11-02"], "gender": ["male"],
        "idNumber": ["Q7741903"]}  # fmt: skip


@pytest.fixture
def three(cast: Cast) -> list[UUID]:
    things = [(str(n), "Person", one) for n, one in enumerate((ADA, BOTH, PIET))]
    found = cast.records("agent", cast.scope("agency"), *things)
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("Person",), by=analyst)
    return [record.entity_id for record in found]


def compared(viewer: Viewer, left: UUID, right: UUID) -> tuple[Comparison, Against]:
    found = queries.compare(viewer, left, right)
    assert found.group is not None and found.against is not None
    return found, found.against


def test_two_that_a_third_holds_together_speak_against(cast: Cast, three: list[UUID]) -> None:
    ada, both, piet = three
    with as_viewer(cast.agent) as agent:
        found, against = compared(agent, ada, both)
        pair = queries.compare(agent, ada, piet)
    assert set(found.group.entities if found.group else ()) == set(three)
    [one] = against.pairs
    assert {one.left, one.right} == {ada, piet} and (against.weighed, against.complete) == (1, True)
    assert {one.left_caption, one.right_caption} == {"Ada Okonkwo", "Piet Verhoeven"}
    # It is weighed as that pair's own page weighs it, and says why, without values.
    assert one.score == pair.score and one.score < 0 and one.probability == pair.probability
    assert [w.weight for w in one.weights] == [w.weight for w in pair.weights]
    assert any(w.field == "dates" and w.weight < 0 for w in one.weights)
    assert not any(w.left or w.right for w in one.weights)
    # Beside that pair itself nothing else is left to weigh.
    assert pair.against is None or pair.against.pairs == ()


# Two men, a third who agrees with both, and a woman who has only an e-mail of the third's.
MEN = {"gender": ["male"], "nationality": ["us"]}
WOMAN = {**LONE, "gender": ["female"], "nationality": ["fr"]}
FOUR = ({**ROBERT, **MEN}, {**BOB, **MEN}, ROB, WOMAN)


def entered(cast: Cast, *people: dict[str, list[str]]) -> list[UUID]:
    things = [(f"o{n}", "Person", one) for n, one in enumerate(people)]
    found = cast.records("agent", cast.scope("agency"), *things)
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("Person",), by=analyst)
    return [record.entity_id for record in found]


def test_all_that_speak_against_are_there_the_strongest_first(cast: Cast) -> None:
    robert, bob, rob, woman = entered(cast, *FOUR)
    with as_viewer(cast.agent) as agent:
        _, against = compared(agent, robert, rob)
        _, beside = compared(agent, robert, woman)
    assert [{one.left, one.right} for one in against.pairs] in (
        [{robert, woman}, {bob, woman}], [{bob, woman}, {robert, woman}],
    )  # fmt: skip
    assert against.pairs[0].score <= against.pairs[1].score < 0 and against.weighed == 2
    assert [{one.left, one.right} for one in beside.pairs] == [{bob, woman}], "not the pair itself"


def test_what_shares_little_is_not_against(cast: Cast) -> None:
    post = {"email": ["rk@example.org"], "address": ["7 Elm Row, Ashby 00034"]}
    robert, bob, *_, box = entered(cast, *FOUR, post)
    with as_viewer(cast.agent) as agent:
        found, against = compared(agent, robert, box)
        assert queries.compare(agent, bob, box).score == found.score
    # Nothing in common is no evidence: it was weighed, and does not speak against.
    assert found.score is not None and found.score < 0
    assert (against.pairs, against.weighed) == ((), 1)


def test_what_is_judged_one_is_weighed_as_one(cast: Cast) -> None:
    robert, bob, rob, woman = entered(cast, *FOUR)
    with as_viewer(cast.agent) as agent:
        actions.decide(left=robert, right=bob, verdict="same", reason="he", by=agent)
        _, against = compared(agent, robert, rob)
        name = queries.members(agent, [bob])[bob][0]
    assert [{one.left, one.right} for one in against.pairs] == [{name, woman}]


@pytest.mark.parametrize("bound", ["MEMBERS", "RECORDS"])
def test_a_bound_is_told(
    cast: Cast, three: list[UUID], monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(opposing, bound, 2)
    with as_viewer(cast.agent) as agent:
        _, against = compared(agent, three[0], three[1])
    assert (against.pairs, against.weighed, against.complete) == ((), 0, False)


def test_a_hidden_record_changes_nothing(cast: Cast, three: list[UUID]) -> None:
    ada, both, _ = three
    with as_viewer(cast.outsider) as outsider:
        before = queries.compare(outsider, ada, both)
        with CaptureQueriesContext(connection) as asked:
            queries.compare(outsider, ada, both)
    team = cast.scope("team:fraud")
    # More on the third, by which it would not speak against, and a fourth that would.
    cast.records("agent", team, ("2", "Person", {**ADA, "idNumber": ["Q7741903"]}))
    cast.records("agent", team, ("h", "Person", {**PIET, "birthDate": ["1943-01-31"]}))
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("Person",), by=analyst)
        assert queries.compare(analyst, ada, both).against != before.against
    with as_viewer(cast.outsider) as outsider, CaptureQueriesContext(connection) as again:
        after = queries.compare(outsider, ada, both)
    assert after == before and len(again) == len(asked)


def test_two_alone_have_nothing_against_them(cast: Cast) -> None:
    things = [(str(n), "Person", one) for n, one in enumerate((ADA, ADA))]
    one, two = (r.entity_id for r in cast.records("agent", cast.scope("agency"), *things))
    with as_viewer(cast.analyst) as analyst:
        actions.run(schemata=("Person",), by=analyst)
        found = queries.compare(analyst, one, two)
    assert found.group is None and found.against is None
