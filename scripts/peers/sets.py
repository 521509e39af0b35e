"""The labelled sets, in the forms that every tool gets: columns, or entities. Labels stay apart.

A set's folder holds `records.parquet` (id, source and the set's own columns, as text, empty as
NULL), `entities.parquet` (id, source, schema, properties and originals as JSON: FollowTheMoney by
the mappings that ship) and, beside them and given to no tool, `truth.csv` (id, cluster). The set
of pairs holds `pairs.parquet` (id, schema, left, right) and `truth.csv` (id, same, category).
Ids are made anew: those of two sets hold the answer.
"""

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from caseloom.cli.bench import people
from caseloom.engine import job
from caseloom.engine.mapping import load

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
GENERATED = 100_000
SENZING = ("customers", "reference", "watchlist")


class Lacking(Exception):
    """A set's files are not there. The message names them."""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """One set: `kind` is "records" or "pairs"; `make` writes its folder from the data folder."""

    key: str
    title: str
    kind: str
    make: Callable[[Path, Path], None]
    note: str = ""


def prepare(one: LabelledSet, data: Path, folder: Path) -> Path:
    """Write the set's folder unless it is whole; the folder. Raises Lacking."""
    done = folder / "done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        one.make(data, folder)
        done.touch()
    return folder


def _needed(path: Path) -> Path:
    if not path.exists():
        raise Lacking(f"{path} is not there. Name the folder of the sets with --data.")
    return path


def _febrl(data: Path, folder: Path) -> None:
    """Two files to link, without their social security numbers."""
    rows: list[dict[str, str]] = []
    entities: list[tuple[Any, ...]] = []
    for letter in "ab":
        with _needed(data / "febrl" / f"dataset4{letter}.csv").open(newline="") as file:
            read = [
                {k: v.strip() for k, v in row.items() if k != "soc_sec_id"}
                for row in csv.DictReader(file, skipinitialspace=True)
            ]
        _csv(folder / f"dataset4{letter}.csv", read)
        rows += [{"id": row.pop("rec_id"), "source": letter, **row} for row in read]
        mapping = yaml.safe_load((EXAMPLES / "febrl" / f"{letter}.yml").read_text())
        del mapping["queries"][0]["entities"]["person"]["properties"]["idNumber"]
        written = folder / f"{letter}.yml"
        written.write_text(yaml.safe_dump(mapping))
        entities += _mapped(written, letter, folder, folder)
    _save(folder, rows, entities, {row["id"]: row["id"].split("-")[1] for row in rows})


def _historical(data: Path, folder: Path) -> None:
    origin = data / "historical-people"
    path = str(_needed(origin / "historical_figures_with_errors_50k.parquet"))
    found = duckdb.execute("SELECT * FROM read_parquet(?) ORDER BY hash(unique_id)", [path])
    names = [one[0] for one in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    truth = {row["unique_id"]: row.pop("cluster") for row in rows}
    flat = [{"id": row.pop("unique_id"), "source": "all", **row} for row in rows]
    entities = _mapped(EXAMPLES / "historical-people" / "mapping.yml", "all", origin, folder)
    _save(folder, flat, entities, truth)


def _generated(_: Path, folder: Path) -> None:
    file, labels = people.write(folder, GENERATED)
    with file.open(newline="") as opened:
        rows = [{"source": "all", **row} for row in csv.DictReader(opened)]
    with labels.open(newline="") as opened:
        truth = {row["id"]: row["person"] for row in csv.DictReader(opened)}
    mapping = Path(__file__).with_name("people.yml")
    _save(folder, rows, _mapped(mapping, "all", folder, folder), truth)


def _senzing(data: Path, folder: Path) -> None:
    """People and companies of three lists. The columns are those of the entities, joined."""
    origin = data / "senzing-truth-set"
    entities: list[tuple[Any, ...]] = []
    for name in SENZING:
        _needed(origin / f"{name}.csv")
        found = _mapped(EXAMPLES / "senzing-truth-set" / f"{name}.yml", name, origin, folder)
        entities += [(f"{name}:{key}", *rest) for key, *rest in found]
    with _needed(origin / "actual_truthset_key.csv").open(newline="") as file:
        truth = {
            f"{row['DATA_SOURCE'].lower()}:{row['RECORD_ID']}": row["CLUSTER_ID"]
            for row in csv.DictReader(file)
        }
    known = [one for one in entities if one[0] in truth]
    _save(folder, [_columns(*one) for one in _joined(known)], known, truth)


def _joined(entities: Iterable[Sequence[Any]]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """One line per entity, however many records it has."""
    found: dict[str, tuple[str, str, dict[str, Any]]] = {}
    for key, source, schema, properties, _ in entities:
        held = found.setdefault(key, (source, schema, {}))[2]
        for name, values in json.loads(properties).items():
            held[name] = list(dict.fromkeys([*held.get(name, ()), *values]))
    yield from ((key, *rest) for key, rest in found.items())


_NUMBERS = (
    "passportNumber", "licenseNumber", "socialSecurityNumber", "idNumber", "registrationNumber",
    "taxNumber",
)  # fmt: skip


def _columns(key: str, source: str, schema: str, held: dict[str, list[str]]) -> dict[str, Any]:
    """An entity for tools that take a row with one value a column: the first of each."""

    def first(*names: str) -> str:
        return next((held[name][0] for name in names if held.get(name)), "")

    return {
        "id": key, "source": source, "kind": schema, "name": first("name"),
        "birth_date": first("birthDate"), "address": first("address"), "phone": first("phone"),
        "email": first("email"), "number": first(*_NUMBERS),
    }  # fmt: skip


def _names(data: Path, folder: Path) -> None:
    with _needed(data / "name-pairs" / "cases.csv").open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))
    pairs = [(str(n), row["schema"], row["name1"], row["name2"]) for n, row in enumerate(cases)]
    _parquet(folder / "pairs.parquet", ("id", "schema", "left", "right"), pairs)
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("id", "same", "category"))
        for n, row in enumerate(cases):
            out.writerow((n, int(row["is_match"] == "true"), row["category"] or row["case_group"]))


