"""Units described by several processes: what is found in a record takes Python, one core each."""

import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context
from typing import TYPE_CHECKING

from caseloom.engine.linkage import batch
from caseloom.engine.linkage.given import Given

if TYPE_CHECKING:
    import pyarrow as pa

# A process takes a second or two to start: below so many units, one does it as soon.
LEAST = 20_000
MOST_HANDS = 16


def tables(
    given: Iterable[Given], *, hands: int | None = None, least: int = LEAST
) -> "Iterator[pa.Table]":
    """Rows of the table `unit`, in order and numbered from 0, a table for batch.CHUNK units.

    hands: processes (the cores of this machine without); from `least` units on there are several.
    No more than two chunks for each of them are in memory.
    """
    rows = iter(given)
    first = list(islice(rows, least))
    hands = min(hands or len(os.sched_getaffinity(0)), MOST_HANDS)
    chunks = _chunks(chain(first, rows))
    if len(first) < least or hands < 2:
        yield from (_described(chunk, start) for start, chunk in chunks)
        return
    with _pool(hands) as pool:
        waiting: deque[Future[bytes]] = deque()
        for start, chunk in chunks:
            waiting.append(pool.submit(_sent, chunk, start))
            if len(waiting) >= 2 * hands:
                yield _received(waiting.popleft().result())
        while waiting:
            yield _received(waiting.popleft().result())


def _chunks(given: Iterable[Given]) -> Iterator[tuple[int, list[Given]]]:
    rows, start = iter(given), 0
    while chunk := list(islice(rows, batch.CHUNK)):
        yield start, chunk
        start += len(chunk)


def _described(chunk: list[Given], start: int) -> "pa.Table":
    return batch.table([one.described() for one in chunk], start)


@contextmanager
def _pool(hands: int) -> Iterator[ProcessPoolExecutor]:
    # Spawned, not forked: the caller may have threads, a database and DuckDB open.
    pool = ProcessPoolExecutor(hands, get_context("spawn"), _watch, (os.getpid(),))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _watch(parent: int) -> None:
    """End with the process that asked, however it ends: a worker waits for work for ever."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def _sent(chunk: list[Given], start: int) -> bytes:
    import pyarrow as pa

    found = _described(chunk, start)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, found.schema) as writer:
        writer.write_table(found)
    made: bytes = sink.getvalue().to_pybytes()
    return made


def _received(sent: bytes) -> "pa.Table":
    import pyarrow as pa

    with pa.ipc.open_stream(sent) as reader:
        return reader.read_all()
