"""What is kept beside each record for a match (see online.py), for many records at once."""

from typing import TYPE_CHECKING

from caseloom.engine.linkage import columns, online

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

GAP = "\x1f"  # white space to every pattern that keys are read with: it stands in none
COLUMNS = ("n", "category", "keys", "described")
_AS_JSON = "'[' || array_to_string(list_transform({0}, lambda v: '\"' || v || '\"'), ',') || ']'"
_SPELLED = "list_transform({0}, lambda words: array_to_string(words, ' '))"
_WRITTEN = (_SPELLED.format("tokens"), _SPELLED.format("addresses"), *online.LISTS)
# Only these may hold what JSON escapes: all else is folded, or of digits. Python writes those.
_KEYED = f"""
    SELECT n, category, array_to_string(
               keys || list_sort(list_transform(phones, lambda p: 't:' || p)), chr(31)) AS keys,
           CASE WHEN NOT regexp_matches(array_to_string(emails || countries, ' '),
                                        '[\\x00-\\x1f"\\\\]')
                THEN '[{online.FORM}' || regexp_replace({
    " || ".join(f"',' || {_AS_JSON.format(one)}" for one in _WRITTEN)
}, '(,\\[\\])+$', '') || ']' END AS described
      FROM described
"""


def keyed(connection: "duckdb.DuckDBPyConnection", records: "pa.Table") -> "pa.Table":
    """Of each record its number, its model group, its keys with GAP between, and its words.

    records: as columns.recorded gives them, each with a number of its own; `connection` is one
    that plain.prepare has seen.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    made, left = columns.read(connection, records)
    parts = []
    for found in made:
        connection.register("described", found)
        part = connection.sql(_KEYED).to_arrow_table()
        connection.unregister("described")
        parts.append(part.filter(pc.is_valid(part["described"])))
    done = [number for part in parts for number in part["n"].to_pylist()]
    rest = ~np.isin(records["n"].to_numpy(), np.array(done, np.int32))
    left = records.filter(pa.array(rest))
    return pa.concat_tables([*parts, _one_by_one(left)]).sort_by("n")


def _one_by_one(records: "pa.Table") -> "pa.Table":
    import pyarrow as pa

    rows = []
    for number, one in columns.units_of(records):
        found = one.described().features
        rows.append((number, found.group, GAP.join(online.keys(found)), online.pack(found)))
    types = (pa.int32(), *[pa.string()] * 3)
    schema = pa.schema(zip(COLUMNS, types, strict=True))
    return pa.Table.from_pylist([dict(zip(COLUMNS, row, strict=True)) for row in rows], schema)
