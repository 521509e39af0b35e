"""What a stopped run finished is there for the next, whole or not at all."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from caseloom.engine.linkage import stages
from caseloom.engine.linkage.stages import Stages

WHOSE, STATE = ["person", [1, 2]], ["state"]


@pytest.fixture
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE t AS SELECT i::INT AS n, [['a', NULL], [i::VARCHAR]] AS names,"
        " CASE WHEN i > 1 THEN i::TINYINT END AS level, i / 3 AS share FROM range(4) x(i)"
    )
    yield connection
    connection.close()


Run = Callable[[], Stages]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Makes runs that work below `tmp_path`; what they hold is let go at the end."""
    made: list[Stages] = []

    def begun() -> Stages:
        made.append(Stages(tmp_path))
        return made[-1]

    yield begun
    for one in made:
        one.leave()


def told(connection: duckdb.DuckDBPyConnection) -> list[object]:
    rows = connection.execute("SELECT * FROM t ORDER BY n").fetchall()
    kinds = connection.execute("SELECT column_name, data_type FROM duckdb_columns() ORDER BY 1")
    return [*rows, *kinds.fetchall()]


def test_a_stopped_run_leaves_what_it_finished(
    duck: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    before = told(duck)
    with pytest.raises(KeyboardInterrupt), stages.stages(tmp_path) as first:
        stage = first.claim(WHOSE, STATE)
        assert stage is not None and stage.read(duck, "units", ["t"]) is None
        stage.write(duck, "units", ["t"], {"count": 4})
        raise KeyboardInterrupt
    duck.execute("DROP TABLE t")
    with stages.stages(tmp_path) as again:
        stage = again.claim(WHOSE, STATE)
        assert stage is not None and stage.read(duck, "linked", ["t"]) is None
        assert stage.read(duck, "units", ["t"]) == {"count": 4}
        assert told(duck) == before
        assert stat.S_IMODE(stage.folder.stat().st_mode) == 0o700
    assert not list(tmp_path.glob("resolve-*")), "it ended well: nothing is left"


@pytest.mark.parametrize("harm", ["torn", "changed", "gone", "manifest"])
def test_what_is_not_whole_is_not_read(
    duck: duckdb.DuckDBPyConnection, run: Run, harm: str
) -> None:
    stage = run().claim(WHOSE, STATE)
    assert stage is not None
    stage.write(duck, "units", ["t"], {})
    [file] = stage.folder.glob("*.parquet")
    if harm == "torn":
        file.write_bytes(file.read_bytes()[:-20])
    elif harm == "changed":
        duck.execute("UPDATE t SET n = 9")
        duck.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    elif harm == "gone":
        file.unlink()
    else:
        (stage.folder / "units.json").write_text('{"files": ')
    assert stage.read(duck, "units", ["t"]) is None


def test_who_works_in_a_folder_has_it_alone(run: Run) -> None:
    one, two = run(), run()
    held = one.claim(WHOSE, STATE)
    assert held is not None and two.claim(WHOSE, STATE) is None
    # Nor does a later state of the same sweep it away while it is worked in.
    assert two.claim(WHOSE, ["later"]) is not None and held.folder.is_dir()
    one.leave()
    two.leave()
    assert two.claim(WHOSE, STATE) is not None


KILLED = """
import sys, time, duckdb
from pathlib import Path
from caseloom.engine.linkage.stages import Stages
run = Stages(Path(sys.argv[1]))
stage = run.claim(["person", [1, 2]], ["state"])
duck = duckdb.connect()
duck.execute("CREATE TABLE t AS SELECT 7 AS n")
stage.write(duck, "units", ["t"], {"count": 1})
print("kept", flush=True)
time.sleep(20)
"""


def test_a_killed_process_leaves_its_folder_to_the_next(run: Run, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None and child.stdout.readline() == "kept\n"
        other = run().claim(WHOSE, STATE)
        child.kill()
    assert other is None, "it worked in it"
    stage = run().claim(WHOSE, STATE)
    connection = duckdb.connect()
    assert stage is not None and stage.read(connection, "units", ["t"]) == {"count": 1}
    assert connection.execute("SELECT n FROM t").fetchall() == [(7,)]
    connection.close()


def test_what_is_of_no_more_use_goes(run: Run, tmp_path: Path) -> None:
    for whose, state in ((WHOSE, ["earlier"]), (["person", [3]], STATE), (["phone", []], STATE)):
        stopped = run()
        stage = stopped.claim(whose, state)
        assert stage is not None
        stopped.leave()
        if whose[0] == "phone":
            os.utime(stage.folder, (0, 0))
    now = run()
    assert now.claim(WHOSE, STATE) is not None
    # The earlier state of the same, and what is old; not what another's run may go on from.
    assert len(list(tmp_path.glob("resolve-*/"))) == 2
    now.remove()
    assert len(list(tmp_path.glob("resolve-*/"))) == 1


def test_no_room_is_said_and_leaves_no_stage(duck: duckdb.DuckDBPyConnection, run: Run) -> None:
    stage = run().claim(WHOSE, STATE)
    assert stage is not None
    stage.write(duck, "units", ["t"], {})
    stage.write(duck, "linked", ["t"], {})
    with pytest.raises(OSError, match="nothing"):
        stage.write(duck, "linked", ["t", "nothing"], {})
    # What was written of it before it failed gives its room back.
    assert not list(stage.folder.glob("linked*")) and stage.read(duck, "linked", ["t"]) is None
    assert stage.read(duck, "units", ["t"]) == {}
