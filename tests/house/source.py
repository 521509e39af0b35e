"""The project's own source, read once for the house tests."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "caseloom"

# Top to bottom, as DESIGN.md has them. Rooms side by side share a number.
ORDER = {
    "config": 0,
    "web": 1,
    "api": 1,
    "cli": 1,
    "tips": 2,
    "hiring": 2,
    "contracts": 2,
    "cases": 3,
    "assist": 4,
    "explore": 5,
    "ingest": 5,
    "resolve": 6,
    "evidence": 6,
    "store": 7,
    "workflow": 8,
    "access": 9,
    "audit": 10,
    "engine": 11,
    "ontology": 12,
    "bundle": 12,
    "kernel": 13,
}
OPEN = {"kernel", "ontology", "engine", "bundle"}
"""Rooms without a database, whose public modules any higher room may use."""


@dataclass(frozen=True)
class Module:
    """One Python file of the package."""

    path: Path

    @property
    def name(self) -> str:
        """Where it is, as shown when a rule is broken."""
        return str(self.path.relative_to(ROOT))

    @property
    def room(self) -> str:
        """The room it is in."""
        return self.path.relative_to(PACKAGE).parts[0].removesuffix(".py")

    @cached_property
    def text(self) -> str:
        """Its source."""
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text)

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every imported name in full ("caseloom.store.actions.append"), with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    def functions(self) -> Iterator["ast.FunctionDef | ast.AsyncFunctionDef"]:
        """Every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def modules() -> tuple[Module, ...]:
    """Every module below src/caseloom."""
    return tuple(
        Module(path)
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.parent != PACKAGE and "node_modules" not in path.parts
    )


def tracked(*patterns: str) -> list[Path]:
    """The files that are under version control and match `patterns`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