def _mapped(mapping: Path, source: str, origin: Path, folder: Path) -> list[tuple[Any, ...]]:
    """(key, source, schema, properties, originals) of everything but links."""
    out = folder / f"mapped-{source}.parquet"
    job.run(
        load(mapping), source_key=source, scope_key="public", folder=origin, out=out,
        rejects=folder / f"rejects-{source}.csv",
    )  # fmt: skip
    return duckdb.execute(
        "SELECT origin_id, ?, schema, properties, originals FROM read_parquet(?)"
        " WHERE NOT contains(origin_id, '|') ORDER BY hash(origin_id), origin_id, id",
        [source, str(out)],
    ).fetchall()


def _save(
    folder: Path,
    rows: Sequence[dict[str, Any]],
    entities: Sequence[Sequence[Any]],
    truth: dict[str, str],
) -> None:
    names = tuple(rows[0])
    flat = [tuple(row[name] or None for name in names) for row in _renamed(rows)]
    _parquet(folder / "records.parquet", names, flat)
    named = ("id", "source", "schema", "properties", "originals")
    renamed = sorted(((_masked(key), *rest) for key, *rest in entities), key=lambda one: one[0])
    _parquet(folder / "entities.parquet", named, renamed)
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("id", "cluster"))
        out.writerows(sorted((_masked(key), cluster) for key, cluster in truth.items()))


def _masked(key: str) -> str:
    return "r" + hashlib.sha256(key.encode()).hexdigest()[:15]


def _renamed(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with ids that tell nothing, in the order of those."""
    return sorted(({**row, "id": _masked(row["id"])} for row in rows), key=lambda row: row["id"])


def _parquet(path: Path, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in names])
    columns = list(zip(*rows, strict=True))
    arrays = [pa.array([_text(v) for v in column], pa.string()) for column in columns]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _csv(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, tuple(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


SETS = (
    LabelledSet("febrl4", "FEBRL4 without its social security number", "records", _febrl,
                "5,000 + 5,000 records, linked between the two files"),
    LabelledSet("senzing", "Senzing truth set, people and companies together", "records", _senzing,
                "159 records of three lists, 108 true pairs"),
    LabelledSet("historical", "Historical people", "records", _historical,
                "50,578 records of 5,156 people, 303,961 true pairs"),
    LabelledSet("generated", "Generated people", "records", _generated,
                f"{GENERATED:,} records by `caseloom.cli.bench.people`, seed 2026"),
    LabelledSet("name-pairs", "Pairs of names", "pairs", _names,
                "826 pairs, each judged by itself at one threshold fixed in advance"),
)  # fmt: skip
