"""What each kind of key found and left out adds up to what blocking did."""

from collections import Counter

import pytest
from tests.engine.linkage.test_choosing import people, prepared

from caseloom.engine.linkage import batch, blocking, choosing, kinds, linking
from caseloom.engine.linkage.batch import Unit
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.features import extract
from caseloom.engine.linkage.kinds import Kind


def linked(*units: Unit) -> tuple[linking.Linked, dict[str, Kind], list[tuple[int, int]]]:
    connection = prepared(*units)[0]
    done = linking.link(connection, default_model("person"))
    found = {one.kind: one for one in kinds.found(connection, done.rules, done.blocked)}
    rows = connection.execute("SELECT found_by, count(*) FROM pair GROUP BY 1").fetchall()
    connection.close()
    return done, found, rows


def test_each_kind_is_told_with_what_it_found_and_what_it_left_out() -> None:
    done, found, rows = linked(*people())
    assert done.rules and sum(one.left_out for one in found.values()) == done.blocked.keys_left_out
    assert max(one.largest for one in found.values()) == done.blocked.largest_key
    # A fifth live in one house: with each word of its street a key of 600 units, left out and told.
    house, reach = found["a"], choosing.reach(done.rules)
    assert (house.reach, house.left_out, house.largest) == (reach.get("a", 0), 2, 600)
    by_kind = Counter[str]()
    for mask, pairs in rows:
        for number, kind in enumerate(blocking.KINDS):
            by_kind[kind] += pairs * (mask >> number & 1)
    assert {k: one.pairs for k, one in found.items() if one.pairs} == dict(+by_kind)
    assert 0 < sum(one.alone for one in found.values()) < done.blocked.pairs


def test_what_a_kind_is_worth_is_that_of_the_sizes_that_are_used() -> None:
    done, found, _ = linked(*people())
    for kind, one in found.items():
        mine = [rule for rule in done.rules if rule.kind == kind]
        if mine:
            used = [rule for rule in mine if rule.taken] or mine
            worths = [rule.worth for rule in used]
            assert one.worth is not None and min(worths) - 1e-9 <= one.worth <= max(worths) + 1e-9


def test_where_nothing_is_chosen_the_cap_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "CAP", 5)
    done, found, _ = linked(*people(count=20))
    assert done.rules == () and {one.reach for one in found.values()} == {5}
    assert all(one.worth is None for one in found.values())
    # Four households of two records each.
    assert (found["a"].left_out, found["a"].largest, found["a"].pairs) == (2, 8, 0)


def test_nothing_is_told_of_nothing() -> None:
    connection = prepared(Unit("1", "1", extract("Person", [{"summary": ["n/a"]}])))[0]
    assert kinds.found(connection, (), batch.block(connection)) == ()
    connection.close()
