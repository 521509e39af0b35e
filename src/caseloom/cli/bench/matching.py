"""The benchmark of the match of one description: alone, and by eight clients at once.

The eight are as `caseloom serve` has them: two processes of four threads, each with a connection.
"""

import csv
import json
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID

from django.db import connection, connections

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.cli.bench.dataset import PURPOSE, Dataset
from caseloom.cli.bench.figures import Report, spread, timed
from caseloom.cli.bench.processes import at_once, gate
from caseloom.kernel.ids import entity_id
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import queries as resolved

PROCESSES, THREADS = 2, 4
DESCRIPTIONS, WARM, ROUNDS, ASKED = 400, 20, 2, 200
Description = dict[str, list[str]]


def match(dataset: Dataset) -> Report:
    """Who a description may be: one client, then eight at once; every answer explained."""
    report = Report("match", dataset.size)
    described = [given for _, given in _people(dataset, DESCRIPTIONS)]
    viewer = dataset.viewer()
    acts = [partial(_match, viewer, one) for one in described]
    timed(acts[:WARM])
    report.figures["one_client"] = spread(timed(acts))
    report.figures["eight_clients"] = spread(
        at_once(partial(_process, dataset.analyst), described, PROCESSES)
    )
    found, asked = _found(dataset, viewer)
    report.figures["likeliest_other_record_found"] = f"{found} of {asked}"
    return report


def _process(analyst: UUID, described: Sequence[Description]) -> list[float]:
    """One process of the eight clients: what each act took, in seconds, once all are warm."""
    viewer = access.viewer_of(analyst, PURPOSE)
    connections.close_all()
    together = Barrier(THREADS)
    acts = [partial(_match, viewer, one) for one in described]
    with ThreadPoolExecutor(THREADS) as threads:
        shares = [acts[n::THREADS] for n in range(THREADS)]
        found = list(threads.map(partial(_client, together), shares))
    return [seconds for many in found for seconds in many]


def _client(together: Barrier, acts: Sequence[Callable[[], object]]) -> list[float]:
    timed(acts[:WARM])
    if together.wait() == 0:
        gate()
    together.wait()
    found = timed(list(acts) * ROUNDS)
    together.wait()
    connections.close_all()
    return found


def _match(viewer: Viewer, properties: Description) -> object:
    with as_viewer(viewer):
        return resolved.match(viewer, schema="Person", properties=properties)


def _people(dataset: Dataset, count: int) -> list[tuple[UUID, Description]]:
    with as_viewer(dataset.viewer()), connection.cursor() as cursor:
        # Ids are hashes: in their order people come by chance.
        cursor.execute(
            "SELECT entity_id, properties::text FROM store_record"
            " WHERE schema = 'Person' AND properties ? 'name' ORDER BY id LIMIT %s",
            [count],
        )
        return [(entity, json.loads(given)) for entity, given in cursor.fetchall()]


def _found(dataset: Dataset, viewer: Viewer) -> tuple[int, int]:
    """(found, asked): of people with another record that is likely his, how often one is named.

    Likely: weighed against it alone, even odds and more. What is asked with is left aside.
    """
    clusters: dict[str, set[UUID]] = {}
    with (dataset.folder / "bench" / "truth.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            one = entity_id(row["source"], row["key"])
            clusters.setdefault(row["cluster"], set()).add(one)
    cluster_of = {entity: many for many in clusters.values() for entity in many if len(many) > 1}
    people = [(e, given) for e, given in _people(dataset, 4_000) if e in cluster_of]
    found = asked = 0
    for entity, given in random.Random(5).sample(people, min(ASKED, len(people))):  # noqa: S311  (a sample, no secret)
        others = cluster_of[entity] - {entity}
        with as_viewer(viewer):
            likely = {o for o in others if _bits(viewer, entity, o) > 0}
            if not likely:
                continue
            answer: Any = resolved.match(viewer, schema="Person", properties=given)
        asked += 1
        found += any(candidate.entity_id in likely for candidate in answer)
    return found, asked


def _bits(viewer: Viewer, left: UUID, right: UUID) -> float:
    return resolved.compare(viewer, left, right).score or -1.0
