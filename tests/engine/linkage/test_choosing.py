"""Which keys are worth their pairs: learnt without labels, from open units alone."""

from collections.abc import Iterator
from random import Random

import duckdb
import pytest

from caseloom.engine.linkage import batch, blocking, choosing, comparing, features
from caseloom.engine.linkage.batch import Unit
from caseloom.engine.linkage.choosing import Rule
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.model import Model

GIVEN = ["Ada", "Boris", "Clara", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jakub"]


def people(open_: bool = True, start: int = 0, count: int = 1_500) -> Iterator[Unit]:
    """Two records of each person, with the same name and date; Fridays all live in one house."""
    rng = Random(start)
    for n in range(start, start + count):
        family = "".join(rng.choice("bdfgklmnprst") + rng.choice("aeiou") for _ in range(4))
        born = f"{rng.randint(1930, 2005)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        given = {"name": [f"{rng.choice(GIVEN)} {family}"], "birthDate": [born]}
        if n % 5 == 0:
            given["address"] = ["1 Main Street, Springfield"]
        for half in "ab":
            found = features.extract("Person", [given])
            yield Unit(f"{n}{half}", f"{n}{half}", found, open=open_, scope=0 if open_ else 7)


def prepared(*units: Unit) -> tuple[duckdb.DuckDBPyConnection, Model]:
    connection = batch.connect(threads=1)
    batch.load_units(connection, units)
    model = batch.count_frequencies(connection, default_model("person"))
    comparing.prepare(connection, model)
    return connection, model


@pytest.fixture(scope="module")
def chosen() -> Iterator[tuple[duckdb.DuckDBPyConnection, tuple[Rule, ...]]]:
    connection, model = prepared(*people())
    yield connection, choosing.choose(connection, model)
    connection.close()


def test_small_keys_of_names_pay_and_a_house_of_hundreds_does_not(
    chosen: tuple[duckdb.DuckDBPyConnection, tuple[Rule, ...]],
) -> None:
    connection, rules = chosen
    reach = choosing.reach(rules)
    assert reach["n"] >= 2 and reach["d"] >= 2
    house = max((r for r in rules if r.kind == "a"), key=lambda r: r.size)
    assert house.size == 1_024 and not house.taken
    assert house.worth < min(r.worth for r in rules if r.kind == "d" and r.size == 2)
    found = batch.block(connection, reach)
    assert 1_500 <= found.pairs <= choosing.PAIRS_PER_UNIT * 3_000
    assert found.keys_left_out >= 1


def test_what_is_hidden_changes_no_rule(
    chosen: tuple[duckdb.DuckDBPyConnection, tuple[Rule, ...]],
) -> None:
    connection, model = prepared(*people(), *people(open_=False, start=9_000, count=400))
    assert choosing.choose(connection, model) == chosen[1]
    connection.close()


def test_a_smaller_budget_takes_the_dearest_rules_away() -> None:
    connection, model = prepared(*people())
    few = choosing.choose(connection, model, budget=0)
    connection.close()
    assert {r.size for r in few if r.taken} <= {2, 4, 8}


def test_little_data_is_looked_at_whole() -> None:
    connection, model = prepared(*people(count=20))
    assert choosing.choose(connection, model) == ()
    assert choosing.reach(()) == {}
    assert batch.block(connection, {}).pairs >= 20
    connection.close()


def test_every_kind_of_key_has_a_title() -> None:
    assert set(blocking.TITLES) == set(blocking.KINDS)
