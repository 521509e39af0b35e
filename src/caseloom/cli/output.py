"""What a command says: answers on stdout, everything else on stderr."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

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

    def json(self, value: Any) -> None:
        """Write `value` as one line of JSON; ids, times and paths as text."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")

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
        """A table for people; nothing under --json."""
        if self.as_json:
            return
        table = Table(*columns, box=None, pad_edge=False, header_style="bold")
        for row in rows:
            table.add_row(*("" if cell is None else str(cell) for cell in row))
        self._out.print(table)

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
