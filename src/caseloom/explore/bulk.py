"""Search entries of many records at once, made in DuckDB from the columns of an import.

The same entries that indexing.py makes in PostgreSQL, at a small part of the cost: a property is
worked on as a column, and the text vector is written down as a literal. A test holds the two
together on hostile values. What comes near a limit of PostgreSQL's own text search (positions,
repeated words) is left to it; see docs/adr/0011-bulk-projection.md.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from caseloom.engine.sql import text as quoted
from caseloom.explore import shapes, text
from caseloom.store.types import Incoming

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# With so few words no position and no repetition of one reaches a limit of PostgreSQL's.
MOST = 250

_MACROS = """
    CREATE OR REPLACE TEMP MACRO plain_of(x) AS
        CASE WHEN strlen(x) = length(x) THEN replace(lower(x), '`', '''') ELSE latin_of(x) END;
    CREATE OR REPLACE TEMP MACRO marked(p) AS regexp_replace(' ' || p, '[^a-z0-9]+', ' w', 'g');
    CREATE OR REPLACE TEMP MACRO cut(m) AS
        CASE WHEN strlen(m) > 41 AND regexp_matches(m, '[a-z0-9]{42}')
             THEN regexp_replace(m, '(w[a-z0-9]{40})[a-z0-9]+', '\\1', 'g') ELSE m END;
    CREATE OR REPLACE TEMP MACRO words(p) AS cut(marked(replace(p, '''', '')));
    CREATE OR REPLACE TEMP MACRO name_words(p) AS
        CASE WHEN contains(p, '''')
             THEN cut(marked(replace(p, '''', '')) || ' gap ' || marked(p)) ELSE cut(marked(p)) END;
    CREATE OR REPLACE TEMP MACRO squashed(p) AS
        words(p) || ' gap w' || left(regexp_replace(p, '[^a-z0-9]+', '', 'g'), 40);
    CREATE OR REPLACE TEMP MACRO tokens(parts) AS
        list_filter(string_split(array_to_string(parts, ' gap '), ' '), lambda t: t <> '');
    CREATE OR REPLACE TEMP MACRO weighed(many, after, weight) AS
        array_to_string(list_transform(many, lambda t, i:
            CASE WHEN t NOT IN ('gap', 'w') THEN concat(t, ':', i + after, weight) END), ' ');
    CREATE OR REPLACE TEMP MACRO named(many, after) AS
        array_to_string(list_transform(many, lambda t, i:
            CASE WHEN t NOT IN ('gap', 'w') THEN concat('n', t[2:], ':', i + after) END), ' ');
    CREATE OR REPLACE TEMP MACRO ends(phones) AS
        list_distinct(list_transform(list_filter(list_transform(phones, lambda v:
            regexp_replace(plain_of(v), '[^0-9]+', '', 'g')), lambda d: strlen(d) >= 8),
            lambda d: '~' || right(d, 8)));
    CREATE OR REPLACE TEMP MACRO codes(many) AS
        list_sort(list_distinct(list_filter(many, lambda v: regexp_full_match(v, '[a-z0-9-]+'))));
    CREATE OR REPLACE TEMP MACRO dates(many) AS
        list_filter(many, lambda v: regexp_matches(v,
            '^[12][0-9]{3}($|-(0[1-9]|1[0-2])($|-[0-3][0-9]))'));
    CREATE OR REPLACE TEMP MACRO month_of(v) AS
        make_date(left(v, 4)::INT, CASE WHEN v[6:7] = '' THEN 1 ELSE v[6:7]::INT END, 1);
    CREATE OR REPLACE TEMP MACRO first_day(v) AS
        month_of(v) + CASE WHEN length(v) >= 10 THEN v[9:10]::INT - 1 ELSE 0 END;
    CREATE OR REPLACE TEMP MACRO last_day_of(v) AS
        CASE WHEN length(v) >= 10 THEN first_day(v)
             WHEN length(v) = 4 THEN make_date(left(v, 4)::INT, 12, 31)
             ELSE last_day(month_of(v)) END;
"""

# How the words of a value of each kind are written, `p` being the value as plain text.
_WORDS = {
    "N": "name_words(p)", "A": "words(p)", "T": "words(p)",
    "D": "squashed(p)", "I": "squashed(p)", "P": "squashed(p)", "E": "squashed(p)",
}  # fmt: skip

_ENTRIES = """
    WITH given AS (
        SELECT id, entity_id, from_json(properties, {shape}) AS p,
               from_json(originals, {shape}) AS o
          FROM incoming WHERE schema = {schema}),
    worded AS (
        SELECT id, entity_id, {fullness} AS fullness, {findable} AS findable,
               tokens({names}) AS a, tokens({numbers}) AS b, tokens({places}) AS c,
               tokens({texts}) AS d, ends({phones}) AS ends, codes({countries}) AS countries,
               dates({dates}) AS dates, {caption} AS caption
          FROM given),
    placed AS (
        SELECT *, a || CASE WHEN len(a) > 0 AND len(b) > 0 THEN ['gap'] ELSE [] END || b AS n,
               len(a) AS to_b, len(a) + len(b) AS to_c, len(a) + len(b) + len(c) AS to_d,
               len(a) + len(b) + len(c) + len(d) AS to_n
          FROM worded WHERE findable OR NOT {link})
    INSERT INTO entries
    SELECT id, entity_id, {schema}, {base} + 500 - 10 * least(fullness, 50), caption,
           CASE WHEN len(countries) = 0 THEN '{{}}'
                ELSE '{{"' || array_to_string(countries, '","') || '"}}' END,
           list_min(list_transform(dates, lambda v: first_day(v))),
           list_max(list_transform(dates, lambda v: last_day_of(v))),
           concat_ws(' ', {marks}, array_to_string(ends, ' '),
               array_to_string(list_transform(countries, lambda c: '!' || c), ' '),
               weighed(a, 0, 'A'), weighed(b, to_b, 'B'), weighed(c, to_c, 'C'),
               weighed(d, to_d, ''), named(n, to_n)),
           a, to_n + len(n)
      FROM placed
"""

# By id: the index of the table then grows in its own order, each of its pages touched once.
_COPY = """
    COPY (SELECT * EXCLUDE (names, many) FROM entries WHERE many <= $most ORDER BY id)
      TO {path} (FORMAT csv, HEADER false)
"""
_NAMED = """
    SELECT t[2:] FROM (SELECT DISTINCT unnest(names) AS t FROM entries WHERE many <= $most)
     WHERE strlen(t) >= 4 AND NOT regexp_matches(t, '[0-9]')
"""
_OVER = "SELECT id FROM entries WHERE many > $most"

_DEFINED = "SELECT 1 FROM duckdb_functions() WHERE function_name = 'latin_of'"

_KEYS = """
    SELECT DISTINCT schema, name FROM (
        SELECT schema, unnest(list_append(json_keys(properties), '')) AS name FROM incoming
        UNION ALL SELECT schema, unnest(json_keys(originals)) FROM incoming)
"""


@dataclass(frozen=True, slots=True)
class Entries:
    """Where the entries of a chunk stand as CSV, the words of their names, and what is left over.

    `left` are the ids of records that PostgreSQL must index itself.
    """

    path: Path
    under: Incoming
    words: tuple[str, ...]
    left: tuple[str, ...]

    def chunks(self) -> Iterator[bytes]:
        """The file, piece by piece."""
        with self.path.open("rb") as file:
            while data := file.read(1 << 20):
                yield data


def prepare(con: "DuckDBPyConnection", incoming: Incoming, folder: Path) -> Entries:
    """Make the entries of the rows in `con`'s table `incoming`; see store.types.Preparing."""
    _define(con)
    present: dict[str, set[str]] = {}
    for schema, name in con.execute(_KEYS).fetchall():
        present.setdefault(schema, set()).add(name)
    for schema, names in sorted(present.items()):
        if statement := _statement(schema, names, incoming):
            con.execute(statement)
    path = folder / "entries.csv"
    con.execute(_COPY.format(path=quoted(str(path))), {"most": MOST})
    words = con.execute(_NAMED, {"most": MOST}).fetchall()
    left = con.execute(_OVER, {"most": MOST}).fetchall()
    return Entries(path, incoming, tuple(word for (word,) in words), tuple(one for (one,) in left))


def _define(con: "DuckDBPyConnection") -> None:
    if not con.execute(_DEFINED).fetchall():
        con.create_function("latin_of", text.plain, ["VARCHAR"], "VARCHAR")
        con.execute(_MACROS)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE entries (
            id VARCHAR, entity_id VARCHAR, schema VARCHAR, rank BIGINT, caption VARCHAR,
            countries VARCHAR, first_date DATE, last_date DATE, tsv VARCHAR, names VARCHAR[],
            many BIGINT)
    """)


def _statement(schema: str, names: set[str], incoming: Incoming) -> str | None:
    typed = {one.schema: one for one in shapes.typed()}.get(schema)
    if typed is None:
        return None
    kept = [one for one in _properties().get(schema, ()) if one.name in names]
    shape = {one.name: ["VARCHAR"] for one in kept} or {"name": ["VARCHAR"]}
    marks = f"#{incoming.scope} @{schema} ${incoming.source_id}"
    clean = list(_values(kept, "p", "NILPECDAT-"))
    findable = list(_values(kept, "po", "NIPEAT"))
    return _ENTRIES.format(
        schema=quoted(schema),
        shape=quoted(json.dumps(shape)),
        link=str(typed.link).lower(),
        base=typed.base,
        marks=quoted(marks),
        fullness=" + ".join(f"len({one})" for one in clean) or "0",
        findable=" OR ".join(f"len({one}) > 0" for one in findable) or "false",
        names=_flat(_worded(kept, "N")),
        numbers=_flat(_worded(kept, "IPE")),
        places=_flat(_worded(kept, "A")),
        texts=_flat(_worded(kept, "TD")),
        phones=_flat(_values(kept, "po", "P")),
        countries=_flat(_values(kept, "p", "C")),
        dates=_flat(_values(kept, "p", "D")),
        caption=_caption(kept),
    )


@cache
def _properties() -> dict[str, list[shapes.Searched]]:
    """The searched properties of each type, in the order in which an entry has their words."""
    found: dict[str, list[shapes.Searched]] = {}
    for one in shapes.searched():
        found.setdefault(one.schema, []).append(one)
    return found


def _values(kept: list[shapes.Searched], sides: str, kinds: str) -> Iterator[str]:
    """The lists of values, clean (p) and original (o), of the properties of these kinds."""
    for one in kept:
        if one.kind in kinds:
            yield from (f'coalesce({side}."{one.name}", [])' for side in sides)


def _worded(kept: list[shapes.Searched], kinds: str) -> Iterator[str]:
    for one in kept:
        if one.kind in kinds:
            for values in _values([one], "po", one.kind):
                plain = f"list_transform({values}, lambda v: plain_of(v))"
                yield f"list_transform({plain}, lambda p: {_WORDS[one.kind]})"


def _flat(lists: Iterator[str]) -> str:
    return f"flatten([{', '.join(lists)}]::VARCHAR[][])"


def _caption(kept: list[shapes.Searched]) -> str:
    firsts = [f'p."{one.name}"[1]' for one in kept if one.place is not None]
    return f"coalesce({', '.join([*firsts, quoted('')])})"
