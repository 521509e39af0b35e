"""The benchmarks of reading and judging, each on the records of a dataset."""

import random
import time
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db import connection

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.audit import actions as audit
from caseloom.audit import queries as audited
from caseloom.cli.bench.dataset import Dataset
from caseloom.cli.bench.figures import Report, peak_mb, spread, timed
from caseloom.explore import queries as explore
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import actions as resolve

SEED = 2026
REPEATS = 300


def search(dataset: Dataset) -> Report:
    """Search under row-level security: rare names, common words, identifiers, nothing found."""
    report = Report("search", dataset.size)
    viewer = dataset.viewer()
    for kind, words in _words(dataset).items():
        acts = [_within(viewer, partial(_search, word)) for word in words]
        timed(acts[:10])
        report.figures[kind] = spread(timed(acts))
    return report


def sample(dataset: Dataset) -> tuple[list[str], list[UUID]]:
    """Some names, and some ids of entities that have them: ids are hashes, so this is chance."""
    rows = _rows(dataset, """
        SELECT properties->'name'->>0, entity_id FROM store_record
         WHERE schema = 'Person' AND properties ? 'name' ORDER BY id LIMIT 1000""")  # fmt: skip
    return [str(row[0]) for row in rows], [UUID(str(row[1])) for row in rows]


def _words(dataset: Dataset) -> dict[str, list[str]]:
    names = [str(row[0]) for row in _rows(dataset, """
        SELECT properties->'name'->>0 FROM store_record
         WHERE schema = 'Person' AND properties ? 'name' ORDER BY id LIMIT 2000""")]  # fmt: skip
    phones = [str(row[0]) for row in _rows(dataset, """
        SELECT properties->'phone'->>0 FROM store_record
         WHERE properties ? 'phone' ORDER BY id LIMIT 500""")]  # fmt: skip
    chance = random.Random(SEED)  # noqa: S311  (a sample, no secret)
    parts = [name.split()[-1] for name in names if name.split()]
    common = sorted(set(parts), key=lambda word: -parts.count(word))[:20]
    return {
        "full_name": chance.choices(names, k=REPEATS),
        "common_surname": chance.choices(common, k=REPEATS),
        "phone": chance.choices(phones, k=REPEATS) if phones else [],
        "nothing": [f"zzq{n}xw" for n in range(60)],
    }


def expand(dataset: Dataset) -> Report:
    """Expand nodes: any, and the hubs with the most links."""
    report = Report("expand", dataset.size)
    viewer = dataset.viewer()
    for kind in _LINKED:
        ids = _linked(dataset, kind)
        acts = [_within(viewer, partial(_expand, entity)) for entity in ids]
        timed(acts[:5])
        report.figures[kind] = spread(timed(acts))
    return report


def path(dataset: Dataset) -> Report:
    """Shortest paths of at most four links between random linked entities."""
    viewer = dataset.viewer()
    ids = _linked(dataset, "any")[:120]
    pairs = list(zip(ids[::2], ids[1::2], strict=False))
    acts = [_within(viewer, partial(_path, left, right)) for left, right in pairs]
    timed(acts[:3])
    return Report("path", dataset.size, {"random_pairs": spread(timed(acts))})


def _search(words: str, viewer: Viewer) -> object:
    return explore.search(viewer, words)


def _expand(entity_id: UUID, viewer: Viewer) -> object:
    return explore.expand(viewer, entity_id)


def _path(left: UUID, right: UUID, viewer: Viewer) -> object:
    return explore.path(viewer, left, right)


def resolving(dataset: Dataset) -> Report:
    """Find all pairs that may be the same, end to end."""
    start = time.perf_counter()
    with as_viewer(dataset.viewer()) as viewer:
        done = resolve.run(by=viewer)
    seconds = time.perf_counter() - start
    figures = {"seconds": round(seconds, 1), "peak_mb": peak_mb(), **done.counts}
    return Report("resolve", dataset.size, figures)


def auditing(dataset: Dataset) -> Report:
    """Write, sequence, seal and verify events. `size` does not matter here: 10,000 are written."""
    count, viewer = 10_000, dataset.viewer()
    start = time.perf_counter()
    with as_viewer(viewer):
        for number in range(count):
            audit.record(
                verb="bench.ran", object_kind="bench", object_id=str(number), by=viewer,
                detail={"number": number},
            )  # fmt: skip
    wrote = time.perf_counter() - start
    machine = access.machine("bench", "benchmark")
    sealed = timed([_within(machine, _seal)])[0]
    start = time.perf_counter()
    with as_viewer(machine):
        found = audited.verify(machine)
    verified = time.perf_counter() - start
    return Report("audit", dataset.size, {
        "written_per_second": round(count / wrote),
        "sealed_per_second": round(count / sealed),
        "verified_per_second": round(found.events / verified) if verified else 0,
        "events_verified": found.events,
        "ok": found.ok,
    })  # fmt: skip


def _seal(by: Viewer) -> None:
    while audit.sequence(by=by):
        pass
    audit.checkpoint(by=by)


def _within(viewer: Viewer, act: Callable[[Viewer], object]) -> Callable[[], object]:
    """An act in a transaction of its own, as a request does it: access control and audit on."""

    def run() -> object:
        with as_viewer(viewer):
            return act(viewer)

    return run


_LINKED = {
    "any": "SELECT entity_id FROM explore_degree GROUP BY 1 ORDER BY random() LIMIT 200",
    "hubs": """
        SELECT entity_id FROM explore_degree
         GROUP BY 1 ORDER BY sum(outgoing + incoming) DESC LIMIT 30""",
}


def _linked(dataset: Dataset, kind: str) -> list[UUID]:
    return [UUID(str(row[0])) for row in _rows(dataset, _LINKED[kind])]


def _rows(dataset: Dataset, query: str) -> list[tuple[object, ...]]:
    with as_viewer(dataset.viewer()), connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
