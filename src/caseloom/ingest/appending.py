"""Takes what the engine made into the store, chunk by chunk, with several hands.

Each hand is a thread with a connection of its own. While one waits for PostgreSQL, which works in
processes of its own, another makes its chunk ready; a chunk is one transaction all the same.
"""

import os
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter

from django.db import connection

from caseloom.access.actions import as_viewer
from caseloom.kernel.viewer import Viewer
from caseloom.store import actions as store
from caseloom.store.types import Run

# Rows of one transaction. Large enough that COPY and set-based projections pay and that the
# indexes grow in their own order, small enough for flat memory.
CHUNK = 25_000
# More hands than this only wait for each other: a part of the work holds Python's lock.
HANDS = max(2, min(4, os.cpu_count() or 1))


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk that is in the store: how many rows it had, and what took how long."""

    rows: int
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Appending:
    """The records in `path`, the engine's Parquet, on their way in under `run`."""

    run: Run
    path: Path
    records: int
    by: Viewer

    def all(self, told: Callable[[int], None]) -> Mapping[str, float]:
        """Append every record; the seconds of each step, summed over the hands.

        `told` gets the number of records that are in, in the caller's thread.
        """
        # From the first row even after a crash: what the store knows already it takes once.
        waiting = deque(range(0, self.records, CHUNK))
        seconds: defaultdict[str, float] = defaultdict(float)
        done = 0
        with closing(self._chunks(waiting)) as chunks:
            for chunk in chunks:
                done += chunk.rows
                for step, spent in chunk.seconds.items():
                    seconds[step] += spent
                told(done)
        return seconds

    def _chunks(self, waiting: deque[int]) -> Generator[Chunk]:
        # Within a transaction nobody else would see the run that the records belong to.
        if len(waiting) < 2 or HANDS < 2 or connection.in_atomic_block:
            return self._one_by_one(waiting)
        return self._together(waiting)

    def _one_by_one(self, waiting: deque[int]) -> Generator[Chunk]:
        with store.preparing(self.run, self.path) as prepare:
            while waiting:
                yield self._append(prepare, waiting.popleft())

    def _together(self, waiting: deque[int]) -> Generator[Chunk]:
        made: SimpleQueue[Chunk | None] = SimpleQueue()
        working = min(HANDS, len(waiting))
        with ThreadPoolExecutor(working) as pool:
            futures = [pool.submit(self._hand, waiting, made) for _ in range(working)]
            try:
                while working:
                    chunk = made.get()
                    if chunk is None:
                        working -= 1
                    else:
                        yield chunk
            finally:
                waiting.clear()  # whoever fails, or stops listening, stops the others
        _raise_first(futures)

    def _hand(self, waiting: deque[int], made: "SimpleQueue[Chunk | None]") -> None:
        try:
            with connection.cursor() as cursor:
                # A killed import must not hold its rows for longer than the database notices.
                cursor.execute("SET client_connection_check_interval = '500ms'")
            for chunk in self._one_by_one(waiting):
                made.put(chunk)
        except BaseException:
            waiting.clear()
            raise
        finally:
            connection.close()
            made.put(None)

    def _append(self, prepare: store.Prepare, first: int) -> Chunk:
        rows = prepare(first, CHUNK)
        try:
            start = perf_counter()
            with as_viewer(self.by):
                done = store.append_rows(rows=rows, by=self.by)
            whole = perf_counter() - start
        finally:
            rows.discard()
        seconds = {f"preparing: {step}": spent for step, spent in rows.seconds.items()}
        seconds |= {f"appending: {step}": spent for step, spent in done.seconds.items()}
        seconds["appending: commit"] = whole - sum(done.seconds.values())
        return Chunk(min(CHUNK, self.records - first), seconds)


def _raise_first(futures: Iterable[Future[None]]) -> None:
    for one in futures:
        one.result()
