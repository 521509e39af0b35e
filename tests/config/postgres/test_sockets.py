"""Where the socket goes: private, short, and never into a stranger's folder."""

from pathlib import Path

import pytest

from caseloom.config.postgres.sockets import socket_folder
from caseloom.kernel.errors import Unavailable


def test_it_lies_in_the_data_folder_when_it_fits(tmp_path: Path) -> None:
    short = tmp_path if len(str(tmp_path)) < 80 else Path("/tmp")
    assert socket_folder(short, None, {}) == short / "run"
    (short / "run").rmdir()


def test_a_long_path_goes_to_the_runtime_folder(tmp_path: Path) -> None:
    runtime = tmp_path / "r"
    runtime.mkdir()
    deep = tmp_path / ("x" * 100)
    found = socket_folder(deep, None, {"XDG_RUNTIME_DIR": str(runtime)})
    assert found.parent in (runtime, Path("/tmp"))
    assert found.stat().st_mode & 0o777 == 0o700
    found.rmdir()


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").symlink_to(tmp_path)
    with pytest.raises(Unavailable, match="belongs to somebody else"):
        socket_folder(tmp_path, None, {})
