"""What stands: the judgements that a viewer may see, and the entities that follow from them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from caseloom.kernel.ids import uuid_array
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import rows, types

# Every judgement that is connected with some entities through “same”, and those about them.
# Two queries whatever the number of entities: relies on the indexes on left and right, and on
# row-level security, so that a judgement on a hidden record is not even walked over.
_STANDING = """
    j.verdict <> 'undo' AND (%(as_of)s::timestamptz IS NULL OR j.at <= %(as_of)s)
    AND NOT EXISTS (SELECT 1 FROM resolve_judgement u WHERE u.undoes = j.id
                       AND (%(as_of)s::timestamptz IS NULL OR u.at <= %(as_of)s))
"""
_REACH = f"""
    WITH RECURSIVE reach (id) AS (
        SELECT unnest(%(ids)s::uuid[])
        UNION
        SELECT step.id FROM reach CROSS JOIN LATERAL (
            SELECT j."right" AS id FROM resolve_judgement j
             WHERE j."left" = reach.id AND j.verdict = 'same' AND {_STANDING}
            UNION ALL
            SELECT j."left" FROM resolve_judgement j
             WHERE j."right" = reach.id AND j.verdict = 'same' AND {_STANDING}) step)
    SELECT j.id, j."left", j."right", j.verdict
      FROM reach JOIN resolve_judgement j ON j."left" = reach.id
     WHERE j."right" IN (SELECT id FROM reach) AND {_STANDING}
     ORDER BY j.position
