"""kill -9 of the importer, a web worker and PostgreSQL at random moments: nothing is lost."""

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import psutil
import pytest
from django.db import connections

from caseloom.config.postgres import Cluster
from tests.conftest import use
from tests.security.crash import (
    PATIENCE,
    Server,
    Site,
    Writers,
    await_that,
    serving,
    site,
    start_import,
    write_file,
)

pytestmark = pytest.mark.slow

# How often each is killed; together 50 unless told otherwise.
KILLS = int(os.environ.get("CASELOOM_CRASH_KILLS", "50"))
IMPORTER, WORKER = round(KILLS * 0.4), round(KILLS * 0.3)
DATABASE = KILLS - IMPORTER - WORKER
SEED = int(os.environ.get("CASELOOM_CRASH_SEED", "7"))
ROWS = 6_000


@pytest.fixture
def place(
    cluster: Cluster, django_db_setup: None, django_db_blocker: Any, tmp_path: Path
) -> Iterator[Site]:
    folder = tmp_path / "data"
    folder.mkdir()
    with django_db_blocker.unblock():
        with site(folder) as made:
            yield made
            connections.close_all()
        use(cluster.dsns("caseloom_test"))


def log_holds(place: Site, folder: Path) -> None:
    found, alone = place.verify(folder)
    assert found["ok"], found
    assert not found["problems"]
    assert alone


def test_a_killed_import_is_taken_up_and_doubles_nothing(place: Site, tmp_path: Path) -> None:
    rng, files = Random(SEED), 0
    while sum(place.kills.values()) < IMPORTER:
        files += 1
        mapping = write_file(tmp_path, f"file{files}", ROWS)
        for _ in range(4):
            kill_at_random(place, mapping, rng)
        finish(place, mapping)
        holds_once(place, f"file{files}")

    left = [path.name for path in (place.folder / "work").iterdir()]
    assert left == ["lock"], "the next run clears what killed ones left"
    runs = place.ask("SELECT state, count(*) FROM store_run GROUP BY 1")
    assert runs == [("done", files)], "a cut-off run is resumed, not begun anew"
    log_holds(place, tmp_path / "log")
    print(f"{place.kills} in {files} files")


_RUNS = "SELECT count(*) FROM audit_event WHERE verb LIKE 'run.%'"


def kill_at_random(place: Site, mapping: Path, rng: Random) -> None:
    """Kill the importer, or PostgreSQL under it, mostly once its run has begun."""
    begun = place.ask(_RUNS)[0][0]
    process = start_import(place, mapping)

    def working() -> bool:
        return bool(place.ask(_RUNS)[0][0] > begun) or not process.is_alive()

    if rng.random() < 0.8:
        await_that(working)
    process.join(rng.uniform(0.0, 1.2))
    if process.is_alive() and rng.random() < 0.25:
        place.kill_database()
        process.join(PATIENCE)
        assert process.exitcode == 1, "it says that the database failed, and ends"
        place.cluster.start()
    elif process.is_alive():
        process.kill()
        process.join(PATIENCE)
        place.killed("importer")
    process.close()


def finish(place: Site, mapping: Path) -> None:
    process = start_import(place, mapping)
    process.join(PATIENCE)
    assert process.exitcode == 0, (place.folder / "import.log").read_text()[-1500:]
    process.close()


def holds_once(place: Site, name: str) -> None:
    """Each row of the file is there, once, and can be found."""
    rows = place.ask(
        "SELECT count(*), count(DISTINCT origin_id), count(e.record_id) FROM store_record r"
        " LEFT JOIN explore_entry e ON e.record_id = r.id WHERE r.citation->>'file' = %s",
        f"{name}.csv",
    )
    assert rows == [(ROWS, ROWS, ROWS)]


def test_what_the_server_acknowledged_survives_killed_workers_and_databases(
    place: Site, tmp_path: Path
) -> None:
    rng = Random(SEED + 1)
    victims = ["worker"] * WORKER + ["postgres"] * DATABASE
    rng.shuffle(victims)
    with serving(place) as server:
        with Writers(server) as writers:
            for victim in victims:
                writers.await_another()
                writers._stop.wait(rng.uniform(0.0, 0.4))
                strike(server, victim)
                server.await_ready()
            writers.await_another()
        acknowledged = writers.acknowledged
        found = Counter(text for (text,) in place.ask("SELECT text FROM cases_note"))

    assert len(acknowledged) >= len(victims)
    assert acknowledged - found.keys() == set(), "an acknowledged write is missing"
    assert [text for text, times in found.items() if times > 1] == []
    events = place.ask("SELECT count(*) FROM audit_event WHERE verb = 'case.note_added'")
    assert events == [(found.total(),)], "no act without its event, no event without its act"
    log_holds(place, tmp_path / "log")
    print(f"{place.kills}, {len(acknowledged)} of {writers.sent} writes acknowledged")


def strike(server: Server, victim: str) -> None:
    if victim == "postgres":
        dead = server.place.cluster.pid
        server.place.kill_database()
        await_that(lambda: server.place.cluster.pid not in (None, dead))
        return
    workers = server.workers()
    assert workers, "the web server has workers"
    try:
        workers[0].kill()
        server.place.killed("worker")
    except psutil.NoSuchProcess:
        strike(server, victim)


def test_without_the_database_answers_are_503_and_commands_end_with_1(place: Site) -> None:
    url = place.cluster.dsns("nothing_here").app
    gone = {**place.environment(), "DATABASE_URL": url.replace("host=", "host=/nowhere/")}
    said = subprocess.run(
        place.command("search", "Vega"), env=gone, capture_output=True, text=True, check=False
    )
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert len(said.stderr.strip().splitlines()) >= 2, "what happened, and what to do"


def test_a_full_disk_stops_an_import_that_resumes(place: Site, tmp_path: Path) -> None:
    work = place.folder / "work"
    work.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(work)], capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip(f"a small file system cannot be mounted here: {mounted.stderr.strip()}")
    mapping = write_file(tmp_path, "full", 20_000)
    try:
        process = start_import(place, mapping)
        process.join(PATIENCE)
        said = (place.folder / "import.log").read_text()
        assert process.exitcode == 1, said
        assert "Traceback" not in said, said
    finally:
        subprocess.run(["umount", str(work)], check=True)
    assert place.ask("SELECT DISTINCT state FROM store_run") == [("failed",)]
    finish(place, mapping)
    assert place.ask("SELECT count(*) FROM store_record") == [(20_000,)]
    assert place.ask("SELECT state FROM store_run") == [("done",)]
