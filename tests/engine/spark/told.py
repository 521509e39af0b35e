"""What a resolution tells, in one form for both engines."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from caseloom.engine.linkage import batch, kinds, linking, weighing
from caseloom.engine.linkage.batch import Blocked
from caseloom.engine.linkage.choosing import Rule
from caseloom.engine.linkage.cluster import Edge, Pair
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.given import Given
from caseloom.engine.linkage.kinds import Kind
from caseloom.engine.linkage.model import Model
from caseloom.engine.spark.joining import clusters
from caseloom.engine.spark.linking import Linking

MUST, CANNOT = ("r0000001", "x0-1"), ("x1-1", "x1-2")
LOOSE = 3.0


@dataclass(slots=True)
class Told:
    """Candidates (by number, with the kinds of keys), rules, kinds, model, scored pairs, groups."""

    pairs: set[tuple[int, int, int]]
    blocked: Blocked
    rules: tuple[Rule, ...]
    kinds: tuple[Kind, ...]
    model: Model
    scored: dict[Pair, dict[str, Any]]
    edges: dict[Pair, Edge]
    groups: list[tuple[str, ...]]
    linked: list[tuple[str, ...]]


def duck(people: Iterable[Given]) -> Told:
    """What DuckDB makes of it, in this process."""
    connection = batch.connect()
    batch.load_units(connection, (one.described() for one in people))
    done = linking.link(connection, default_model("person"))
    pairs = {tuple(row) for row in connection.execute("SELECT l, r, found_by FROM pair").fetchall()}
    found = kinds.found(connection, done.rules, done.blocked)
    weighing.weigh(connection, done.model, "compared", least_bits=0.0)
    scored = {(row["left"], row["right"]): row for row in weighing.scored(connection)}
    grouping = linking.group(connection, done.model)
    edges = {(edge.left, edge.right): edge for edge in grouping.edges(linking.LEAST_BITS)}
    told = Told(
        pairs, done.blocked, done.rules, found, done.model, scored, edges, grouping.clusters(),
        grouping.clusters(LOOSE, [MUST], [CANNOT]),
    )  # fmt: skip
    connection.close()
    return told


def spread(done: Linking) -> Told:
    """What Spark made of it."""
    pairs = done.spark.sql("SELECT l, r, found_by FROM pair").collect()
    scored = {(row["left"], row["right"]): row for row in done.scored(0.0)}
    groups = clusters(done)
    edges = {
        (row["left"], row["right"]): Edge(
            row["left"], row["right"], row["bits"],
            tuple(row[f"level_{name}"] for name in done.model.fields), row["bits_names"],
            row["shift"],
        )
        for row in done.spark.sql("SELECT * FROM edge").collect()
    }  # fmt: skip
    return Told(
        {tuple(row) for row in pairs}, done.blocked, done.rules, done.kinds(), done.model, scored,
        edges, groups, clusters(done, LOOSE, [MUST], [CANNOT]),
    )  # fmt: skip
