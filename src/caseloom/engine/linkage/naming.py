"""Names compared as tables: two words once, however many names and pairs they are in.

Gives levels.names_rank for every pair at once. A list of words inside a row would be compared by
nested functions, anew for each pair; here the words of all names are rows that are joined, so the
cost follows from the distinct pairs of words. Plain joins, which any SQL engine can do.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

MACROS = """
CREATE OR REPLACE MACRO cl_typo(a, b) AS
  CASE WHEN least(length(a), length(b)) >= 5
       THEN (a[1:2] = b[1:2] OR a[-2:] = b[-2:])
            AND abs(length(a) - length(b)) <= 2
            AND damerau_levenshtein(a, b)
                <= CASE WHEN least(length(a), length(b)) >= 7 THEN 2 ELSE 1 END
       ELSE least(length(a), length(b)) = 4 AND greatest(length(a), length(b)) = 5
            AND a[1:2] = b[1:2] AND damerau_levenshtein(a, b) = 1 END;
CREATE OR REPLACE MACRO cl_token(a, b) AS list_has_any(a, b) OR cl_typo(a[1], b[1]);
CREATE OR REPLACE MACRO cl_word(a, b) AS
  CASE WHEN least(length(a[1]), length(b[1])) = 1
            AND a[1][1] NOT BETWEEN '0' AND '9' AND b[1][1] NOT BETWEEN '0' AND '9'
       THEN CASE WHEN a[1][1] = b[1][1] THEN 1 ELSE 0 END
       WHEN cl_token(a, b) THEN 2 ELSE 0 END;
CREATE OR REPLACE MACRO cl_slip(a, b, agree) AS
  -- One slip leaves the first letter or the last as it is; two may change both.
  CASE WHEN least(length(a), length(b)) < 3 OR abs(length(a) - length(b)) > 2 THEN false
       WHEN agree >= 2 AND least(length(a), length(b)) >= 4 THEN damerau_levenshtein(a, b) <= 2
       WHEN a[1] = b[1] OR a[-1] = b[-1] THEN damerau_levenshtein(a, b) <= 1
       ELSE false END;
"""
_NAMES = """
    CREATE OR REPLACE TABLE unit_name AS
    SELECT n, tokens, list_aggregate(list_transform(tokens, lambda t: t[1]), 'string_agg', ' ')
           AS spelled
      FROM (SELECT n, unnest(names) AS tokens FROM unit);
    CREATE OR REPLACE TABLE name AS
    SELECT row_number() OVER ()::INT AS name, spelled, any_value(tokens) AS tokens,
           any_value(len(tokens))::INT AS words FROM unit_name GROUP BY spelled;
    CREATE OR REPLACE TABLE unit_name AS
    SELECT n, name FROM unit_name JOIN name USING (spelled);
    CREATE OR REPLACE TABLE name_word AS
    SELECT name, unnest(range(1, words + 1))::INT AS spot, unnest(tokens) AS forms FROM name;
    CREATE OR REPLACE TABLE word AS
    SELECT row_number() OVER ()::INT AS word, spelled, any_value(forms) AS forms,
           regexp_full_match(spelled, '[0-9]+') AS numbered
      FROM (SELECT forms[1] AS spelled, forms FROM name_word) GROUP BY spelled;
    CREATE OR REPLACE TABLE name_word AS
    SELECT name, spot, word
      FROM name_word JOIN word ON word.spelled = name_word.forms[1];
"""
# Names without a word, sound, beginning or end in common cannot agree, which is cheap to see.
_PAIRS = """
    CREATE OR REPLACE TABLE named AS
    SELECT p.l, p.r, least(x.name, y.name) AS a, greatest(x.name, y.name) AS b
      FROM {pairs} p
      JOIN prepared l ON l.n = p.l JOIN prepared r ON r.n = p.r
           AND list_has_any(l.marks, r.marks)
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
    CREATE OR REPLACE TABLE lone AS
    WITH c AS (SELECT a, b FROM counted
                WHERE full_a > 0 AND NOT made AND (some_a < words_a OR some_b < words_b))
    SELECT a, b, 1 AS side, spot, word FROM c JOIN name_word w ON w.name = c.a
      ANTI JOIN hit ON hit.a = c.a AND hit.b = c.b AND hit.one = w.spot
     UNION ALL
    SELECT a, b, 2 AS side, spot, word FROM c JOIN name_word w ON w.name = c.b
      ANTI JOIN hit ON hit.a = c.a AND hit.b = c.b AND hit.two = w.spot;
    CREATE OR REPLACE TABLE rest AS
    SELECT a, b, count(*) FILTER (side = 1) AS some, count(*) FILTER (side = 2) AS others,
           min(word) FILTER (side = 1) AS one, min(word) FILTER (side = 2) AS two,
           bool_or(numbered) AS numbered
      FROM lone JOIN word USING (word) GROUP BY a, b;
    CREATE OR REPLACE TABLE parted AS
    SELECT a, b, string_agg(spelled, '' ORDER BY spot) FILTER (side = 1) AS one,
           string_agg(spelled, '' ORDER BY spot) FILTER (side = 2) AS two
      FROM rest JOIN lone USING (a, b) JOIN word USING (word)
     WHERE rest.some > 0 AND rest.others > 0 AND rest.some + rest.others > 2 GROUP BY a, b;
"""
_RANKS = """
    CREATE OR REPLACE TABLE ranked AS
    SELECT c.a, c.b,
           CASE WHEN c.full_a = c.words_a AND c.full_b = c.words_b THEN 5
                WHEN parted.one IS NOT NULL
                THEN CASE WHEN parted.one = parted.two OR cl_typo(parted.one, parted.two)
                          THEN 5 ELSE 1 END
                WHEN rest.numbered THEN 1
                WHEN x.spelled IS NOT NULL AND y.spelled IS NOT NULL
                THEN CASE WHEN cl_slip(x.spelled, y.spelled, least(c.full_a, c.full_b))
                          THEN 3 ELSE 1 END
                WHEN least(c.full_a, c.full_b) >= 2 THEN 4
                ELSE 2 END::TINYINT AS rank
      FROM counted c LEFT JOIN rest USING (a, b) LEFT JOIN parted USING (a, b)
      LEFT JOIN word x ON x.word = rest.one LEFT JOIN word y ON y.word = rest.two
     WHERE c.full_a > 0 AND NOT c.made;
    CREATE OR REPLACE TABLE name_rank AS
    SELECT l, r, max(rank) AS name_rank FROM named JOIN ranked USING (a, b) GROUP BY l, r
"""
_SCRATCH = (
    "named", "name_pair", "alike", "hit", "counted", "lone", "rest", "parted", "ranked",
)  # fmt: skip


def prepare(connection: "duckdb.DuckDBPyConnection") -> None:
    """Number the names and words of the table `unit`."""
    connection.execute(_NAMES)


def rank(connection: "duckdb.DuckDBPyConnection", pairs: str) -> None:
    """Make the table `name_rank` (l, r, name_rank) of the pairs whose names may agree.

    Pairs whose names have nothing in common are not in it.
    """
    connection.execute(_PAIRS.format(pairs=pairs))
    connection.execute(_COUNTS)
    connection.execute(_RANKS)
    for table in _SCRATCH:
        connection.execute(f"DROP TABLE {table}")
