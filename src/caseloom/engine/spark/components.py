"""Connected components by Spark's joins alone: large-star and small-star, in turn.

Kiveris and others, “Connected Components in MapReduce and Beyond” (2014). Every round is written
before the next begins, so that a plan never grows and a lost executor costs one round.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from caseloom.kernel.errors import Unavailable

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Rounds grow with the square of the logarithm of the nodes, in practice by far less.
ROUNDS = 60
# Every node with its larger neighbours: those are tied to the smallest of all its neighbours.
_LARGE = """
    SELECT DISTINCT v AS a, least(u, m) AS b FROM (
        SELECT u, v, min(v) OVER (PARTITION BY u) AS m
          FROM (SELECT a AS u, b AS v FROM {edges} UNION ALL SELECT b, a FROM {edges}))
     WHERE v > u
"""
# Every node with its smaller neighbours: those and itself are tied to the smallest of them.
_SMALL = """
    SELECT DISTINCT v AS a, m AS b FROM (
        SELECT v, min(v) OVER (PARTITION BY u) AS m FROM large_star_of
         UNION ALL SELECT u, min(v) OVER (PARTITION BY u) FROM large_star_of)
     WHERE v <> m
"""
_SIGN = "SELECT count(*) AS many, coalesce(bit_xor(xxhash64(a, b)), 0) AS sign FROM {edges}"
_EDGES = "component_edges"


def components(
    spark: "SparkSession", edges: "DataFrame", keep: "Callable[[DataFrame], DataFrame]"
) -> "DataFrame":
    """(node, component) for every node of `edges` (a, b), the component its smallest node.

    keep: writes a table and gives it back as it was read. Raises Unavailable past ROUNDS.
    """
    stars = keep(
        edges.selectExpr("greatest(a, b) AS a", "least(a, b) AS b").where("a <> b").distinct()
    )
    before = None
    for _ in range(ROUNDS):
        stars.createOrReplaceTempView(_EDGES)
        sign = tuple(spark.sql(_SIGN.format(edges=_EDGES)).first() or ())
        if sign == before:
            found = stars.selectExpr("a AS node", "b AS component")
            return found.unionAll(stars.selectExpr("b", "b").distinct())
        before = sign
        large = spark.sql(_LARGE.format(edges=_EDGES))
        large.selectExpr("a AS u", "b AS v").createOrReplaceTempView("large_star_of")
        stars = keep(spark.sql(_SMALL))
    raise Unavailable(
        "The groups of records did not settle.", remedy="Run again with a higher threshold."
    )
