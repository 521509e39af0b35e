"""A resolution: candidates, weights and suggestions for everything that a viewer may see."""

import json
from collections.abc import Callable, Iterator, Sequence
from math import log2
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from caseloom.access import queries as access
from caseloom.audit import actions as audit
from caseloom.engine.linkage.levels import COMPARISONS
from caseloom.engine.linkage.model import Model
from caseloom.kernel import clock
from caseloom.kernel.errors import NotFound
from caseloom.kernel.ids import new_id, uuid_of
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import engines, gathering, keyed, living, modelling, rows, types

# A pair is suggested from even odds on: below, a minute is likelier lost than not. What is doubtful
# but telling (an initial, one phone) stands there; the order puts it behind what is likelier.
SUGGEST_BITS = 0.0
# Cases are about people and companies; that two phones have one number is soon seen.
_STAKES = {"person": 1.0, "organisation": 1.0}
_LESSER = 0.5
_STAGE = """
    CREATE TEMP TABLE resolve_found (
        id uuid, category text, "left" uuid, left_scope int, "right" uuid, right_scope int,
        left_schema text, right_schema text, score float8, priority float8, weights jsonb,
        model text, at timestamptz, grouped boolean) ON COMMIT DROP
"""
_COPY = """COPY resolve_found (id, category, "left", left_scope, "right", right_scope, left_schema,
           right_schema, score, priority, weights, model, at, grouped) FROM STDIN"""
_ADD = """
    INSERT INTO resolve_suggestion AS s SELECT * FROM resolve_found
    ON CONFLICT ("left", left_scope, "right", right_scope) DO UPDATE
       SET score = excluded.score, priority = excluded.priority, weights = excluded.weights,
           model = excluded.model, at = excluded.at, grouped = excluded.grouped
     WHERE s.model <> excluded.model OR s.weights <> excluded.weights
        OR s.priority <> excluded.priority OR s.grouped <> excluded.grouped
    RETURNING (xmax = 0)
"""
_DROP = """
    DELETE FROM resolve_suggestion s
     WHERE s.category = %s AND NOT EXISTS (
           SELECT 1 FROM resolve_found f WHERE f.id = s.id)
"""


@transaction.atomic
def run(
    *,
    schemata: tuple[str, ...] = (),
    by: Viewer,
    progress: Callable[[types.Progress], None] | None = None,
) -> types.ResolveRun:
    """Find pairs that may be the same, among what the viewer may see, and queue them.

    `schemata`: names of types or groups; none is all. Nothing is merged. A run again on the same
    records adds nothing; suggestions that no longer hold are taken out of the queue.
    """
    started = start(schemata=schemata, by=by)
    for group in started.groups:
        run_group(run_id=started.id, group=group, by=by, progress=progress)
    return finish(run_id=started.id, by=by)


@transaction.atomic
def start(
    *, schemata: tuple[str, ...] = (), by: Viewer, engine: types.Engine | None = None
) -> types.ResolveRun:
    """Begin a run that a job does group by group, so that others see how far it has come.

    That records are handed to Spark is on record before they are.
    """
    by.must("resolve.run")
    groups = modelling.groups_of(tuple(schemata))
    identity = new_id()
    rows.execute(
        "INSERT INTO resolve_run (id, categories, scopes, state, step, counts, error, started_by,"
        " started_at) VALUES (%s, %s, %s, 'running', %s, '{}', '', %s, %s)",
        [identity, list(groups), sorted(by.scopes), groups[0], by.name, clock.now()],
    )
    if engine is not None and engine.name == "spark":
        audit.record(
            verb="resolution.handed_out", object_kind="resolution", object_id=str(identity), by=by,
            detail={"groups": list(groups), "master": engine.master, "work": engine.work},
        )  # fmt: skip
    return find(by, identity)


