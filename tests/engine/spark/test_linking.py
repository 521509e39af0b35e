"""Spark with two executors tells what DuckDB tells, goes on where it stopped, and says why."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import psutil
import pytest
from tests.engine.spark.told import Told, spread

from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.given import Given
from caseloom.engine.spark.linking import Linking, Report
from caseloom.engine.spark.work import MARK, Work, remove
from caseloom.kernel.errors import Conflict, Invalid, Unavailable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.slow
STAGES = {
    "records", "units", "keys", "terms", "frequencies", "sizes", "rules", "pairs", "blocked",
    "compared", "patterns", "model", "weighed", "scored",
}  # fmt: skip
FEW = 60
Run = Callable[..., Linking]


@pytest.fixture
def run(spark: "SparkSession", folder: Path) -> Run:
    """A resolution of some people in the module's work folder, or another."""

    def made(
        people: list[Given], where: Path | None = None, report: Report | None = None
    ) -> Linking:
        work = Work(spark, (where or folder).as_uri(), "person")
        done = Linking(spark, work, default_model("person"), report=report)
        done.run(iter(people))
        return done

    return made


def test_units_pairs_scores_and_groups_are_those_of_duckdb(
    run: Run, people: list[Given], expected: Told, folder: Path
) -> None:
    steps: list[str] = []
    done = run(people, report=lambda step, *_: steps.append(step))
    assert done.work.reused == []
    told = spread(done)
    assert len(told.pairs) > 5_000 and told.pairs == expected.pairs
    assert done.count == len(people) and told.blocked == expected.blocked
    assert any(rule.taken for rule in told.rules) and told.rules == expected.rules
    assert sum(one.left_out for one in told.kinds) > 0 and told.kinds == expected.kinds
    assert told.model.trained and told.model.hash == expected.model.hash
    assert len(told.scored) > 1_000 and told.scored.keys() == expected.scored.keys()
    for pair, row in expected.scored.items():
        assert {name: told.scored[pair][name] for name in row} == pytest.approx(row, abs=1e-9)
    assert any(edge.shift for edge in expected.edges.values()), "some have rivals"
    assert told.edges.keys() == expected.edges.keys()
    for pair, edge in expected.edges.items():
        other = told.edges[pair]
        assert other.levels == edge.levels
        assert (other.bits, other.shift) == pytest.approx((edge.bits, edge.shift), abs=1e-9)
    assert len(told.groups) > 500 and told.groups == expected.groups
    assert told.linked == expected.linked != expected.groups
    assert list(dict.fromkeys(steps)) == [
        "reading", "describing", "choosing keys", "finding candidates", "comparing", "weighing",
        "grouping",
    ]  # fmt: skip
    assert folder.stat().st_mode & 0o777 == 0o700


def test_two_executors_did_it(spark: "SparkSession") -> None:
    def which(batches):  # type: ignore[no-untyped-def]  # Arrow's batches have no types
        import pyarrow as pa

        for _ in batches:
            yield pa.RecordBatch.from_pydict({"parent": [psutil.Process(os.getppid()).ppid()]})

    found = spark.range(0, 8, 1, 8).mapInArrow(which, "parent bigint").collect()
    assert len({row["parent"] for row in found}) == 2
    assert {row["parent"] for row in found} == {one.pid for one in executors()}


def test_a_run_goes_on_from_what_is_finished(
    run: Run, people: list[Given], expected: Told, folder: Path
) -> None:
    done = run(people)
    assert STAGES - {"sizes"} <= set(done.work.reused), "sizes are not looked at again"
    assert done.model.hash == expected.model.hash
    again = run(people[:FEW])
    assert again.work.reused == [], "other records, and nothing of before counts"
    assert again.count == FEW
    assert again.model.population == sum(one.open for one in people[:FEW])


def test_what_was_tampered_with_or_is_another_versions_is_refused(
    spark: "SparkSession", run: Run, people: list[Given], folder: Path
) -> None:
    model = folder / "person" / "model.json"
    kept = model.read_text()
    body = json.loads(kept)
    body["value"]["per_entity"] = 19.0
    model.write_text(json.dumps(body))
    (folder / "person" / ".model.json.crc").unlink(missing_ok=True)
    with pytest.raises(Invalid, match="was changed after it was written"):
        run(people[:FEW])
    model.write_text(kept)
    mark = folder / MARK
    mark.write_text(json.dumps({"form": 0, "caseloom": "0.0.1", "engine": "other"}))
    (folder / f".{MARK}.crc").unlink(missing_ok=True)
    with pytest.raises(Conflict, match=r"another version of Caseloom \(0\.0\.1, form 0\)"):
        run(people[:FEW])
    remove(spark, folder.as_uri())
    assert not folder.exists()


def test_a_folder_of_somebody_elses_is_left_alone(spark: "SparkSession", tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("my own")
    with pytest.raises(Conflict, match="holds other things"):
        Work(spark, tmp_path.as_uri(), "person")
    remove(spark, tmp_path.as_uri())
    assert (tmp_path / "thesis.tex").exists()


def test_nothing_is_little(run: Run, tmp_path: Path) -> None:
    done = run([], tmp_path / "empty")
    assert (done.count, done.blocked.pairs) == (0, 0)


def test_killed_executors_are_told_and_the_last_good_state_is_kept(
    spark: "SparkSession", run: Run, people: list[Given], expected: Told, tmp_path: Path
) -> None:
    where, over = tmp_path / "killed", Event()
    killer = Thread(target=kill, args=(spark, over))

    def report(step: str, _done: int, _total: int) -> None:
        if step == "comparing":
            killer.start()

    with pytest.raises(Unavailable) as caught:
        run(people, where, report)
    over.set()
    killer.join()
    assert "Executors were lost" in caught.value.message
    assert f"what was finished is kept in {where.as_uri()}" in caught.value.remedy
    done = run(people, where)
    assert {"records", "units", "terms", "frequencies", "rules", "pairs"} <= set(done.work.reused)
    assert done.model.hash == expected.model.hash
    assert {(row["left"], row["right"]) for row in done.scored(0.0)} == expected.scored.keys()


def kill(spark: "SparkSession", over: Event) -> None:
    """Kill every executor that works, until it is over."""
    tracker = spark.sparkContext.statusTracker()
    while not over.wait(0.02):
        stages = (tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds())
        if any(stage and stage.numActiveTasks for stage in stages):
            for one in executors():
                one.kill()


def executors() -> list[psutil.Process]:
    """The Java processes of this one's executors."""
    found = []
    for one in psutil.Process().children(recursive=True):
        try:
            if any("CoarseGrainedExecutorBackend" in word for word in one.cmdline()):
                found.append(one)
        except psutil.Error:  # it went away between the two
            continue
    return found
