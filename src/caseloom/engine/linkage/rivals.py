"""One to one: where two sources are free of duplicates, each record has at most one partner.

A pair is then weighed against its rivals: the other partners that either could have, and that it
has none (Fellegi and Sunter's independence does without them). Where nearly every record of a
source has a partner, a weak pair without a rival is likelier than its own bits say.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# A source is taken to be free of duplicates when fewer than this share of its units are expected
# to be one, among at least so many units.
DUPLICATES = 0.01
LEAST_UNITS = 200
ROUNDS = 60


def sources_without_duplicates(connection: "duckdb.DuckDBPyConnection") -> list[int]:
    """Sources of the open units in which next to no pair of the table `scored` is expected.

    Needs all pairs in `scored` (least_bits None), of blocking that looks inside sources too.
    """
    rows = connection.execute(
        "WITH size AS (SELECT source, count(*) AS n FROM unit WHERE open AND source > 0 GROUP BY 1"
        "), inside AS (SELECT a.source, sum(1 / (1 + pow(2, greatest(-s.bits, -1000)))) AS expected"
        ' FROM scored s JOIN unit a ON a.unit = s."left" JOIN unit b ON b.unit = s."right"'
        " WHERE a.source = b.source AND a.open AND b.open GROUP BY 1)"
        " SELECT size.source FROM size LEFT JOIN inside USING (source)"
        f" WHERE n >= {LEAST_UNITS} AND coalesce(expected, 0) < {DUPLICATES} * n ORDER BY 1"
    ).fetchall()
    return [int(source) for (source,) in rows]


def shift(connection: "duckdb.DuckDBPyConnection", free: list[int]) -> None:
    """Make the table `shifted` ("left", "right", shift): bits that rivals give or take.

    Only for pairs of `scored` between two different sources of `free`. With o the odds of a pair
    and none the share of a source's units without partner in the other: the odds against all
    rivals are o / (none + sum of the other pairs' odds), the worse of both sides.
    """
    connection.execute(
        "CREATE OR REPLACE TABLE duel AS"
        ' SELECT s."left", s."right", a.source AS one, b.source AS two,'
        " pow(2, least(s.bits, 200)) AS odds"
        ' FROM scored s JOIN unit a ON a.unit = s."left" JOIN unit b ON b.unit = s."right"'
        " WHERE a.source <> b.source AND list_contains($free, a.source)"
        " AND list_contains($free, b.source)",
        {"free": free},
    )
    connection.execute(
        "CREATE OR REPLACE TABLE side AS"
        ' SELECT "left" AS unit, one AS source, two AS other, sum(odds) AS odds FROM duel'
        ' GROUP BY ALL UNION ALL SELECT "right", two, one, sum(odds) FROM duel GROUP BY ALL'
    )
    # A side may stand in both halves, where numbers of its pairs run either way.
    connection.execute(
        "CREATE OR REPLACE TABLE side AS SELECT unit, source, other, sum(odds) AS odds FROM side"
        " GROUP BY ALL"
    )
    _count_none(connection)
    connection.execute(
        'CREATE OR REPLACE TABLE shifted AS SELECT d."left", d."right", -log2(greatest('
        " x.none + greatest(l.odds - d.odds, 0), y.none + greatest(r.odds - d.odds, 0))) AS shift"
        ' FROM duel d JOIN side l ON l.unit = d."left" AND l.other = d.two'
        ' JOIN side r ON r.unit = d."right" AND r.other = d.one'
        " JOIN none x ON x.source = d.one AND x.other = d.two"
        " JOIN none y ON y.source = d.two AND y.other = d.one"
    )
    connection.execute("DROP TABLE duel; DROP TABLE side; DROP TABLE none")


def _count_none(connection: "duckdb.DuckDBPyConnection") -> None:
    """Expectation maximisation of the share of each source's units without partner in another."""
    connection.execute(
        "CREATE OR REPLACE TABLE none AS SELECT source, other,"
        " (SELECT count(*) FROM unit u WHERE u.source = s.source) AS n, 0.5 AS none"
        " FROM (SELECT DISTINCT source, other FROM side) s"
    )
    for _ in range(ROUNDS):
        connection.execute(
            "CREATE OR REPLACE TABLE none AS SELECT source, other, n,"
            " (n - paired + 1) / (n + 2) AS none FROM ("
            " SELECT none.source, none.other, any_value(n) AS n,"
            " sum(side.odds / (none.none + side.odds)) AS paired"
            " FROM none JOIN side USING (source, other) GROUP BY 1, 2)"
        )