@transaction.atomic
def run_group(
    *,
    run_id: UUID,
    group: str,
    by: Viewer,
    progress: Callable[[types.Progress], None] | None = None,
    gather: engines.Gather = gathering.Gathered,
) -> None:
    """Do one group of a run that was started, and add its counts."""
    by.must("resolve.run")
    before = find(by, run_id)
    counts = dict(before.counts)
    found, keys = _run_group(group, by, progress or _silent, gather)
    for name, number in found.items():
        counts[name] = counts.get(name, 0) + number
    rows.execute(
        "UPDATE resolve_run SET step = %s, counts = %s, keys = %s WHERE id = %s",
        [group, json.dumps(counts), keyed.as_json({**before.keys, group: keys}), run_id],
    )


@transaction.atomic
def finish(*, run_id: UUID, by: Viewer) -> types.ResolveRun:
    """End a run well."""
    by.must("resolve.run")
    rows.execute(
        "UPDATE resolve_run SET state = 'done', step = '', finished_at = %s WHERE id = %s",
        [clock.now(), run_id],
    )
    done = find(by, run_id)
    audit.record(
        verb="resolution.run", object_kind="resolution", object_id=str(run_id), by=by,
        detail={"groups": list(done.groups), **done.counts},
    )  # fmt: skip
    return done


@transaction.atomic
def fail(*, run_id: UUID, error: str, by: Viewer) -> types.ResolveRun:
    """End a run badly. The groups that were done stay; running again does the rest."""
    by.must("resolve.run")
    rows.execute(
        "UPDATE resolve_run SET state = 'failed', error = %s, finished_at = %s WHERE id = %s",
        [error, clock.now(), run_id],
    )
    audit.record(
        verb="resolution.failed", object_kind="resolution", object_id=str(run_id), by=by,
        detail={"error": error},
    )  # fmt: skip
    return find(by, run_id)


def _silent(_: types.Progress) -> None:
    """Nobody is listening."""


def _run_group(
    group: str, by: Viewer, report: gathering.Report, gather: engines.Gather
) -> tuple[dict[str, int], types.Keys]:
    """(counts, by which keys) of one group."""
    gathered = gather(group, by, report)
    try:
        model_hash = modelling.keep(gathered.model)
        report(types.Progress(f"grouping {group}"))
        groups = gathered.open_groups()
        cases = frozenset(s.id for s in access.scopes(by) if s.kind == "case")
        found = _rows(gathered, model_hash, cases, groups)
        suggested, added, gone = _store(group, found)
        keys = keyed.keys(gathered.rules, gathered.kinds())
    finally:
        gathered.close()
    report(types.Progress(f"{group} done", suggested, suggested))
    counts = {
        "units": gathered.count,
        "candidates": gathered.blocked.pairs,
        "suggestions": suggested,
        "added": added,
        "gone": gone,
        "keys_left_out": gathered.blocked.keys_left_out,
        "units_without_key": gathered.blocked.units_without_key,
    }
    return counts, keys


def _rows(
    gathered: engines.Gathering,
    model_hash: str,
    cases: frozenset[int],
    groups: Sequence[tuple[str, ...]],
) -> Iterator[tuple[Any, ...]]:
    at = clock.now()
    group_of = {unit: number for number, group in enumerate(groups) for unit in group}
    for pair in gathered.scored(SUGGEST_BITS):
        one, two = pair["left"], pair["right"]
        (left, left_scope), (right, right_scope) = gathering.parts(one), gathering.parts(two)
        (left_schema, left_size), (right_schema, right_size) = (
            gathered.sizes[one],
            gathered.sizes[two],
        )
        if left > right:
            left, left_scope, left_schema, right, right_scope, right_schema = (
                right, right_scope, right_schema, left, left_scope, left_schema,
            )  # fmt: skip
        worth = priority(
            gathered.group, gathered.model.probability(pair["bits"]), left_size + right_size,
            bool({left_scope, right_scope} & cases),
        )  # fmt: skip
        weights = rows.weights_to_json(field_weights(gathered.model, pair))
        grouped = group_of.get(one, -1) == group_of.get(two, -2)
        yield (
            _suggestion_id(left, left_scope, right, right_scope), gathered.group, left, left_scope,
            right, right_scope, left_schema, right_schema, pair["bits"], worth, weights, model_hash,
            at, grouped,
        )  # fmt: skip


