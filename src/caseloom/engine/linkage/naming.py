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
CREATE OR REPLACE MACRO cl_slip(a, b, agree) AS
  -- One slip leaves the first letter or the last as it is; two may change both.
  CASE WHEN least(length(a), length(b)) < 3 OR abs(length(a) - length(b)) > 2 THEN false
       WHEN agree >= 2 AND least(length(a), length(b)) >= 4 THEN damerau_levenshtein(a, b) <= 2
       WHEN a[1] = b[1] OR a[-1] = b[-1] THEN damerau_levenshtein(a, b) <= 1
       ELSE false END;
CREATE OR REPLACE MACRO cl_lefts(hits) AS
  -- The left words (a bit each) that some right word agrees with; below, the right ones.
  ({lefts});
CREATE OR REPLACE MACRO cl_rights(hits) AS (({rights}) & 255)::INT;
CREATE OR REPLACE MACRO cl_those(words, spots) AS
  list_aggregate(list_filter(words, lambda w, i: (spots >> (i - 1)::INT) & 1 = 1),
                 'string_agg', '');
CREATE OR REPLACE MACRO cl_parted(a, b) AS CASE WHEN a = b OR cl_typo(a, b) THEN 5 ELSE 1 END;
""".format(
    lefts=" | ".join(
        f"CASE WHEN (hits >> {8 * n}) & 255 > 0 THEN {1 << n} ELSE 0 END" for n in range(8)
    ),
    rights=" | ".join(f"(hits >> {8 * n})" for n in range(8)),
)
_WORDS = """
    CREATE OR REPLACE TABLE unit_name AS
    SELECT n, tokens, list_aggregate(list_transform(tokens, lambda t: t[1]), 'string_agg', ' ')
           AS spelled
      FROM (SELECT n, unnest(names) AS tokens FROM unit);
    CREATE OR REPLACE TABLE name AS
    SELECT row_number() OVER ()::INT AS name, spelled, any_value(tokens) AS tokens
      FROM unit_name GROUP BY spelled;
    CREATE OR REPLACE TABLE unit_name AS
    SELECT n, name FROM unit_name JOIN name USING (spelled);
    CREATE OR REPLACE TABLE name_word AS
    SELECT name, unnest(range(1, len(tokens) + 1))::INT AS spot, unnest(tokens) AS forms FROM name;
    CREATE OR REPLACE TABLE word AS
    SELECT row_number() OVER ()::INT AS word, spelled, any_value(forms) AS forms,
           length(spelled) AS letters, spelled[1:2] AS head, spelled[-2:] AS tail,
           regexp_full_match(spelled, '[0-9]+') AS numbered,
           CASE WHEN spelled[1] NOT BETWEEN '0' AND '9' THEN spelled[1] END AS initial
      FROM (SELECT forms[1] AS spelled, forms FROM name_word) GROUP BY spelled;
    CREATE OR REPLACE TABLE name_word AS
    SELECT name, spot, word FROM name_word JOIN word ON word.spelled = name_word.forms[1];
"""
# A bit for each form: words without a bit in common have no form in common. `ends` has bits for
# the two letters that a slip leaves as they are, too, so names without one cannot agree.
_BITS = """
    CREATE OR REPLACE TABLE word AS
    SELECT word.*, form_bits, form_bits | CASE WHEN letters >= 4 THEN
           (1::UBIGINT << (hash('<' || head) % 64)) | CASE WHEN letters > 4 THEN
           1::UBIGINT << (hash('>' || tail) % 64) ELSE 0 END ELSE 0 END AS end_bits
      FROM word JOIN (SELECT word, bit_or(1::UBIGINT << (hash(form) % 64)) AS form_bits
                        FROM (SELECT word, unnest(forms) AS form FROM word) GROUP BY word)
           USING (word);
    CREATE OR REPLACE TABLE name AS
    SELECT name, list(word.spelled ORDER BY spot) AS words, count(*)::TINYINT AS many,
           bit_or(end_bits) AS bits,
           bit_or(CASE WHEN numbered THEN 1 << (spot - 1) ELSE 0 END)::INT AS numbers,
           starts_with(min(word.spelled), '^') AS made
      FROM name_word JOIN word USING (word) GROUP BY name;
