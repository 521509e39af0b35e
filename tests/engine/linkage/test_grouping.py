"""Groups that are made where the pairs lie are those that cluster.clusters makes of all pairs."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.spark.people import given as people

from caseloom.engine.linkage import batch, cluster, linking
from caseloom.engine.linkage.cluster import Edge, Pair
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.grouping import Grouping, Whose, components

WHOLE = -1_000.0


@pytest.fixture(scope="module")
def made() -> Iterator[Grouping]:
    """People of several sources and scopes, two of the sources free of duplicates.

    Some entities have units in two scopes.
    """
    connection = batch.connect()
    given = people()
    opened = iter([one.entity for one in given if one.open])
    both = (one if one.open else replace(one, entity=next(opened)) for one in given)
    batch.load_units(connection, (one.described() for one in both))
    done = linking.link(connection, default_model("person"))
    yield linking.group(connection, done.model)
    connection.close()


def alone(made: Grouping, name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for node, source in made.connection.execute(f"SELECT {name}, source FROM unit").fetchall():
        if source in made.free:
            found.setdefault(node, set()).add(str(source))
    return found


def reference(
    made: Grouping, whose: Whose, threshold: float | None, must: list[Pair], cannot: list[Pair]
) -> list[tuple[str, ...]]:
    return cluster.clusters(
        made.edges(WHOLE, whose=whose), cluster.weights_of(made.model),
        rules=cluster.rules_of(made.model, threshold), must=must, cannot=cannot,
        alone=alone(made, "entity" if whose == "entity" else "unit"),
    )  # fmt: skip


@pytest.mark.parametrize("whose", ["unit", "open", "entity"])
@pytest.mark.parametrize("threshold", [None, 3.0, -3.0])
def test_groups_are_those_of_all_pairs(
    made: Grouping, whose: Whose, threshold: float | None
) -> None:
    groups = made.clusters(threshold, whose=whose)
    assert len(groups) > 100
    assert groups == reference(made, whose, threshold, [], [])


def test_links_join_and_keep_apart_what_they_would(made: Grouping) -> None:
    groups = made.clusters()
    must = [
        tuple(sorted((one[0], two[0]))) for one, two in zip(groups[:5], groups[5:10], strict=True)
    ]
    must.append(("nobody", "nothing"))
    cannot = [(group[0], group[1]) for group in groups[10:200]]
    found = made.clusters(None, must, cannot)
    assert found != groups
    at = {unit: n for n, group in enumerate(found) for unit in group}
    assert all(at[one] == at[two] for one, two in must[:-1])
    assert all(at.get(one, -1) != at.get(two, -2) for one, two in cannot)
    assert found == reference(made, "unit", None, must[:-1], cannot)


def test_some_have_rivals_and_some_sources_hold_nobody_twice(made: Grouping) -> None:
    """Else the tests above would say nothing of either."""
    edges: list[Edge] = list(made.edges(0.0))
    assert len(made.free) >= 2
    assert any(edge.shift for edge in edges)
    assert all(edge.bits - edge.shift >= 0.0 and edge.left < edge.right for edge in edges)


@settings(max_examples=200)
@given(
    pairs=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40),
)
def test_components_are_those_of_a_walk(pairs: list[tuple[int, int]]) -> None:
    tied = np.array(pairs, np.int64).reshape(-1, 2)
    label = components(31, tied[:, 0], tied[:, 1]).tolist()
    walked = cluster.components((f"{a:02}", f"{b:02}") for a, b in pairs if a != b)
    expected = list(range(31))
    for part in walked:
        for node in part:
            expected[int(node)] = int(part[0])
    assert label == expected
