"""Records into the work folder: a row a unit, with all its records, numbered as DuckDB would."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from caseloom.engine.linkage.given import Given
from caseloom.engine.spark.work import Files

if TYPE_CHECKING:
    import pyarrow as pa

# Units in a file: some seconds of an executor's work.
CHUNK = 10_000


@cache
def schema() -> "pa.Schema":
    """A unit's row."""
    import pyarrow as pa

    text = pa.string()
    record = pa.struct([("schema", text), ("properties", text), ("originals", text)])
    return pa.schema([
        ("n", pa.int32()), ("unit", text), ("entity", text), ("open", pa.bool_()),
        ("scope", pa.int32()), ("source", pa.int32()), ("records", pa.list_(record)),
    ])  # fmt: skip


def write(files: Files, given: Iterable[Given], told: Callable[[int], None]) -> int:
    """Write `given`, CHUNK units a file; how many there are. told: how many so far."""
    import pyarrow as pa

    rows, count = iter(given), 0
    while chunk := list(islice(rows, CHUNK)):
        made = [_row(one, count + at) for at, one in enumerate(chunk)]
        files.add(pa.Table.from_pylist(made, schema=schema()))
        count += len(chunk)
        told(count)
    if not count:
        files.add(schema().empty_table())
    files.finish()
    return count


def _row(one: Given, number: int) -> dict[str, Any]:
    return {
        "n": number, "unit": one.unit, "entity": one.entity, "open": one.open, "scope": one.scope,
        "source": one.source,
        "records": [
            {"schema": s, "properties": _text(p), "originals": _text(o)} for s, p, o in one.records
        ],
    }  # fmt: skip


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=list)
