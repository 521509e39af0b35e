"""The benchmark of Spark: generated people resolved by DuckDB and by Spark, and nothing differs."""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from caseloom.cli.bench.dataset import Dataset
from caseloom.cli.bench.figures import Report, machine, peak_mb
from caseloom.cli.bench.people import people
from caseloom.engine.linkage import batch, columns, linking
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.given import Given
from caseloom.engine.spark.executors import Task
from caseloom.engine.spark.joining import clusters
from caseloom.engine.spark.linking import Linking
from caseloom.engine.spark.session import Settings, session
from caseloom.engine.spark.work import Work
from caseloom.kernel.errors import Conflict

if TYPE_CHECKING:
    import duckdb

# Two executors of one core each. Most memory is Python's and DuckDB's, outside of Java.
MASTER = "local-cluster[2,1,2048]"
CONF = {"spark.driver.memory": "2g"}
SEED = 2026
# What two sums may differ by for the order of their parts.
NEAR = 1e-9


def spreading(dataset: Dataset) -> Report:
    """Both engines on the same people. Raises Conflict where they tell anything different."""
    report = Report("spark", dataset.size)
    given = list(_given(dataset.size))
    connection, done, groups = _timed(report, "duckdb", lambda steps: _duck(given, steps))
    report.figures["duckdb"]["peak_mb"] = peak_mb()
    with TemporaryDirectory(prefix="spark-", dir=dataset.folder) as folder:
        _, spread, told = _timed(report, "spark", lambda steps: _spark(given, folder, steps))
        found = _differences(connection, str(Path(folder, "work", "person")), done, spread)
        found["groups"] = len({*groups} ^ {*told})
    connection.close()
    report.figures |= {
        "units": spread.count, "pairs": spread.blocked.pairs, "groups": len(groups),
        "model": spread.model.hash, "differences": found, "load": machine()["load"],
    }  # fmt: skip
    wrong = {name: n for name, n in found.items() if n > (NEAR if name == "bits" else 0)}
    if wrong or spread.blocked != done.blocked or spread.model.hash != done.model.hash:
        raise Conflict(f"Spark and DuckDB differ: {wrong or 'model or keys'}.")
    return report


def _given(size: int) -> Iterator[Given]:
    for one in sorted(people(size, seed=SEED), key=lambda written: written.id):
        where = ", ".join(v for v in (one.street, one.city, one.postcode) if v)
        properties = {
            "name": f"{one.given_name} {one.surname}", "firstName": one.given_name,
            "lastName": one.surname, "birthDate": one.birth_date, "address": where,
            "phone": one.phone, "email": one.email,
        }  # fmt: skip
        full = {name: [value] for name, value in properties.items() if value}
        yield Given(one.id, one.id, [("Person", full, {})])


class _Steps:
    """Seconds by step, as steps are told."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._step, self._since = "starting", time.perf_counter()

    def __call__(self, step: str, *_: int) -> None:
        now = time.perf_counter()
        passed = self.seconds.get(self._step, 0.0) + now - self._since
        self.seconds[self._step] = round(passed, 1)
        self._step, self._since = step, now


def _timed(report: Report, name: str, act: Any) -> Any:
    steps, start = _Steps(), time.perf_counter()
    made = act(steps)
    steps("")
    seconds = round(time.perf_counter() - start, 1)
    report.figures[name] = {"seconds": seconds, "steps": steps.seconds}
    return made


def _duck(given: list[Given], steps: _Steps) -> tuple[Any, linking.Linked, Any]:
    connection = batch.connect(memory_limit="2GB")
    steps("describing")
    batch.load_tables(connection, columns.tables(given))
    steps("linking")
    done = linking.link(connection, default_model("person"))
    steps("grouping")
    grouping = linking.group(connection, done.model)
    return connection, done, grouping.clusters()


def _spark(given: list[Given], folder: str, steps: _Steps) -> tuple[None, Linking, Any]:
    with session(Settings(MASTER, CONF)) as spark:
        work = Work(spark, f"file://{folder}/work", "person")
        done = Linking(spark, work, default_model("person"), task=Task(), report=steps)
        done.run(iter(given))
        return None, done, clusters(done)


def _differences(
    connection: "duckdb.DuckDBPyConnection", work: str, done: linking.Linked, spread: Linking
) -> dict[str, float]:
    """How many rows differ, by what they are; of bits, by how much at most."""
    units = ", ".join(f'"{name}"' for name in batch.schema().names)
    levels = ", ".join(done.model.fields)
    found: dict[str, float] = {}
    for name, table, stage, compared in (
        ("units", "unit", "units", units),
        ("pairs", "pair", "pairs", "l, r, found_by"),
        ("levels", "compared", "compared", f"l, r, {levels}, share, open"),
    ):
        other = f"(SELECT {compared} FROM read_parquet('{work}/{stage}/*.parquet'))"  # noqa: S608  (its own tables)
        mine = f"(SELECT {compared} FROM {table})"  # noqa: S608  (its own tables)
        found[name] = connection.execute(
            f"SELECT (SELECT count(*) FROM ({mine} EXCEPT {other}))"  # noqa: S608  (its own tables)
            f" + (SELECT count(*) FROM ({other} EXCEPT {mine}))"
        ).fetchall()[0][0]
    # Pairs below what groups look at are not kept by DuckDB.
    rows = connection.execute(
        "SELECT count(*) FILTER (s.bits IS NULL OR x.bits IS NULL), max(abs(s.bits - x.bits)) FROM"  # noqa: S608  (its own tables)
        f" (SELECT l, r, bits FROM read_parquet('{work}/scored/*.parquet')"
        f"   WHERE bits >= {linking.LEAST_BITS!r}) x"
        " FULL JOIN scored s ON s.l = x.l AND s.r = x.r"
    ).fetchall()[0]
    return {**found, "scored": rows[0], "bits": float(rows[1] or 0.0)}
