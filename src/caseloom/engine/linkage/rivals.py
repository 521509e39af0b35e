"""One to one: where two sources are free of duplicates, each record has at most one partner.

A pair is then weighed against its rivals: the other partners that either could have, and that it
has none (Fellegi and Sunter's independence does without them). Where nearly every record of a
source has a partner, a weak pair without a rival is likelier than its own bits say.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# A source is taken to be free of duplicates when fewer than this share of its units are expected
# to be one, among at least so many units.
DUPLICATES = 0.01
LEAST_UNITS = 200
ROUNDS = 60


# The queries are plain SQL, which DuckDB and Spark read alike.
FREE = f"""
    WITH size AS (
        SELECT source, count(*) AS n FROM unit WHERE open AND source > 0 GROUP BY source),
    inside AS (
        SELECT a.source, sum(1 / (1 + pow(2, greatest(-s.bits, -1000)))) AS expected
          FROM scored s JOIN unit a ON a.n = s.l
          JOIN unit b ON b.n = s.r
         WHERE a.source = b.source AND a.open AND b.open GROUP BY a.source)
    SELECT size.source FROM size LEFT JOIN inside ON inside.source = size.source
     WHERE n >= {LEAST_UNITS} AND coalesce(expected, 0) < {DUPLICATES} * n ORDER BY size.source
"""
DUEL = """
    SELECT s.l, s.r, a.source AS one, b.source AS two, pow(2, least(s.bits, 200)) AS odds
      FROM scored s JOIN unit a ON a.n = s.l JOIN unit b ON b.n = s.r
     WHERE a.source <> b.source AND a.source IN ({free}) AND b.source IN ({free})
       AND a.open AND b.open
"""
# Both halves together: a side may stand in both, where numbers of its pairs run either way.
SIDE = """
    SELECT unit, source, other, sum(odds) AS odds
      FROM (SELECT l AS unit, one AS source, two AS other, odds FROM duel
             UNION ALL SELECT r, two, one, odds FROM duel)
     GROUP BY unit, source, other
"""
HELD = "SELECT source, count(*) AS n FROM unit WHERE open AND source IN ({free}) GROUP BY source"
# Rounded, because the order of a sum is nobody's, and what two rivals take shall be the same.
SHIFTED = """
    SELECT d.l, d.r, round(-log2(greatest(
           x.none + greatest(l.odds - d.odds, 0), y.none + greatest(r.odds - d.odds, 0))), 9)
           AS shift
      FROM duel d JOIN side l ON l.unit = d.l AND l.other = d.two
      JOIN side r ON r.unit = d.r AND r.other = d.one
      JOIN none x ON x.source = d.one AND x.other = d.two
      JOIN none y ON y.source = d.two AND y.other = d.one
"""


def listed(free: Sequence[int]) -> str:
    """`free` for the queries' `IN (…)`; there is no source 0."""
    return ", ".join(str(source) for source in free) or "0"


def sources_without_duplicates(connection: "duckdb.DuckDBPyConnection") -> list[int]:
    """Sources of the open units in which next to no pair of the table `scored` is expected.

    Needs all pairs in `scored` (least_bits None), of blocking that looks inside sources too.
    """
    rows = connection.execute(FREE).fetchall()
    return [int(source) for (source,) in rows]


def shift(connection: "duckdb.DuckDBPyConnection", free: list[int]) -> None:
    """Make the table `shifted` (l, r, shift): bits that rivals give or take.

    Only for pairs of `scored` between open units of two different sources of `free`: what is
    hidden gives and takes nothing. With o the odds of a pair and none the share of a source's
    units without partner in the other: the odds against all rivals are o / (none + sum of the
    other pairs' odds), the worse of both sides.
    """
    if len(free) < 2:  # nobody has a rival: there is no pair between two of them
        connection.execute("CREATE OR REPLACE TABLE shifted (l INT, r INT, shift DOUBLE)")
        return
    for name, query in (("duel", DUEL), ("side", SIDE), ("held", HELD)):
        made = query.format(free=listed(free))
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS {made}")
    count_none(connection)
    connection.execute(f"CREATE OR REPLACE TABLE shifted AS {SHIFTED}")
    connection.execute("DROP TABLE duel; DROP TABLE side; DROP TABLE none; DROP TABLE held")


def count_none(connection: "duckdb.DuckDBPyConnection") -> None:
    """Fill the table `none` by expectation maximisation.

    It holds the share of each source's units without partner in another. Reads `side` and `held`
    (source, n); two sources depend on no third, so both may be of two sources alone.
    """
    connection.execute(
        "CREATE OR REPLACE TABLE none AS SELECT source, other, n, 0.5 AS none"
        " FROM (SELECT DISTINCT source, other FROM side) JOIN held USING (source)"
    )
    for _ in range(ROUNDS):
        connection.execute(
            "CREATE OR REPLACE TABLE none AS SELECT source, other, n,"
            " (n - paired + 1) / (n + 2) AS none FROM ("
            " SELECT none.source, none.other, any_value(n) AS n,"
            " sum(side.odds / (none.none + side.odds)) AS paired"
            " FROM none JOIN side USING (source, other) GROUP BY 1, 2)"
        )
