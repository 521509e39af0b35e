"""Walks through a page: writes its files, runs its commands, keeps the shell's variables."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from caseloom.config.postgres import Cluster
from tests.docs.reading import Block, Document

_BEFORE = (
    'set -euo pipefail; [ -f "$STATE" ] && . "$STATE"; trap "export -p > $STATE" EXIT; set -a\n'
)


@dataclass(frozen=True, slots=True)
class Walk:
    """A folder to work in, with the shell's variables between two blocks."""

    folder: Path
    programs: Path

    @property
    def work(self) -> Path:
        """Where the commands run. The data folder is `data` in it, as the quickstart says."""
        return self.folder / "work"

    @property
    def state(self) -> Path:
        """The variables that were exported so far."""
        return self.folder / "state.sh"

    def through(self, document: Document) -> None:
        """Do what the page says, from the top. Fails at the first block that does not hold."""
        for block in document.blocks:
            if block.file:
                path = self.work / block.file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, encoding="utf-8")
            elif block.runs:
                self._run(block)

    def _run(self, block: Block) -> None:
        done = subprocess.run(
            ["bash", "-c", _BEFORE + block.script],
            cwd=self.work,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"{block.name} ended with {done.returncode}:\n{done.stdout}"
        missing = unshown(block.shown, done.stdout)
        assert missing is None, f"{block.name}: {missing!r} is not in\n{done.stdout}"

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder),
            "STATE": str(self.state),
            "COLUMNS": "240",
            "LANG": "C.UTF-8",
        }

    @contextmanager
    def on_its_database(self) -> Iterator["Walk"]:
        """Keep the PostgreSQL of the data folder running, so that commands join it."""
        self.work.mkdir(parents=True, exist_ok=True)
        with Cluster(self.work / "data"):
            yield self

    def copied(self, folder: Path) -> "Walk":
        """A walk that goes on from here in a folder of its own. The database must be stopped."""
        subprocess.run(["cp", "-a", str(self.folder), str(folder)], check=True)
        walk = Walk(folder, self.programs)
        walk.state.write_text(self.state.read_text().replace(str(self.folder), str(folder)))
        return walk


def unshown(shown: tuple[str, ...], output: str) -> str | None:
    """The first line of `shown` that `output` lacks, in order. “…” stands for anything."""
    text, at = " ".join(output.split()), 0
    for line in shown:
        parts = (re.escape(" ".join(part.split())) for part in line.split("…"))
        found = re.compile(".*?".join(parts)).search(text, at)
        if found is None:
            return line
        at = found.end()
    return None
