"""What a backup holds of the data folder, and what is copied apart."""

from pathlib import Path

import pytest

from caseloom.cli.saving.backup import copy_tip_keys, kept_files
from caseloom.kernel.errors import Conflict


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name in ("keys/audit-ed25519.pem", "keys/tips/team-7.key", "uploads/a.csv", "run/x"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def test_the_keys_of_tips_are_not_among_the_files(data: Path) -> None:
    kept = sorted(str(path.relative_to(data)) for path in kept_files(data))
    assert kept == ["keys/audit-ed25519.pem", "uploads/a.csv"]


def test_they_are_copied_apart(data: Path, tmp_path: Path) -> None:
    assert copy_tip_keys(data, tmp_path / "apart") == 1
    copy = tmp_path / "apart" / "team-7.key"
    assert copy.read_text() == "keys/tips/team-7.key"
    assert copy.stat().st_mode & 0o077 == (tmp_path / "apart").stat().st_mode & 0o077 == 0
    with pytest.raises(Conflict):
        copy_tip_keys(data, tmp_path / "apart")
