"""`resolve run --engine spark` queues what DuckDB queues, and says what is missing."""

import os
import sys
from pathlib import Path

import pytest
from tests.cast import Cast
from tests.cli.commands.conftest import Terminal

from caseloom.access.actions import as_viewer
from caseloom.audit import queries as audit

pytestmark = pytest.mark.slow
ROBERT = {"name": ["Robert Kowalczyk"], "birthDate": ["1978-12-11"], "phone": ["+17029191300"]}
BOB = {"name": ["Kowalczyk, Bob"], "birthDate": ["1978-12-11"], "phone": ["+17029191300"]}
OTHER = {"name": ["Amélie Durand"], "birthDate": ["1990-01-01"]}
QUICK = ("--conf", "spark.sql.codegen.wholeStage=false")


@pytest.fixture(scope="module")
def cast(database: object) -> Cast:
    cast = Cast()
    things = (("1", "Person", ROBERT), ("2", "Person", BOB), ("3", "Person", OTHER))
    cast.records("agent", cast.scope("team:fraud"), *things, source="crm")
    return cast


def test_spark_queues_what_duckdb_queues(terminal: Terminal, cast: Cast, tmp_path: Path) -> None:
    first = terminal.json("resolve", "run", "--type", "Person")
    [before] = terminal.json("resolve", "list")["items"]
    work = tmp_path / "work"
    spark = ("--engine", "spark", "--master", "local[1]", "--work", work, *QUICK)
    done = terminal.json("resolve", "run", "--type", "Person", *spark)
    assert done["state"] == "done"
    assert done["counts"] == {**first["counts"], "added": 0, "gone": 0}
    [after] = terminal.json("resolve", "list")["items"]
    assert after == before
    assert not work.exists(), "it holds case data"
    with as_viewer(cast.viewer("auditor")) as by:
        events = audit.events(by, verb="resolution.handed_out").items
    assert [one.object_id for one in events] == [str(done["id"])]


def test_what_is_missing_is_named(
    terminal: Terminal, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spark = ("resolve", "run", "--engine", "spark")
    assert terminal.run(*spark, who="auditor").status == 1
    far = terminal.run(*spark, "--master", "spark://far:7077")
    assert far.status == 2 and "--work" in far.err
    wrong = terminal.run(*spark, "--master", "mesos://x", "--work", tmp_path / "w")
    assert wrong.status == 2 and "no master that Spark knows" in wrong.err
    assert terminal.run(*spark, "--conf", "memory=1g").status == 2
    old = tmp_path / "java8" / "bin" / "java"
    old.parent.mkdir(parents=True)
    old.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_392\"' >&2\n")
    old.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "java8"))
    told = terminal.run(*spark)
    assert told.status == 1 and "needs Java 17 or newer" in told.err and "is 8" in told.err
    assert "apt-get install openjdk-17-jre-headless" in told.err
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    told = terminal.run(*spark)
    assert told.status == 1 and "needs Java, and there is none" in told.err
    monkeypatch.setitem(sys.modules, "pyspark", None)
    told = terminal.run(*spark)
    assert told.status == 1 and "pip install 'caseloom[spark]'" in told.err
