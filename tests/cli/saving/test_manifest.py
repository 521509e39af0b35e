"""A backup's manifest: every alteration of it is found and named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from caseloom.cli.saving import manifest
from caseloom.kernel.errors import Invalid


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    (tmp_path / "files" / "keys").mkdir(parents=True)
    (tmp_path / "files" / "keys" / "session").write_text("secret")
    (tmp_path / "database.dump").write_bytes(bytes(range(256)) * 10)
    manifest.Manifest(
        made="2026-11-21T00:00:00+00:00",
        version="0.1.0",
        postgresql=18,
        migrations=("store.0001_initial",),
        entries=manifest.entries(tmp_path),
    ).write(tmp_path)
    return tmp_path


def flip(folder: Path) -> str:
    held = bytearray((folder / "database.dump").read_bytes())
    held[1234] ^= 1
    (folder / "database.dump").write_bytes(held)
    return "database.dump"


def cut(folder: Path) -> str:
    held = (folder / "database.dump").read_bytes()
    (folder / "database.dump").write_bytes(held[:-1])
    return "database.dump"


def lose(folder: Path) -> str:
    (folder / "files" / "keys" / "session").unlink()
    return "files/keys/session"


def add(folder: Path) -> str:
    (folder / "files" / "keys" / "other").write_text("planted")
    return "files/keys/other"


def test_a_whole_backup_is_accepted(backup: Path) -> None:
    held = manifest.verify(backup)
    assert [entry.path for entry in held.entries] == ["database.dump", "files/keys/session"]
    assert held.migrations == ("store.0001_initial",)


@pytest.mark.parametrize("alter", [flip, cut, lose, add])
def test_an_alteration_is_found_and_named(backup: Path, alter: Callable[[Path], str]) -> None:
    altered = alter(backup)
    with pytest.raises(Invalid, match="not whole") as refused:
        manifest.verify(backup)
    assert altered in refused.value.message


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', "not JSON"])
def test_what_is_no_manifest_is_refused(backup: Path, text: str) -> None:
    (backup / manifest.NAME).write_text(text)
    with pytest.raises(Invalid, match="is not a backup"):
        manifest.verify(backup)


def test_a_manifest_of_another_format_is_refused(backup: Path) -> None:
    held = json.loads((backup / manifest.NAME).read_text())
    (backup / manifest.NAME).write_text(json.dumps({**held, "format": 99}))
    with pytest.raises(Invalid, match="that this version"):
        manifest.read(backup)