"""
_PAIRS = """
    -- Two that are spelled alike are equal, which is known.
    CREATE OR REPLACE TABLE named AS
    SELECT p.l, p.r, least(x.name, y.name) AS a, greatest(x.name, y.name) AS b
      FROM {pairs} p JOIN unit_name x ON x.n = p.l JOIN unit_name y ON y.n = p.r
     WHERE x.name <> y.name;
    CREATE OR REPLACE TABLE name_pair AS
    SELECT a, b FROM (SELECT DISTINCT a, b FROM named) JOIN name x ON x.name = a
      JOIN name y ON y.name = b WHERE x.bits & y.bits <> 0 AND NOT (x.made AND y.made);
    CREATE OR REPLACE TABLE alike AS
    SELECT a, b, CASE WHEN least(x.letters, y.letters) = 1
                           AND x.initial IS NOT NULL AND y.initial IS NOT NULL
                      THEN 1 ELSE 2 END AS rank
      FROM (SELECT DISTINCT least(x.word, y.word) AS a, greatest(x.word, y.word) AS b
              FROM name_pair p JOIN name_word x ON x.name = p.a JOIN name_word y ON y.name = p.b)
      JOIN word x ON x.word = a JOIN word y ON y.word = b
     WHERE CASE WHEN a = b THEN true
                WHEN least(x.letters, y.letters) = 1
                     AND x.initial IS NOT NULL AND y.initial IS NOT NULL
                THEN x.initial = y.initial
                WHEN x.form_bits & y.form_bits = 0 AND x.head <> y.head AND x.tail <> y.tail
                THEN false
                ELSE list_has_any(x.forms, y.forms) OR cl_typo(x.spelled, y.spelled) END;
"""
# Which word agrees with which, as a bit each: names have at most eight words.
_HITS = """
    CREATE OR REPLACE TABLE hit AS
    SELECT p.a, p.b, bit_or(1::UBIGINT << (8 * x.spot + y.spot - 9)) AS agreed,
           bit_or(CASE WHEN rank = 2 THEN 1::UBIGINT << (8 * x.spot + y.spot - 9) ELSE 0 END)
           AS whole
      FROM name_pair p JOIN name_word x ON x.name = p.a JOIN name_word y ON y.name = p.b
      JOIN alike ON alike.a = least(x.word, y.word) AND alike.b = greatest(x.word, y.word)
     GROUP BY p.a, p.b HAVING whole > 0;
"""
# One, two: words that agree; left, right: those that nothing agrees with.
_RANKS = """
    CREATE OR REPLACE TABLE ranked AS
    SELECT a, b, CASE
           WHEN one = x.many AND two = y.many THEN 5
           WHEN lone > 0 AND other > 0 AND bit_count(lone) + bit_count(other) > 2
           THEN cl_parted(cl_those(x.words, lone), cl_those(y.words, other))
           WHEN lone & x.numbers > 0 OR other & y.numbers > 0 THEN 1
           WHEN lone > 0 AND other > 0
           THEN CASE WHEN cl_slip(x.words[bit_count(lone - 1) + 1],
                                  y.words[bit_count(other - 1) + 1], least(one, two))
                THEN 3 ELSE 1 END
           WHEN least(one, two) >= 2 THEN 4
           ELSE 2 END::TINYINT AS rank
      FROM (SELECT a, b, bit_count(cl_lefts(whole)) AS one, bit_count(cl_rights(whole)) AS two,
                   (1::BIGINT << x.many) - 1 - cl_lefts(agreed) AS lone,
                   (1::BIGINT << y.many) - 1 - cl_rights(agreed) AS other
              FROM hit JOIN name x ON x.name = a JOIN name y ON y.name = b)
      JOIN name x ON x.name = a JOIN name y ON y.name = b;
    CREATE OR REPLACE TABLE name_rank AS
    SELECT l, r, max(rank) AS name_rank FROM named JOIN ranked USING (a, b) GROUP BY l, r
"""
_SCRATCH = ("named", "name_pair", "alike", "hit", "ranked")


def prepare(connection: "duckdb.DuckDBPyConnection") -> None:
    """Number the names and words of the table `unit`."""
    connection.execute(_WORDS)
    connection.execute(_BITS)


def rank(connection: "duckdb.DuckDBPyConnection", pairs: str) -> None:
    """Make the table `name_rank` (l, r, name_rank) of the pairs whose names may agree.

    Pairs whose names have nothing in common are not in it, nor those whose names are spelled alike.
    """
    connection.execute(_PAIRS.format(pairs=pairs))
    connection.execute(_HITS)
    connection.execute(_RANKS)
    for table in _SCRATCH:
        connection.execute(f"DROP TABLE {table}")
