"""Groups on Spark: rivals and components in its SQL, each component's groups in an executor."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from caseloom.engine.linkage import cluster, rivals
from caseloom.engine.linkage.linking import LEAST_BITS
from caseloom.engine.spark import executors, tables
from caseloom.engine.spark.components import components
from caseloom.engine.spark.failing import failing

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from caseloom.engine.spark.linking import Linking

_LINKS = """
    SELECT a.n AS l, b.n AS r, k.left, k.right, a.source AS left_source, b.source AS right_source,
           k.link, 0.0D AS bits, 0.0D AS shift, 0.0D AS bits_names{levels}
      FROM link k JOIN unit a ON a.unit = k.left JOIN unit b ON b.unit = k.right
"""
_EDGES = """
    SELECT /*+ BROADCAST(w) */ s.l, s.r, least(a.unit, b.unit) AS left,
           greatest(a.unit, b.unit) AS right,
           CASE WHEN a.unit < b.unit THEN a.source ELSE b.source END AS left_source,
           CASE WHEN a.unit < b.unit THEN b.source ELSE a.source END AS right_source,
           '' AS link, s.bits + coalesce(x.shift, 0) AS bits, coalesce(x.shift, 0) AS shift,
           {named} AS bits_names{levels}
      FROM scored s JOIN weighed w ON w.pattern = s.pattern
      JOIN unit a ON a.n = s.l JOIN unit b ON b.n = s.r
      LEFT JOIN shifted x ON x.l = s.l AND x.r = s.r
"""
_INSIDE = """
    SELECT e.*, c.component FROM edge e JOIN component c ON c.node = e.l
      JOIN component d ON d.node = e.r AND d.component = c.component
"""


def clusters(
    done: "Linking",
    threshold: float | None = None,
    must: Iterable[cluster.Pair] = (),
    cannot: Iterable[cluster.Pair] = (),
    *,
    open_only: bool = False,
) -> list[tuple[str, ...]]:
    """Groups of two and more, as cluster.clusters makes them of all pairs that `done` scored.

    must and cannot name units; links of a unit that there is not are passed over. open_only: of
    the pairs of open units alone.
    """
    if not done.count:
        return []
    links = [(*sorted(pair), "must") for pair in sorted(set(must))]
    links += [(*sorted(pair), "cannot") for pair in sorted(set(cannot))]
    rules = cluster.rules_of(done.model, threshold)
    with failing("grouping", kept=done.work.uri):
        done.report("grouping", 0, 0)
        free = _rivals(done)
        _edges(done, links, open_only)
        inputs = ["@scored", rules.threshold, links, open_only]
        found = done.work.frame("clusters", inputs, lambda: _made(done, rules, free))
        return sorted(tuple(row["members"]) for row in found.collect())


def _rivals(done: "Linking") -> list[int]:
    """Make the view `shifted`; the sources that are free of duplicates."""
    sql = done.spark.sql
    done.view("scored", sql(f"SELECT * FROM weighted WHERE bits >= {LEAST_BITS!r}"))
    free = [int(row[0]) for row in sql(rivals.FREE).collect()]
    if len(free) < 2:  # nobody has a rival: there is no pair between two of them
        done.view("shifted", sql("SELECT 0 AS l, 0 AS r, 0.0D AS shift WHERE false"))
        return free
    listed = rivals.listed(free)
    done.view("duel", sql(rivals.DUEL.format(free=listed)))
    side = done.work.frame("side", ["@scored", free], lambda: sql(rivals.SIDE))
    done.view("side", side)
    held = {row["source"]: row["n"] for row in sql(rivals.HELD.format(free=listed)).collect()}
    rows = side.select("source", "other", "odds").repartition(done.hands, "source", "other")
    none = rows.mapInArrow(
        partial(executors.without_partner, done.task, held), "source int, other int, none double"
    )
    done.view("none", done.work.frame("none", ["@scored", free], lambda: none))
    done.view("shifted", sql(rivals.SHIFTED))
    return free


def _edges(done: "Linking", links: list[tuple[str, ...]], open_only: bool) -> None:
    """Make the view `edge`: scored pairs and links, by number and by name."""
    import pyarrow as pa

    fields = done.model.fields
    named = "w.bits_names" if "names" in fields else "0.0D"
    levels = "".join(f", CAST(w.level_{name} AS INT) AS level_{name}" for name in fields)
    none = "".join(f", CAST(NULL AS INT) AS level_{name}" for name in fields)
    which = " WHERE a.open AND b.open" if open_only else ""
    frame = done.spark.sql(_EDGES.format(named=named, levels=levels) + which)
    if links:
        columns = list(zip(*links, strict=True))
        made = pa.table(dict(zip(("left", "right", "link"), map(list, columns), strict=True)))
        done.view("link", done.spark.createDataFrame(made))
        frame = frame.unionByName(done.spark.sql(_LINKS.format(levels=none)))
    done.view(
        "edge", done.work.frame("edges", ["@scored", "@model", links, open_only], lambda: frame)
    )


def _made(done: "Linking", rules: cluster.Rules, free: list[int]) -> "DataFrame":
    joined = done.spark.sql(
        "SELECT l AS a, r AS b FROM edge WHERE link = 'must'"
        f" OR (link = '' AND bits >= {rules.threshold!r})"
    )
    rounds = [0]

    def keep(frame: "DataFrame") -> "DataFrame":
        rounds[0] += 1
        path = f"{done.work.path('components')}-{rounds[0]}"
        frame.write.mode("overwrite").parquet(path)
        return done.spark.read.parquet(path)

    done.view("component", components(done.spark, joined, keep))
    at = tables.placed("component", tables.places(done.spark, 2 * done.hands))
    rows = done.spark.sql(f"SELECT *, {at} AS at FROM ({_INSIDE})").repartition(
        2 * done.hands, "at"
    )
    joining = executors.Joining(
        cluster.weights_of(done.model), rules, tuple(done.model.fields), frozenset(free)
    )
    return rows.mapInArrow(partial(executors.clustered, joining), "members array<string>")
