"""Names compared as tables: two words once, however many names and pairs they are in.

Gives levels.names_rank for every pair at once. A list of words inside a row would be compared by
nested functions, anew for each pair; here the words of all names are rows that are joined, so the
cost follows from the distinct pairs of words. Plain joins, which any SQL engine can do.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_NAMES = """
    CREATE OR REPLACE TABLE unit_name AS
    SELECT n, tokens, list_aggregate(list_transform(tokens, lambda t: t[1]), 'string_agg', ' ')
           AS spelled
      FROM (SELECT n, unnest(names) AS tokens FROM prepared);
    CREATE OR REPLACE TABLE name AS
    SELECT row_number() OVER ()::INT AS name, spelled, any_value(tokens) AS tokens,
           any_value(len(tokens))::INT AS words FROM unit_name GROUP BY spelled;
    CREATE OR REPLACE TABLE unit_name AS
    SELECT n, name FROM unit_name JOIN name USING (spelled);
    CREATE OR REPLACE TABLE name_word AS
    SELECT name, unnest(range(1, words + 1))::INT AS spot, unnest(tokens) AS forms FROM name;
    CREATE OR REPLACE TABLE word AS
    SELECT row_number() OVER ()::INT AS word, spelled, any_value(forms) AS forms
      FROM (SELECT forms[1] AS spelled, forms FROM name_word) GROUP BY spelled;
    CREATE OR REPLACE TABLE name_word AS
    SELECT name, spot, word, name_word.forms[1] AS spelled
      FROM name_word JOIN word ON word.spelled = name_word.forms[1];
"""
# Names without a word, sound, beginning or end in common cannot agree; the same ones need not be
# looked at. Both are cheap to see.
_PAIRS = """
    CREATE OR REPLACE TABLE named AS
    SELECT p.l, p.r, least(x.name, y.name) AS a, greatest(x.name, y.name) AS b
      FROM {pairs} p
      JOIN prepared l ON l.n = p.l JOIN prepared r ON r.n = p.r
           AND NOT list_has_any(l.full, r.full) AND list_has_any(l.words, r.words)
      JOIN unit_name x ON x.n = p.l JOIN unit_name y ON y.n = p.r;
    CREATE OR REPLACE TABLE name_pair AS SELECT DISTINCT a, b FROM named;
    CREATE OR REPLACE TABLE alike AS
    SELECT a, b, cl_word(x.forms, y.forms) AS rank
      FROM (SELECT DISTINCT least(x.word, y.word) AS a, greatest(x.word, y.word) AS b
              FROM name_pair p JOIN name_word x ON x.name = p.a JOIN name_word y ON y.name = p.b)
      JOIN word x ON x.word = a JOIN word y ON y.word = b
     WHERE cl_word(x.forms, y.forms) > 0;
    CREATE OR REPLACE TABLE hit AS
    SELECT p.a, p.b, x.spot AS one, y.spot AS two, alike.rank
      FROM name_pair p JOIN name_word x ON x.name = p.a JOIN name_word y ON y.name = p.b
      JOIN alike ON alike.a = least(x.word, y.word) AND alike.b = greatest(x.word, y.word);
"""
_COUNTS = """
    CREATE OR REPLACE TABLE counted AS
    WITH f AS (SELECT a, b, count(*) FILTER (rank = 2) AS full_a, count(*) AS some_a
                 FROM (SELECT a, b, one, max(rank) AS rank FROM hit GROUP BY ALL) GROUP BY a, b),
         g AS (SELECT a, b, count(*) FILTER (rank = 2) AS full_b, count(*) AS some_b
                 FROM (SELECT a, b, two, max(rank) AS rank FROM hit GROUP BY ALL) GROUP BY a, b)
    SELECT f.*, g.full_b, g.some_b, x.words AS words_a, y.words AS words_b,
           starts_with(x.spelled, '^') AND starts_with(y.spelled, '^') AS made
      FROM f JOIN g USING (a, b) JOIN name x ON x.name = f.a JOIN name y ON y.name = f.b;
    CREATE OR REPLACE TABLE rest AS
    SELECT c.a, c.b,
           (SELECT coalesce(list(w.spelled ORDER BY w.spot), []) FROM name_word w
             WHERE w.name = c.a AND NOT EXISTS (
                   SELECT 1 FROM hit WHERE hit.a = c.a AND hit.b = c.b AND hit.one = w.spot))
           AS one,
           (SELECT coalesce(list(w.spelled ORDER BY w.spot), []) FROM name_word w
             WHERE w.name = c.b AND NOT EXISTS (
                   SELECT 1 FROM hit WHERE hit.a = c.a AND hit.b = c.b AND hit.two = w.spot))
           AS two
      FROM counted c WHERE full_a > 0 AND (some_a < words_a OR some_b < words_b);
"""
_RANKS = """
    CREATE OR REPLACE TABLE name_rank AS
    SELECT named.l, named.r, max(
           CASE WHEN c.full_a = 0 OR c.made THEN 0
                WHEN c.full_a = c.words_a AND c.full_b = c.words_b THEN 5
                WHEN c.some_a < c.words_a AND c.some_b < c.words_b
                     THEN CASE WHEN cl_joined(rest.one, rest.two) THEN 5
                               WHEN cl_slip(rest.one, rest.two, least(c.full_a, c.full_b)) THEN 3
                               ELSE 1 END
                WHEN cl_number(rest.one) OR cl_number(rest.two) THEN 1
                WHEN least(c.full_a, c.full_b) >= 2 THEN 4
                ELSE 2 END)::TINYINT AS name_rank
      FROM named JOIN counted c USING (a, b) LEFT JOIN rest USING (a, b)
     GROUP BY named.l, named.r
"""
_SCRATCH = ("named", "name_pair", "alike", "hit", "counted", "rest")


def prepare(connection: "duckdb.DuckDBPyConnection") -> None:
    """Number the names and words of the table `prepared`."""
    connection.execute(_NAMES)


def rank(connection: "duckdb.DuckDBPyConnection", pairs: str) -> None:
    """Make the table `name_rank` (l, r, name_rank) of the pairs whose names may agree.

    Pairs with the same name, or with names that have nothing in common, are not in it.
    """
    connection.execute(_PAIRS.format(pairs=pairs))
    connection.execute(_COUNTS)
    connection.execute(_RANKS)
    for table in _SCRATCH:
        connection.execute(f"DROP TABLE {table}")
