"""Records out of PostgreSQL into DuckDB: one unit per entity and scope."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from caseloom.engine.linkage import batch, columns, features, kinds, linking, weighing
from caseloom.engine.linkage.batch import Blocked
from caseloom.engine.linkage.choosing import Rule
from caseloom.engine.linkage.cluster import Edge, Pair
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.given import Given
from caseloom.engine.linkage.grouping import Grouping
from caseloom.engine.linkage.kinds import Kind
from caseloom.engine.linkage.model import Model
from caseloom.engine.linkage.stages import Stages
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import modelling, resuming, rows, types

if TYPE_CHECKING:
    import duckdb

Report = Callable[[types.Progress], None]
MEMORY = "2GB"
_READ = """
    -- Every standing record of some types that the viewer may see, entity by entity.
    SELECT entity_id, scope, schema, properties, originals, source_id FROM store_current
     WHERE schema = ANY(%s) ORDER BY entity_id, scope, recorded_at, id
"""


def unit_name(entity: UUID, scope: int) -> str:
    """How a unit is called in DuckDB."""
    return f"{entity}|{scope}"


# What people judged between open records, and nobody took back.
_JUDGED = """
    SELECT j."left", j.left_scope, j."right", j.right_scope, j.verdict FROM resolve_judgement j
     WHERE j.verdict IN ('same', 'different')
       AND j.left_scope = ANY(%(open)s) AND j.right_scope = ANY(%(open)s)
       AND NOT EXISTS (SELECT 1 FROM resolve_judgement u WHERE u.undoes = j.id)
"""


def judged(open_scopes: frozenset[int]) -> tuple[list[Pair], list[Pair]]:
    """(pairs of open units that are the same, that are different) by standing judgements."""
    found: dict[str, list[Pair]] = {"same": [], "different": []}
    for left, left_scope, right, right_scope, verdict in rows.fetch(
        _JUDGED, {"open": sorted(open_scopes)}
    ):
        one, two = sorted((unit_name(left, left_scope), unit_name(right, right_scope)))
        found[verdict].append((one, two))
    return found["same"], found["different"]


def parts(unit: str) -> tuple[UUID, int]:
    """The entity and the scope of a unit."""
    entity, _, scope = unit.partition("|")
    return UUID(entity), int(scope)


def entity(unit: str) -> str:
    """The entity of a unit, as text."""
    return unit.partition("|")[0]


def given(group: str, open_scopes: frozenset[int]) -> Iterator[Given]:
    """Everything that `group` compares, a unit each, in order of entity and scope."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_READ, [list(features.schemata_of(group))])
        chunks = iter(lambda: cursor.fetchmany(5_000), [])
        flat = (row for chunk in chunks for row in chunk)
        for (entity, scope), many in groupby(flat, key=lambda row: (row[0], row[1])):
            yield _given(entity, scope, list(many), open_scopes)


def _given(entity: UUID, scope: int, many: list[Any], open_scopes: frozenset[int]) -> Given:
    sources = {row[5] for row in many}
    return Given(
        unit=unit_name(entity, scope), entity=str(entity), open=scope in open_scopes, scope=scope,
        source=sources.pop() if len(sources) == 1 else 0,
        records=[(row[2], row[3], row[4]) for row in many],
    )  # fmt: skip


class Gathered:
    """One group's units in a DuckDB of their own, blocked and scored.

    fresh: weights as the data alone gives them, without what judgements taught. stages: where what
    is finished is kept, and taken from if a run before this one was stopped.
    """

    def __init__(
        self,
        group: str,
        viewer: Viewer,
        report: Report,
        *,
        fresh: bool = False,
        stages: Stages | None = None,
    ) -> None:
        self.group = group
        self._fresh, self._report = fresh, report
        self.sizes: dict[str, tuple[str, int]] = {}
        self.duck: duckdb.DuckDBPyConnection = batch.connect(memory_limit=MEMORY)
        report(types.Progress(f"reading {group}"))
        self.open_scopes = modelling.open_scopes(viewer)
        self._kept = resuming.Resuming(stages, group, viewer, self.open_scopes)
        self.count = self._units()
        report(types.Progress(f"finding candidates for {group}", self.count, self.count))
        self.rules: tuple[Rule, ...] = ()
        self._made: Grouping | None = None
        self.blocked, self.model = self._linked()
        report(types.Progress(f"weighing {group}", 0, self.blocked.pairs))

    def _units(self) -> int:
        """Fill the table `unit`; how many there are."""
        found = self._kept.units(self.duck)
        if found is not None:
            self._report(types.Progress(f"going on with {self.group}, its records are described"))
            self.sizes = found
            return len(found)
        count = batch.load_tables(self.duck, columns.tables(self._read(self.open_scopes)))
        if not self._kept.keep_units(self.duck, self.sizes):
            self._full()
        return count

    def _full(self) -> None:
        self._report(types.Progress(f"no room to keep what is done of {self.group}, going on"))

    def _read(self, open_scopes: frozenset[int]) -> Iterable[Given]:
        for one in given(self.group, open_scopes):
            self.sizes[one.unit] = (one.schema, len(one.records))
            yield one

    def _linked(self) -> tuple[Blocked, Model]:
        """The candidates, compared, and the model that weighs them."""
        if self.count == 0:
            return batch.block(self.duck), modelling.current(self.group)
        learnt = None if self._fresh else modelling.learnt(self.group)
        linked = self._kept.linked(self.duck, learnt or default_model(self.group), self._full)
        self.rules = linked.rules
        return linked.blocked, linked.model

    def kinds(self) -> tuple[Kind, ...]:
        """What each kind of key found, and what of it was too common."""
        return kinds.found(self.duck, self.rules, self.blocked)

    def scored(self, least_bits: float) -> Iterator[dict[str, Any]]:
        """Pairs of units with at least `least_bits`, in order."""
        if self.blocked.pairs == 0:
            return iter(())
        weighing.weigh(self.duck, self.model, "compared", least_bits=least_bits)
        return weighing.scored(self.duck)

    def clusters(
        self, threshold: float | None, must: Iterable[Pair], cannot: Iterable[Pair]
    ) -> list[tuple[str, ...]]:
        """Groups of entities: see Grouping.clusters."""
        made = self._grouping()
        return made.clusters(threshold, must, cannot, whose="entity") if made else []

    def edges(self, least_bits: float) -> Iterator[Edge]:
        """The pairs of entities of `least_bits` and more, without what rivals give or take."""
        made = self._grouping()
        return made.edges(least_bits, whose="entity") if made else iter(())

    def open_groups(self) -> list[tuple[str, ...]]:
        """Groups of units by what stands in open scopes alone, judgements included.

        What a machine joins by itself rests on them: it is seen by many, and must not follow from
        what few may see.
        """
        made = self._grouping()
        return made.clusters(None, *judged(self.open_scopes), whose="open") if made else []

    def _grouping(self) -> Grouping | None:
        if self._made is None and self.count:
            self._made = linking.group(self.duck, self.model)
        return self._made

    def candidates(self) -> Iterator[tuple[str, str, int]]:
        """The pairs of units that blocking found, and by which kinds of keys, a bit each."""
        cursor = self.duck.execute("SELECT join_key_l, join_key_r, found_by FROM candidate")
        while chunk := cursor.fetchmany(50_000):
            yield from chunk

    def close(self) -> None:
        """Free what DuckDB holds."""
        self.duck.close()
