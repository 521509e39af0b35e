"""What reading a file gives."""

from collections.abc import Callable
from dataclasses import dataclass, field

from caseloom.engine.cells import Cells

Ticker = Callable[[int, int], None]
"""Called with the rows read so far and their total, 0 when it is not known."""


@dataclass(slots=True)
class Loaded:
    """A loaded file: its cells, the sheet it came from, what was refused and what was found."""

    cells: Cells
    sheet: str | None = None
    refused: int = 0
    notes: list[str] = field(default_factory=list)
