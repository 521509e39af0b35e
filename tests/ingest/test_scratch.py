"""What a killed import leaves behind is cleared away; what another works in is left alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from caseloom.ingest.scratch import scratch

HOLD = """
import sys
from pathlib import Path
from caseloom.ingest.scratch import scratch
with scratch(Path(sys.argv[1])) as folder:
    (folder / "job.duckdb").write_text("half a job")
    print(folder, flush=True)
    sys.stdin.read()
"""


def worker(parent: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(parent)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def folder_of(process: "subprocess.Popen[str]") -> Path:
    assert process.stdout is not None
    return Path(process.stdout.readline().strip())


def test_a_folder_is_gone_at_the_end_and_after_an_error(tmp_path: Path) -> None:
    with scratch(tmp_path) as folder:
        (folder / "records.parquet").write_text("x")
    assert not folder.exists()
    with pytest.raises(RuntimeError), scratch(tmp_path) as folder:
        raise RuntimeError
    assert not folder.exists()


def test_the_next_one_clears_what_a_killed_process_left_and_nothing_else(tmp_path: Path) -> None:
    with worker(tmp_path) as dead, worker(tmp_path) as living:
        left, held = folder_of(dead), folder_of(living)
        dead.kill()
        dead.wait()
        assert (left / "job.duckdb").exists()

        with scratch(tmp_path) as folder:
            assert folder not in (left, held)
            assert not left.exists()
            assert (held / "job.duckdb").exists()
        living.communicate("")
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_a_folder_without_a_lock_is_an_old_one(tmp_path: Path) -> None:
    (tmp_path / "import-old" / ".caseloom-job-x").mkdir(parents=True)
    with scratch(tmp_path) as folder:
        assert list(tmp_path.glob("import-*")) == [folder]
