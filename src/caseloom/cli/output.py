"""What a command says: answers on stdout, everything else on stderr."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

Advance = Callable[[int, int | None], None]
"""Told how much is done, and of how much if that is known."""


class Output:
    """Lines for people, or JSON for machines. Progress is shown on a terminal only."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._out = Console(file=sys.stdout, highlight=False, markup=False, soft_wrap=True)
        self._err = Console(file=sys.stderr, highlight=False, markup=False, soft_wrap=True)
        self._keys: Mapping[str, Mapping[int, str]] = {}

    def know(self, *, scopes: Mapping[int, str], sources: Mapping[int, str]) -> None:
        """Learn the keys of numbered scopes and sources, for JSON to name them by."""
        self._keys = {"scope": scopes, "source": sources}

    def json(self, value: Any) -> None:
        """Write `value` as one line of JSON; ids, times and paths as text.

        Beside the number of a scope or source stands its key, which people and exports use.
        """
        named = _named(value, self._keys)
        sys.stdout.write(json.dumps(named, ensure_ascii=False, default=str) + "\n")

    def answer(self, value: Any, lines: Iterable[str]) -> None:
        """The command's answer: `value` for --json, else `lines`."""
        if self.as_json:
            self.json(value)
        else:
            for line in lines:
                self._out.print(line)

    def line(self, text: str = "") -> None:
        """One line for people; nothing under --json."""
        if not self.as_json:
            self._out.print(text)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table for people; nothing under --json.

        On a terminal cells fold to its width, but ids stay whole: they are there to be copied.
        Elsewhere (a pipe, a file) each row is one line.
        """
        if self.as_json:
            return
        cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
        folds = self._out.is_terminal
        widths = _widths(columns, cells)
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name, _, whole in widths:
            table.add_column(name, no_wrap=whole or not folds, overflow="fold")
        # What can't be made narrower than this the terminal itself has to break.
        least = [
            width if whole or not folds else max(cell_len(name), min(width, _NARROW))
            for name, width, whole in widths
        ]
        for row in cells:
            table.add_row(*row)
        needed = sum(least) + _GAP * len(least)
        wide = Console(
            file=sys.stdout, highlight=False, markup=False,
            width=max(needed, self._out.width) if folds else needed,
        )  # fmt: skip
        wide.print(table)

    def note(self, text: str) -> None:
        """Tell what is going on, on stderr."""
        self._err.print(text)

    def step(self, text: str) -> None:
        """Tell, on a terminal, what is being done now."""
        if self._err.is_terminal and not self.as_json:
            self._err.print(f"{text} …")

    def error(self, message: str, remedy: str) -> None:
        """Tell what failed and what to do about it, on stderr."""
        self._err.print(f"caseloom: {message}")
        if remedy:
            self._err.print(f"  {remedy}")

    @contextmanager
    def progress(self, title: str) -> Iterator[Advance]:
        """Show how far a long act is, on stderr, if that is a terminal."""
        columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        shown = self._err.is_terminal and not self.as_json
        with Progress(*columns, console=self._err, transient=True, disable=not shown) as bar:
            task = bar.add_task(title, total=None)

            def advance(done: int, total: int | None = None) -> None:
                bar.update(task, completed=done, total=total)

            yield advance


_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.\w+\.\d+)?")
_GAP = 2
_NARROW = 8


def _widths(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> list[tuple[str, int, bool]]:
    """Of each column its name, its full width, and whether it holds ids, which stay whole."""
    found = []
    for at, name in enumerate(columns):
        column = [row[at] for row in cells]
        width = max(cell_len(line) for cell in (name, *column) for line in cell.split("\n"))
        found.append((name, width, any(_ID.fullmatch(cell) for cell in column)))
    return found


def _named(value: Any, keys: Mapping[str, Mapping[int, str]]) -> Any:
    """`value` with “scope_key”, “source_keys” and the like beside the numbers that it holds."""
    if isinstance(value, list):
        return [_named(one, keys) for one in value]
    if not isinstance(value, dict):
        return value
    told: dict[str, Any] = {}
    for name, one in value.items():
        told[name] = _named(one, keys)
        for kind, known in keys.items():
            told.update(_keys_of(kind, known, name, one, value))
    return told


def _keys_of(
    kind: str, known: Mapping[int, str], name: str, one: Any, beside: Mapping[str, Any]
) -> dict[str, Any]:
    if name in (kind, f"{kind}_id") and f"{kind}_key" not in beside and _number(one) in known:
        return {f"{kind}_key": known[one]}
    if name == "value" and isinstance(one, str) and one.isdecimal() and "count" in beside:
        return {f"{kind}_key": known[int(one)]} if int(one) in known else {}
    if name == f"{kind}s" and isinstance(one, list):
        told = [known[part] for part in one if _number(part) in known]
        return {f"{kind}_keys": told} if told and len(told) == len(one) else {}
    return {}


def _number(value: Any) -> int:
    """The number of a scope or source; -1, which none has, for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
