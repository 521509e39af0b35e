"""Where the demonstration may live: never in a folder that holds anything else."""

import json
import os
from pathlib import Path

import pytest

from caseloom.cli.commands.demo import STATE, _begun
from caseloom.cli.main import run
from caseloom.config.installation import Local
from caseloom.kernel.errors import Conflict


def test_a_new_folder_is_marked_at_once(tmp_path: Path) -> None:
    assert _begun(tmp_path / "demo", "25k") == {"size": "25k", "built": False}
    assert (tmp_path / "demo").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "demo" / STATE).stat().st_mode & 0o777 == 0o600


def test_a_real_installation_is_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    with pytest.raises(Conflict, match="no demonstration"):
        _begun(tmp_path, "25k")


def test_an_interrupted_build_is_known(tmp_path: Path) -> None:
    _begun(tmp_path, "25k")
    (tmp_path / STATE).write_text(json.dumps({"size": "25k", "built": False, "attempted": True}))
    assert _begun(tmp_path, "1M")["attempted"]


def test_another_size_wants_another_folder(tmp_path: Path) -> None:
    (tmp_path / STATE).write_text(json.dumps({"size": "25k", "built": True}))
    with pytest.raises(Conflict, match="size 25k"):
        _begun(tmp_path, "1M")


def test_it_leaves_a_named_database_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", os.environ.get("DATABASE_URL") or "postgresql://x/y")
    assert run(["demo", "--data", str(tmp_path / "demo")], installation=Local) == 1
    assert "Unset DATABASE_URL" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()
