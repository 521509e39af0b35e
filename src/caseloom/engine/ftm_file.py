"""FollowTheMoney JSON lines: entities as they come, cleaned again, under this source's ids."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from caseloom.engine import output, tables
from caseloom.engine.compile import Context
from caseloom.engine.loaded import Ticker
from caseloom.engine.rows import COLUMNS
from caseloom.engine.types import FileResult
from caseloom.kernel import ids
from caseloom.kernel.errors import Invalid
from caseloom.ontology import cleaning, model

BATCH = 5_000
FIELDS = [name.split()[0] for name in COLUMNS.split(", ")]
Values = dict[str, list[str]]


def load(con: duckdb.DuckDBPyConnection, path: Path, context: Context, tick: Ticker) -> FileResult:
    """Bring the entities of a file into the job's output. Lines that are none are refused.

    An entity keeps its id as origin id, and what its entity properties point at is renamed
    alike, so that an export of one Caseloom is a source of another.
    """
    rows: list[dict[str, Any]] = []
    refusals: list[tuple[int, str, str, str]] = []
    count = refused = 0
    for number, found, problem in tables.json_objects(path, context.file):
        count += 1
        try:
            if found is None:
                raise Invalid(problem[1])
            rows.append(_row(found, number, context))
        except Invalid as error:
            shown = problem[0] or json.dumps(found, ensure_ascii=False)[:500]
            refusals.append((number, error.field, shown, str(error)))
        if len(rows) + len(refusals) >= BATCH:
            refused += len(refusals)
            _flush(con, context.file, rows, refusals)
            tick(count, 0)
    refused += len(refusals)
    _flush(con, context.file, rows, refusals)
    if count == 0:
        raise Invalid(f"{context.file} is empty.", remedy="Ask for the file again.")
    return FileResult(context.file, None, count, refused)


def _flush(
    con: duckdb.DuckDBPyConnection,
    file: str,
    rows: list[dict[str, Any]],
    refusals: list[tuple[int, str, str, str]],
) -> None:
    if rows:
        columns = {f: [row.get(f) for row in rows] for f in FIELDS}
        schema = pa.schema([(f, pa.int64() if f == "row" else pa.string()) for f in FIELDS])
        con.register("fresh", pa.table(columns, schema=schema))
        con.execute(f"INSERT INTO {output.TABLE} SELECT * FROM fresh")
        con.unregister("fresh")
    if refusals:
        output.refuse(con, file, refusals)
    rows.clear()
    refusals.clear()


def _row(found: dict[str, Any], number: int, context: Context) -> dict[str, Any]:
    origin = cleaning.sanitize(str(found.get("id") or ""))
    if origin is None:
        raise Invalid("It has no id.", field="id")
    kind = model.schema(str(found.get("schema") or ""))
    if kind.abstract:
        raise Invalid(f"The type {kind.name} only collects others.", field="schema")
    properties, originals, dropped = _values(kind.name, found.get("properties"), context)
    entity = ids.entity_id(context.source_key, origin)
    text = ids.record_hash_text(
        source_key=context.source_key, scope_key=context.scope_key, entity=entity,
        schema=kind.name, properties=properties, originals=originals,
    )  # fmt: skip
    return {
        "id": str(ids.record_id(text)), "entity_id": str(entity), "origin_id": origin,
        "schema": kind.name, "properties": _json(properties),
        "originals": _json(originals) if originals else None,
        "file": context.file, "row": number, "dropped": ",".join(dropped) or None,
    }  # fmt: skip


def _json(values: Values) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _values(kind: str, given: Any, context: Context) -> tuple[Values, Values, list[str]]:
    if not isinstance(given, dict):
        raise Invalid("It has no properties.", field="properties")
    properties: dict[str, set[str]] = {}
    originals: dict[str, set[str]] = {}
    dropped: list[str] = []
    for name, values in given.items():
        prop = model.prop(kind, str(name))
        formats = (prop.format,) if prop.format else ()
        for raw in _texts(values):
            if prop.type.name == "entity":
                value = str(ids.entity_id(context.source_key, raw.strip()))
                properties.setdefault(prop.name, set()).add(value)
                continue
            cleaned = cleaning.clean_kept(prop.type.name, raw, formats=formats)
            if cleaned.value is not None:
                properties.setdefault(prop.name, set()).add(cleaned.value)
            elif cleaned.original is not None:
                dropped.append(prop.name)
            if cleaned.original is not None:
                originals.setdefault(prop.name, set()).add(cleaned.original)
    return _sorted(properties), _sorted(originals), dropped


def _texts(values: Any) -> Iterator[str]:
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, dict):  # a nested entity, as some exports have them
            value = value.get("id")
        if value is not None and str(value).strip():
            yield str(value)


def _sorted(values: dict[str, set[str]]) -> Values:
    return {name: sorted(values[name]) for name in sorted(values)}
