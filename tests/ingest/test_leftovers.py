"""Uploads that were cut off are cleared away; what is somebody's, or being written, is not."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from tests.cast import Cast

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.audit import queries as audit
from caseloom.ingest import actions, queries, tasks
from caseloom.kernel import clock
from caseloom.kernel.errors import NotAllowed

HOLD = """
import sys
from pathlib import Path
from caseloom.ingest import leftovers
with Path(sys.argv[1]).open("wb") as file:
    leftovers.hold(file)
    file.write(b"half")
    print("written", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


def left(folder: Path, name: UUID | str, *, age: timedelta) -> Path:
    """A folder as a killed upload leaves it."""
    made = folder / "uploads" / str(name)
    made.mkdir(parents=True)
    (made / "people.csv").write_bytes(b"name\nAn")
    aged(made, age)
    return made


def aged(folder: Path, age: timedelta) -> None:
    then = (clock.now() - age).timestamp()
    for path in (*folder.iterdir(), folder):
        os.utime(path, (then, then))


def clear() -> None:
    tasks.clear_uploads(0)


def test_what_a_killed_upload_left_is_cleared_when_it_is_old(
    committed: object, cast: Cast, data: Path
) -> None:
    with as_viewer(cast.analyst) as by:
        kept = actions.receive(name="people.csv", chunks=[b"name\nAnn\n"], by=by)
    aged(kept.path.parent, timedelta(days=3))
    old = left(data, uuid4(), age=timedelta(hours=2))
    young = left(data, uuid4(), age=timedelta(minutes=50))
    other = left(data, "somebody's folder", age=timedelta(days=9))

    clear()

    assert [one.exists() for one in (kept.path, old, young, other)] == [True, False, True, True]
    with as_viewer(cast.analyst) as by:
        assert queries.upload(by, kept.id).path.read_bytes() == b"name\nAnn\n"
    with as_viewer(cast.auditor) as auditor:
        found = audit.events(auditor, verb="upload.cleared").items
    assert [(one.object_id, one.actor_name) for one in found] == [(old.name, "ingest")]


def test_an_upload_under_way_is_left_alone_however_slow_it_is(
    committed: object, cast: Cast, data: Path
) -> None:
    folder = left(data, uuid4(), age=timedelta(hours=5))
    writing = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder / "people.csv")], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with writing:
        assert writing.stdout is not None
        writing.stdout.readline()
        aged(folder, timedelta(hours=5))
        clear()
        assert folder.exists()
        writing.kill()
        writing.wait()
    clear()
    assert not folder.exists()


def test_it_clears_nothing_where_nothing_was_brought(committed: object, cast: Cast) -> None:
    with as_viewer(access.machine("ingest", "a test")) as machine:
        assert actions.clear_uploads(by=machine) == 0
    with as_viewer(cast.auditor) as by, pytest.raises(NotAllowed):
        actions.clear_uploads(by=by)
