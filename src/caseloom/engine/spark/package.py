"""What this installation is, so that executors can be asked whether they have the same."""

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

ENGINE = Path(__file__).resolve().parent.parent
TOLD = "python string, caseloom string, digest string"


@cache
def digest() -> str:
    """SHA-256 of the engine's own code and DuckDB's version: what a result follows from."""
    found = hashlib.sha256(version("duckdb").encode())
    for path in sorted((*ENGINE.glob("linkage/*.py"), *ENGINE.glob("spark/*.py"))):
        found.update(path.read_bytes())
    return found.hexdigest()


def release() -> str:
    """The version of Caseloom."""
    return version("caseloom")


def told(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """One row for each batch: what the executor that runs this has (TOLD)."""
    import pyarrow as pa

    for _ in batches:
        python = ".".join(str(part) for part in sys.version_info[:2])
        row = {"python": [python], "caseloom": [release()], "digest": [digest()]}
        yield pa.RecordBatch.from_pydict(row)
