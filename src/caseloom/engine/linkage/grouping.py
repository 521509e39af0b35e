"""The scored pairs of a batch joined to groups, where they lie.

Only pairs inside a component say anything about it. DuckDB finds the pairs that reach the
threshold, their components are found on arrays, and what lies inside one is read component by
component: neither all pairs nor all components are ever in Python's memory.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from caseloom.engine.linkage import cluster, rivals
from caseloom.engine.linkage.cluster import Edge, Link, Pair, Said
from caseloom.engine.linkage.model import Model

if TYPE_CHECKING:
    import duckdb
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]

FETCHED = 50_000
# What is joined: units, units of open scopes alone, or entities.
Whose = Literal["unit", "open", "entity"]
_NODES = """
    CREATE OR REPLACE TABLE node AS
    SELECT n, (dense_rank() OVER (ORDER BY {name}) - 1)::BIGINT AS node, {name} AS name,
           CASE WHEN source > 0 AND source IN ({free}) THEN source END AS source
      FROM unit {which};
    CREATE OR REPLACE VIEW edge AS
    SELECT least(a.node, b.node) AS l, greatest(a.node, b.node) AS r, s.pattern,
           s.bits + coalesce(x.shift, 0) AS bits, coalesce(x.shift, 0)::DOUBLE AS shift
      FROM scored s JOIN node a ON a.n = s.l JOIN node b ON b.n = s.r
      LEFT JOIN shifted x ON x.l = s.l AND x.r = s.r;
"""
# In the order of names, which is that of nodes: ties are broken alike wherever this is done.
_INSIDE = """
    SELECT c.component, e.l, e.r, e.bits, e.shift, e.pattern FROM edge e
      JOIN component c ON c.node = e.l
      JOIN component d ON d.node = e.r AND d.component = c.component
     ORDER BY ALL
