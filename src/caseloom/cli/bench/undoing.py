"""The benchmark of taking back one judgement in a group of fifty, and of reading what is left."""

import random
import time
from uuid import UUID

from django.db import connection

from caseloom.access.actions import as_viewer
from caseloom.cli.bench.dataset import Dataset
from caseloom.cli.bench.figures import Report, spread
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import actions as resolve
from caseloom.resolve import queries as resolved

GROUP, ROUNDS, SEED = 50, 200, 2026
_PEOPLE = """
    SELECT r.entity_id FROM store_record r
     WHERE r.schema = 'Person' AND r.properties ? 'name' AND NOT EXISTS (
           SELECT 1 FROM resolve_judgement j
            WHERE j."left" = r.entity_id OR j."right" = r.entity_id)
     GROUP BY 1 ORDER BY 1 LIMIT %s
"""


def undoing(dataset: Dataset) -> Report:
    """Fifty entities are judged one, then one judgement at a time is taken back and made again."""
    viewer, chance = dataset.viewer(), random.Random(SEED)  # noqa: S311  (a sample, no secret)
    with as_viewer(viewer), connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [GROUP])
        people = [entity for (entity,) in cursor.fetchall()]
    # A tree as judging makes it: each with one that is there already.
    pairs = [(people[n], people[chance.randrange(n)]) for n in range(1, len(people))]
    made = {pair: _judge(viewer, *pair)[0] for pair in pairs}
    times: dict[str, list[float]] = {"judge": [], "undo": [], "read": []}
    for _ in range(ROUNDS):
        pair = chance.choice(pairs)
        times["undo"].append(_undo(viewer, made[pair]))
        times["read"].append(_read(viewer, people))
        made[pair], seconds = _judge(viewer, *pair)
        times["judge"].append(seconds)
    for judgement in made.values():
        _undo(viewer, judgement)
    return Report("undo", dataset.size, {name: spread(many) for name, many in times.items()})


def _judge(viewer: Viewer, left: UUID, right: UUID) -> tuple[UUID, float]:
    start = time.perf_counter()
    with as_viewer(viewer):
        made = resolve.decide(left=left, right=right, verdict="same", reason="bench", by=viewer)
    return made.id, time.perf_counter() - start


def _undo(viewer: Viewer, judgement: UUID) -> float:
    start = time.perf_counter()
    with as_viewer(viewer):
        resolve.undo(judgement_id=judgement, reason="bench", by=viewer)
    return time.perf_counter() - start


def _read(viewer: Viewer, people: list[UUID]) -> float:
    start = time.perf_counter()
    with as_viewer(viewer):
        resolved.members(viewer, people)
    return time.perf_counter() - start
