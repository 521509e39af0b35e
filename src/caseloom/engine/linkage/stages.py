"""What a resolution here has finished, kept until it ends well, so that the next one goes on.

A folder for what is resolved, named by all that its result follows from; in it a Parquet file for
each table of a stage, and a manifest that is written last and names every file's hash. It holds
case data: made for its owner alone, removed with a run that ends well, and by the next run where it
is of no more use. Who works in one holds a lock on it, which the kernel lets go when he dies.
"""

import fcntl
import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

FORM = 1
# What a crash left is of use for so long; case data shall not lie about.
KEPT_SECONDS = 2 * 24 * 3600
_PREFIX, _DOOR, _LOCK = "resolve-", "resolve.lock", "lock"


class Stages:
    """The stages of one run, in folders below `parent`."""

    def __init__(self, parent: Path) -> None:
        self.parent = parent
        self._held: list[tuple[Path, IO[str]]] = []

    def claim(self, whose: Sequence[Any], inputs: Sequence[Any]) -> "Stage | None":
        """The folder for what follows from `inputs`; None where somebody else works in it.

        whose: what the inputs are a state of: what is kept of an earlier state of it goes.
        """
        mine = _hashed([FORM, *whose])[:16]
        folder = self.parent / f"{_PREFIX}{mine}-{_hashed([FORM, *inputs])[:32]}"
        self.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.parent / _DOOR).open("w") as door:
            # Nobody sweeps between a folder's making and its locking.
            fcntl.flock(door, fcntl.LOCK_EX)
            self._sweep(folder, f"{_PREFIX}{mine}-")
            folder.mkdir(exist_ok=True, mode=0o700)
            held = _locked(folder)
        if held is None:
            return None
        self._held.append((folder, held))
        return Stage(folder)

    def _sweep(self, wanted: Path, earlier: str) -> None:
        for folder in self.parent.glob(f"{_PREFIX}*/"):
            old = time.time() - folder.stat().st_mtime > KEPT_SECONDS
            if folder != wanted and (old or folder.name.startswith(earlier)):
                held = _locked(folder)
                if held is not None:
                    shutil.rmtree(folder, ignore_errors=True)
                    held.close()

    def remove(self) -> None:
        """The run ended well: nothing of it is needed any more."""
        for folder, held in self._held:
            shutil.rmtree(folder, ignore_errors=True)
            held.close()
        self._held.clear()

    def leave(self) -> None:
        """The run ended badly: the next goes on from what is there."""
        for _, held in self._held:
            held.close()
        self._held.clear()


@contextmanager
def stages(parent: Path) -> Iterator[Stages]:
    """The stages of a run, which are removed where the block ends well."""
    made = Stages(parent)
    try:
        yield made
    except BaseException:
        made.leave()
        raise
    made.remove()


class Stage:
    """The folder of what is resolved: tables of a DuckDB, and a value beside them, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, duck: "duckdb.DuckDBPyConnection", name: str, tables: Sequence[str]) -> Any:
        """Make `tables` as they were kept; the value beside them, None where nothing whole is."""
        try:
            manifest = json.loads((self.folder / f"{name}.json").read_text())
            whole = all(manifest["files"][t] == _file_hash(self._file(name, t)) for t in tables)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not whole:
            return None
        for table in tables:
            duck.execute(
                f'CREATE OR REPLACE TABLE "{table}" AS SELECT * FROM read_parquet(?)',
                [str(self._file(name, table))],
            )
        return manifest["value"]

    def write(
        self, duck: "duckdb.DuckDBPyConnection", name: str, tables: Sequence[str], value: Any
    ) -> None:
        """Keep `tables`, and `value` beside them. Raises OSError, and keeps none, without room."""
        try:
            self._write(duck, name, tables, value)
        except OSError:
            for left in self.folder.glob(f"{name}[.-]*"):
                left.unlink(missing_ok=True)
            raise

    def _write(
        self, duck: "duckdb.DuckDBPyConnection", name: str, tables: Sequence[str], value: Any
    ) -> None:
        import duckdb

        manifest = self.folder / f"{name}.json"
        manifest.unlink(missing_ok=True)
        try:
            for table in tables:
                path = str(self._file(name, table)).replace("'", "''")
                duck.execute(f"COPY \"{table}\" TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        except duckdb.Error as error:
            raise OSError(str(error)) from error
        files = {table: _file_hash(self._file(name, table)) for table in tables}
        fresh = manifest.with_suffix(".new")
        fresh.write_text(json.dumps({"files": files, "value": value}))
        fresh.replace(manifest)

    def _file(self, name: str, table: str) -> Path:
        return self.folder / f"{name}-{table}.parquet"


def _locked(folder: Path) -> IO[str] | None:
    """A lock on a folder; None where somebody has one, or it is gone."""
    try:
        held = (folder / _LOCK).open("w")
    except OSError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        return None
    return held


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hashed(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