"""
_NAMED = "SELECT p.place, any_value(name) FROM node JOIN p USING (node) GROUP BY 1 ORDER BY 1"


class Grouping:
    """How the scored pairs of a connection's table `unit` are joined.

    free: the sources that hold nobody twice. Good as long as the connection is open.
    """

    def __init__(self, connection: "duckdb.DuckDBPyConnection", model: Model) -> None:
        self.connection, self.model = connection, model
        self.free = rivals.sources_without_duplicates(connection)
        rivals.shift(connection, self.free)
        self._whose: Whose | None = None

    def clusters(
        self,
        threshold: float | None = None,
        must: Iterable[Pair] = (),
        cannot: Iterable[Pair] = (),
        *,
        whose: Whose = "unit",
    ) -> list[tuple[str, ...]]:
        """Groups of two and more at `threshold` bits, or at what goes with the model.

        As cluster.clusters makes them of all edges. Links of a unit that there is not are passed
        over. whose: what is joined; links name the same.
        """
        self._number(whose)
        rules = cluster.rules_of(self.model, threshold)
        links = {"must": sorted(set(must)), "cannot": sorted(set(cannot))}
        bound = self._numbered(links["must"])
        label = self._labels(rules.threshold, bound)
        parts = _Parts(label, bound, self._numbered(links["cannot"]))
        self._register("component", {"node": parts.nodes, "component": label[parts.nodes]})
        groups = list(self._joined(parts, rules))
        self.connection.unregister("component")
        return sorted(self._named(groups))

    def edges(self, least_bits: float, *, whose: Whose = "unit") -> Iterator[Edge]:
        """The pairs of `least_bits` and more, without what rivals give or take."""
        self._number(whose)
        known = {number: (levels, named) for number, levels, named in self._patterns()}
        cursor = self.connection.cursor()
        cursor.execute(
            "SELECT a.name, b.name, e.bits, e.pattern, e.shift FROM edge e"
            " JOIN (SELECT DISTINCT node, name FROM node) a ON a.node = e.l"
            " JOIN (SELECT DISTINCT node, name FROM node) b ON b.node = e.r"
            " WHERE e.bits - e.shift >= ?",
            [least_bits],
        )
        while rows := cursor.fetchmany(FETCHED):
            for left, right, bits, pattern, shift in rows:
                yield Edge(left, right, bits, *known[pattern], shift)

    def _number(self, whose: Whose) -> None:
        if self._whose != whose:
            name = "entity" if whose == "entity" else "unit"
            which = "WHERE open" if whose == "open" else ""
            free = rivals.listed(self.free)
            self.connection.execute(_NODES.format(name=name, which=which, free=free))
            self._whose = whose

    def _labels(self, threshold: float, bound: Sequence[tuple[int, int]]) -> "Numbers":
        import numpy as np

        count = self._one("SELECT coalesce(max(node) + 1, 0) FROM node")
        found = self.connection.execute(
            "SELECT l, r FROM edge WHERE bits >= ?", [threshold]
        ).fetchnumpy()
        tied = np.array(bound, np.int64).reshape(-1, 2)
        return components(
            count,
            np.concatenate([np.asarray(found["l"], np.int64), tied[:, 0]]),
            np.concatenate([np.asarray(found["r"], np.int64), tied[:, 1]]),
        )

    def _joined(self, parts: "_Parts", rules: cluster.Rules) -> Iterator[list[int]]:
        weights = cluster.weights_of(self.model)
        said = {n: Said.of(weights, levels, named) for n, levels, named in self._patterns()}
        sources = self._sources()
        inside = _by_component(self.connection.execute(_INSIDE), said)
        links = next(inside, None)
        for component, nodes in parts:
            here: list[Link] = []
            if links is not None and links[0] == component:
                here = links[1]
                links = next(inside, None)
            yield from cluster.joined(
                nodes, here, weights, rules, must=parts.must.get(component, ()),
                cannot=parts.cannot.get(component, ()), sources=sources,
            )  # fmt: skip

    def _patterns(self) -> Iterator[tuple[int, tuple[int | None, ...], float]]:
        fields = self.model.fields
        named = "bits_names" if "names" in fields else "0.0"
        levels = ", ".join(f"level_{name}" for name in fields)
        found = self.connection.execute(f"SELECT pattern, {named}, {levels} FROM weighed")
        for number, bits, *each in found.fetchall():
            yield number, tuple(each), bits

    def _sources(self) -> Mapping[int, Collection[int]]:
        held: dict[int, set[int]] = {}
        for node, source in self.connection.execute(
            "SELECT node, source FROM node SEMI JOIN component USING (node)"
            " WHERE source IS NOT NULL"
        ).fetchall():
            held.setdefault(node, set()).add(source)
        return held

    def _numbered(self, pairs: Sequence[Pair]) -> list[tuple[int, int]]:
        """`pairs` by node, those that there are."""
        import pyarrow as pa

        if not pairs:
            return []
        one, two = zip(*pairs, strict=True)
        text = pa.string()
        self._register("tied", {"one": pa.array(one, text), "two": pa.array(two, text)})
        found = self.connection.execute(
            "SELECT DISTINCT least(a.node, b.node), greatest(a.node, b.node) FROM tied"
            " JOIN node a ON a.name = one JOIN node b ON b.name = two WHERE a.node <> b.node"
            " ORDER BY ALL"
        ).fetchall()
        self.connection.unregister("tied")
        return found

    def _named(self, groups: Sequence[Sequence[int]]) -> Iterator[tuple[str, ...]]:
        """`groups` by name."""
        import numpy as np

        members = np.array([node for group in groups for node in group], np.int64)
        self._register("p", {"node": members, "place": np.arange(len(members))})
        found = self.connection.execute(_NAMED).fetchall()
        self.connection.unregister("p")
        start = 0
        for group in groups:
            yield tuple([name for _, name in found[start : start + len(group)]])
            start += len(group)

    def _register(self, name: str, columns: Mapping[str, Any]) -> None:
        import pyarrow as pa

        self.connection.register(name, pa.table(dict(columns)))

    def _one(self, sql: str) -> int:
        return int(self.connection.execute(sql).fetchall()[0][0])


class _Parts:
    """Components of two and more nodes, in order, with the links inside each."""

    def __init__(
        self,
        label: "Numbers",
        must: Iterable[tuple[int, int]],
        cannot: Iterable[tuple[int, int]],
    ) -> None:
        import numpy as np

        sizes = np.bincount(label, minlength=len(label))
        self.nodes: Numbers = np.flatnonzero(sizes[label] > 1)
        self._order = self.nodes[np.argsort(label[self.nodes], kind="stable")]
        self._starts = np.flatnonzero(np.diff(label[self._order], prepend=-1))
        self._label = label
        self.must, self.cannot = self._inside(must), self._inside(cannot)

    def _inside(self, pairs: Iterable[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = {}
        for one, two in pairs:
            if self._label[one] == self._label[two]:
                found.setdefault(int(self._label[one]), []).append((one, two))
        return found

    def __iter__(self) -> Iterator[tuple[int, list[int]]]:
        for start, end in pairwise([*self._starts, len(self._order)]):
            nodes: list[int] = self._order[start:end].tolist()
            yield nodes[0], nodes


def components(count: int, left: "Numbers", right: "Numbers") -> "Numbers":
    """The smallest node of each node's component; nodes are 0 to count - 1, edges left to right.

    Hooking and pointer jumping (Shiloach and Vishkin, 1982): every round ties the larger of two
    roots to the smallest that an edge leads to, and drops the edges inside one component.
    """
    import numpy as np

    label = np.arange(count, dtype=np.int64)
    while len(left):
        one, two = label[left], label[right]
        across = one != two
        left, right = one[across], two[across]
        np.minimum.at(label, np.maximum(left, right), np.minimum(left, right))
        while not np.array_equal(up := label[label], label):
            label = up
    return label


def _by_component(
    found: "duckdb.DuckDBPyConnection", said: Mapping[int, Said]
) -> Iterator[tuple[int, list[Link]]]:
    """(component, its pairs) of the rows of _INSIDE."""
    at, links = -1, list[Link]()
    while rows := found.fetchmany(FETCHED):
        for component, left, right, bits, shift, pattern in rows:
            if component != at:
                if links:
                    yield at, links
                at, links = component, []
            links.append((left, right, bits, shift, said[pattern]))
    if links:
        yield at, links