def _suggestion_id(left: UUID, left_scope: int, right: UUID, right_scope: int) -> UUID:
    """The same pair has the same id at every run, so that a link to it stays good."""
    from hashlib import sha256

    return uuid_of(sha256(f"{left}|{left_scope}|{right}|{right_scope}".encode()).digest())


def priority(group: str, probability: float, records: int, in_case: bool) -> float:
    """What a person's minute is worth on this pair: what is gained by it, times how likely.

    The probability that they are the same, times the logarithm of how many records would be
    joined, doubled where a case is concerned, halved for phones, vehicles and addresses. Nothing
    merges by itself, so a sure pair is worth a minute, and a doubtful one less, not more.
    """
    stakes = _STAKES.get(group, _LESSER) * (2.0 if in_case else 1.0)
    return probability * log2(1 + records) * stakes


def field_weights(model: Model, pair: dict[str, Any]) -> tuple[types.FieldWeight, ...]:
    """A scored pair's weights, in the order of the model's fields; they add up to its bits."""
    text = "before any evidence"
    found = [types.FieldWeight("prior", rows.title("prior"), "prior", model.prior_bits, text)]
    for name in model.fields:
        number = pair[f"level_{name}"]
        if number is not None:
            level = COMPARISONS[name].levels[int(number)]
            comparison = COMPARISONS[name].title
            bits = pair[f"bits_{name}"]
            found.append(types.FieldWeight(name, comparison, level.key, bits, level.label))
    rest = pair["bits"] - pair["direct"]
    text = "could be a relative or an affiliate"
    found.append(types.FieldWeight("relatives", rows.title("relatives"), "relatives", rest, text))
    return tuple(found)


def _store(group: str, found: Iterator[tuple[Any, ...]]) -> tuple[int, int, int]:
    """(suggested, added, gone)."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS resolve_found")
        cursor.execute(_STAGE)
        count = 0
        with cursor.copy(_COPY) as copy:
            for row in found:
                copy.write_row(row)
                count += 1
        cursor.execute(_ADD)
        added = sum(1 for (fresh,) in cursor.fetchall() if fresh)
        cursor.execute(_DROP, [group])
        return count, added, cursor.rowcount


_COLUMNS = f"""
    id, categories, CASE WHEN {living.LEFT} THEN 'left' ELSE state END, step, counts, error,
    started_by, started_at, finished_at, keys
"""


def find(viewer: Viewer, run_id: UUID) -> types.ResolveRun:
    """One run. Raises NotFound unless the viewer holds every scope that it read."""
    found = rows.fetch(f"SELECT {_COLUMNS} FROM resolve_run WHERE id = %s", [run_id])  # noqa: S608 - constant columns
    if not found:
        raise NotFound("There is no such resolution.")
    return _as_run(found[0])


def recent(viewer: Viewer, limit: int = 20) -> tuple[types.ResolveRun, ...]:
    """The last runs that read nothing but what the viewer may see."""
    sql = f"SELECT {_COLUMNS} FROM resolve_run ORDER BY started_at DESC, id LIMIT %s"  # noqa: S608 - constant columns
    return tuple(_as_run(row) for row in rows.fetch(sql, [limit]))


def _as_run(row: tuple[Any, ...]) -> types.ResolveRun:
    identity, groups, state, step, counts, error, started_by, started_at, finished_at, keys = row
    if state == "left":
        state, error = "failed", living.STOPPED
    return types.ResolveRun(
        id=identity, groups=tuple(groups), state=state, step=step, counts=rows.parsed(counts),
        error=error, started_by=started_by, started_at=started_at, finished_at=finished_at,
        keys=keyed.from_json(keys),
    )  # fmt: skip
