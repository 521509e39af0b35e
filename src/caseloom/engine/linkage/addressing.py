"""Addresses compared as tables: the words of each once, and which a pair has in common by a join.

Gives levels.addresses_rank for every pair at once, from counts of common words alone.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# A bit for each word: different bits are different words, so that too few bits in common (with
# what may lie under one bit) are too few words.
_ADDRESSES = """
    CREATE OR REPLACE TABLE unit_address AS
    SELECT n, words, array_to_string(words, ' ') AS spelled
      FROM (SELECT n, unnest(addresses) AS words FROM unit);
    CREATE OR REPLACE TABLE address AS
    SELECT row_number() OVER ()::INT AS address, spelled, any_value(words) AS words
      FROM unit_address GROUP BY spelled;
    CREATE OR REPLACE TABLE unit_address AS
    SELECT n, address FROM unit_address JOIN address USING (spelled);
    CREATE OR REPLACE TABLE address_word AS
    SELECT address, hash(word) AS word, numbered,
           spot = min(spot) FILTER (numbered) OVER (PARTITION BY address) AS first
      FROM (SELECT address, unnest(words) AS word, unnest(range(len(words))) AS spot,
                   regexp_matches(unnest(words), '[0-9]') AS numbered FROM address);
    CREATE OR REPLACE TABLE address AS
    SELECT address, any_value(len(words))::TINYINT AS words,
           count(*) FILTER (numbered)::TINYINT AS numbers,
           bit_or(1::UBIGINT << (word % 64)) AS bits,
           (any_value(len(words)) - bit_count(bit_or(1::UBIGINT << (word % 64))))::TINYINT AS hidden
      FROM address JOIN address_word USING (address) GROUP BY address;
"""
_RANKS = """
    CREATE OR REPLACE TABLE address_pair AS
    SELECT p.l, p.r, x.address AS a, y.address AS b
      FROM {pairs} p JOIN unit_address x ON x.n = p.l JOIN unit_address y ON y.n = p.r
      JOIN address s ON s.address = x.address JOIN address t ON t.address = y.address
     WHERE 3 * (bit_count(s.bits & t.bits) + least(s.hidden, t.hidden)) >= least(s.words, t.words);
    CREATE OR REPLACE TABLE address_common AS
    SELECT p.a, p.b, count(*) AS words, count(*) FILTER (x.numbered) AS numbers,
           bool_or(coalesce(x.first, false) OR coalesce(y.first, false)) AS housed
      FROM (SELECT DISTINCT a, b FROM address_pair) p
      JOIN address_word x ON x.address = p.a
      JOIN address_word y ON y.address = p.b AND y.word = x.word
     GROUP BY p.a, p.b;
    CREATE OR REPLACE TABLE address_rank AS
    SELECT l, r, max(CASE
           WHEN 2 * c.words >= least(s.words, t.words) AND housed
           THEN CASE WHEN (c.numbers = s.numbers OR c.numbers = t.numbers) AND c.words >= 3
                          AND 4 * c.words >= 3 * least(s.words, t.words) THEN 3 ELSE 2 END
           WHEN 3 * c.words >= least(s.words, t.words) THEN 1 ELSE 0 END)::TINYINT AS address_rank
      FROM address_pair JOIN address_common c USING (a, b)
      JOIN address s ON s.address = a JOIN address t ON t.address = b
     GROUP BY l, r;
"""


def prepare(connection: "duckdb.DuckDBPyConnection") -> None:
    """Number the addresses of the table `unit`, and their words."""
    connection.execute(_ADDRESSES)


def rank(connection: "duckdb.DuckDBPyConnection", pairs: str) -> None:
    """Make the table `address_rank` (l, r, address_rank) of the pairs with words in common."""
    connection.execute(_RANKS.format(pairs=pairs))
    connection.execute("DROP TABLE address_pair; DROP TABLE address_common")
