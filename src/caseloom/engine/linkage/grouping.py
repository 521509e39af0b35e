"""The scored pairs of a batch as edges for clustering, with what one-to-one sources add."""

from typing import TYPE_CHECKING

from caseloom.engine.linkage import rivals
from caseloom.engine.linkage.cluster import Edge
from caseloom.engine.linkage.model import Model

if TYPE_CHECKING:
    import duckdb

FETCHED = 50_000


def edges(
    connection: "duckdb.DuckDBPyConnection", model: Model
) -> tuple[list[Edge], dict[str, frozenset[str]]]:
    """(edges of the table `scored` by unit, the sources free of duplicates by their units).

    An edge's bits hold its shift: what is left of it against the rivals that a record has in a
    source free of duplicates.
    """
    free = rivals.sources_without_duplicates(connection)
    rivals.shift(connection, free)
    levels = ", ".join(f"level_{name}" for name in model.fields)
    named = "bits_names" if "names" in model.fields else "0.0"
    cursor = connection.execute(
        f'SELECT s."left", s."right", bits, coalesce(shift, 0)::DOUBLE, {named}, {levels}'
        ' FROM scored s LEFT JOIN shifted USING ("left", "right")'
    )
    found: list[Edge] = []
    while rows := cursor.fetchmany(FETCHED):
        found += (_edge(row) for row in rows)
    alone = connection.execute(
        "SELECT unit, source FROM unit WHERE list_contains($free, source)", {"free": free}
    ).fetchall()
    return found, {unit: frozenset([str(source)]) for unit, source in alone}


def _edge(row: tuple[str, str, float, float, float, *tuple[int | None, ...]]) -> Edge:
    one, two, bits, shift, named, *levels = row
    left, right = (one, two) if one < two else (two, one)
    return Edge(left, right, bits + shift, tuple(levels), named, shift)
