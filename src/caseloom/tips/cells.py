"""Text as a cell that no spreadsheet runs."""

from datetime import datetime
from typing import Any

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert(value: Any) -> str:
    """`value` as a cell that no spreadsheet runs: text that begins like a formula gets a quote."""
    text = "" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(_ACTIVE) else text