"""  # noqa: S608 - constant text alone


@dataclass(slots=True)
class Composition:
    """Which entities are one in a viewer's view, and by which judgements.

    The earlier judgement stands: one that contradicts those before it (which can only come about
    between viewers who do not see each other's) has no effect and is listed in `contradicted`.
    """

    since: dict[UUID, datetime]
    parent: dict[UUID, UUID] = field(default_factory=dict)
    names: dict[UUID, UUID] = field(default_factory=dict)
    sizes: dict[UUID, int] = field(default_factory=dict)
    apart: list[tuple[UUID, UUID, UUID]] = field(default_factory=list)
    same: list[tuple[UUID, UUID, UUID]] = field(default_factory=list)
    unsure: list[tuple[UUID, UUID, UUID]] = field(default_factory=list)
    contradicted: set[UUID] = field(default_factory=set)

    def root(self, entity: UUID) -> UUID:
        """The representative of an entity's group; meaningless to anyone else."""
        while self.parent.setdefault(entity, entity) != entity:
            self.parent[entity] = self.parent[self.parent[entity]]
            entity = self.parent[entity]
        return entity

    def add(self, judgement: UUID, left: UUID, right: UUID, verdict: str) -> None:
        """Let one more judgement, in order of time, have its effect."""
        if left not in self.since or right not in self.since:
            return
        one, two = self.root(left), self.root(right)
        if verdict == "unsure":
            self.unsure.append((judgement, left, right))
        elif verdict == "different":
            (self.contradicted.add(judgement) if one == two
             else self.apart.append((judgement, left, right)))  # fmt: skip
        elif self.different(left, right) is not None:
            self.contradicted.add(judgement)
        else:
            self._join(one, two)
            self.same.append((judgement, left, right))

    def _join(self, one: UUID, two: UUID) -> None:
        """Make two groups one, which goes by the id of the larger, of equals the earlier."""
        if one == two:
            return
        kept, gone = min(one, two), max(one, two)
        self.names[kept] = min(
            (-self.sizes.get(root, 1), self.since[name], name)
            for root in (one, two)
            for name in (self.names.get(root, root),)
        )[2]
        self.sizes[kept] = self.sizes.get(one, 1) + self.sizes.get(two, 1)
        self.parent[gone] = kept

    def different(self, left: UUID, right: UUID) -> UUID | None:
        """The judgement that keeps the groups of `left` and `right` apart, if one does."""
        wanted = {self.root(left), self.root(right)}
        return next((j for j, a, b in self.apart if {self.root(a), self.root(b)} == wanted), None)

    def groups(self) -> dict[UUID, tuple[UUID, ...]]:
        """By entity its group: the id that it goes by first, then by time of entry, ties by id."""
        found: dict[UUID, list[UUID]] = {}
        for entity in self.since:
            found.setdefault(self.root(entity), []).append(entity)
        ordered = {
            root: tuple(sorted(group, key=lambda e: (e != name, self.since[e], e)))
            for root, group in found.items()
            for name in (self.names.get(root, root),)
        }
        return {entity: ordered[self.root(entity)] for entity in self.since}

    def chain(self, left: UUID, right: UUID) -> list[UUID]:
        """The judgements “same” that lead from `left` to `right`, the shortest way."""
        steps: dict[UUID, tuple[UUID, UUID] | None] = {left: None}
        queue = [left]
        for here in queue:
            for judgement, a, b in self.same:
                there = b if a == here else a if b == here else None
                if there is not None and there not in steps:
                    steps[there] = (here, judgement)
                    queue.append(there)
        found, step = [], steps.get(right)
        while step is not None:
            found.append(step[1])
            step = steps[step[0]]
        return found[::-1]


def composition(ids: Collection[UUID], as_of: datetime | None = None) -> Composition:
    """How the entities `ids`, and all that is connected with them, are composed for the viewer."""
    found = rows.fetch(_REACH, {"ids": uuid_array(set(ids)), "as_of": as_of}) if ids else []
    entities = {*ids, *(e for _, left, right, _ in found for e in (left, right))}
    made = Composition(since=rows.visible(entities, as_of))
    for judgement, left, right, verdict in found:
        made.add(judgement, left, right, verdict)
    return made


def members(
    viewer: Viewer, entity_ids: Collection[UUID], as_of: datetime | None = None
) -> dict[UUID, tuple[UUID, ...]]:
    """For each of `entity_ids` that the viewer may see, all ids of its entity in his view.

    The first is the one that it goes by: where two became one, that of the larger (ADR 0013). All
    follows from nothing but judgements between records that he may see, so a hidden record never
    holds two visible ones together. Two to four SQL queries, however many entities.
    """
    groups = joined(viewer, entity_ids, as_of)
    seen = rows.visible(set(entity_ids).difference(groups), as_of)
    return {
        entity: groups.get(entity) or (entity,)
        for entity in entity_ids
        if entity in groups or entity in seen
    }


# Most entities are of one record and no judgement; two index scans tell.
_JUDGED = """
    SELECT "left" FROM resolve_judgement WHERE "left" = ANY(%(ids)s) AND verdict = 'same'
    UNION
    SELECT "right" FROM resolve_judgement WHERE "right" = ANY(%(ids)s) AND verdict = 'same'
"""


def joined(
    viewer: Viewer, entity_ids: Collection[UUID], as_of: datetime | None = None
) -> dict[UUID, tuple[UUID, ...]]:
    """`members` of those entities alone that are more than one id in the viewer's view.

    For who knows already that they are visible: one query where nobody has judged, three else.
    """
    found = rows.fetch(_JUDGED, {"ids": uuid_array(entity_ids)}) if entity_ids else []
    if not found:
        return {}
    judged = [entity for (entity,) in found]
    groups = composition(judged, as_of).groups()
    return {entity: groups[entity] for entity in judged if len(groups.get(entity, ())) > 1}


COLUMNS = """
    SELECT j.id, j."left", j."right", j.verdict, j.reason, j.score, j.model, j.weights,
           j.actor_kind, j.actor_id, j.actor_name, j.at, u.actor_name, u.at, u.reason
      FROM resolve_judgement j LEFT JOIN resolve_judgement u ON u.undoes = j.id
"""
_ABOUT = (
    COLUMNS
    + """
     WHERE j.verdict <> 'undo' AND (j."left" = ANY(%(ids)s) OR j."right" = ANY(%(ids)s))
     ORDER BY j.position
"""
)


def judgements(viewer: Viewer, entity_ids: Collection[UUID]) -> tuple[types.Judgement, ...]:
    """Every judgement about these entities that the viewer may see, oldest first, undone or not."""
    found = rows.fetch(_ABOUT, {"ids": uuid_array(entity_ids)}) if entity_ids else []
    sides = {entity for row in found for entity in (row[1], row[2])}
    contradicted = composition(sides).contradicted if sides else set()
    seen = set(rows.visible(sides))
    return tuple(
        rows.judgement(row, standing=row[0] not in contradicted)
        for row in found
        if row[1] in seen and row[2] in seen
    )


def by_ids(ids: Iterable[UUID]) -> tuple[types.Judgement, ...]:
    """Judgements by their ids, oldest first."""
    wanted: list[Any] = [list(ids)]
    found = rows.fetch(COLUMNS + " WHERE j.id = ANY(%s) ORDER BY j.position", wanted)
    return tuple(rows.judgement(row) for row in found)
