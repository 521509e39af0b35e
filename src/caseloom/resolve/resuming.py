"""A group's run on this machine goes on where one before it stopped (see engine.linkage.stages).

Kept are the units as they were described, then the pairs as they were compared with the model that
they taught: what takes minutes of a run, and what it is lost by if the machine stops.
"""

from collections.abc import Callable
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from caseloom.engine.linkage import features, linking, model
from caseloom.engine.linkage.batch import Blocked
from caseloom.engine.linkage.choosing import Rule
from caseloom.engine.linkage.linking import Linked
from caseloom.engine.linkage.model import Model
from caseloom.engine.linkage.stages import Stage, Stages
from caseloom.engine.spark import package
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import rows

if TYPE_CHECKING:
    import duckdb

# Below so many records a run takes seconds, and keeping anything takes longer than it saves.
LEAST = 20_000
Sizes = dict[str, tuple[str, int]]
# How many records there are, and which: sums of two hashes, in whatever order they are read.
# Records never change; what is retracted, or not the viewer's, is not among them.
_STATE = """
    SELECT count(*),
           coalesce(sum(hashtextextended(told, 0)::numeric), 0)::text,
           coalesce(sum(hashtextextended(told, 1)::numeric), 0)::text
      FROM (SELECT concat_ws('|', id, entity_id, scope, schema, source_id) AS told
              FROM store_current WHERE schema = ANY(%s)) AS standing
"""


class Resuming:
    """What is kept of one group, as one viewer sees it. Without `stages` nothing is."""

    def __init__(
        self, stages: Stages | None, group: str, viewer: Viewer, open_scopes: frozenset[int]
    ) -> None:
        self.group = group
        self._stage: Stage | None = None
        self._state: list[Any] = []
        self._refused = False
        if stages is not None:
            self._state = self._standing()
            if self._state[0] >= LEAST:
                code = [package.release(), package.digest()]
                whose = [group, sorted(viewer.scopes)]
                schemata = sorted(features.schemata_of(group))
                inputs = [*whose, sorted(open_scopes), schemata, code, self._state]
                self._stage = self._claimed(stages, whose, inputs)

    def _claimed(self, stages: Stages, whose: list[Any], inputs: list[Any]) -> Stage | None:
        try:
            return stages.claim(whose, inputs)
        except OSError:
            self._refused = True
            return None

    def units(self, duck: "duckdb.DuckDBPyConnection") -> Sizes | None:
        """Fill the table `unit` from what was kept; schema and records of each unit."""
        if self._stage is None or self._stage.read(duck, "units", ["unit", "unit_size"]) is None:
            return None
        found = duck.execute("SELECT unit, schema, records FROM unit_size").fetchall()
        duck.execute("DROP TABLE unit_size")
        return {unit: (schema, records) for unit, schema, records in found}

    def keep_units(self, duck: "duckdb.DuckDBPyConnection", sizes: Sizes) -> bool:
        """Keep the table `unit`, unless records came or went meanwhile. False without room."""
        if self._stage is None:
            return not self._refused
        if self._standing() != self._state:
            self._stage = None
            return True
        _fill_sizes(duck, sizes)
        kept = self._write(duck, "units", ["unit", "unit_size"], {})
        duck.execute("DROP TABLE unit_size")
        return kept

    def linked(
        self, duck: "duckdb.DuckDBPyConnection", begun: Model, full: Callable[[], None]
    ) -> Linked:
        """linking.link, or what was kept of it. full: is called where there is no room to keep."""
        found = self._stage and self._stage.read(duck, "linked", ["pair", "compared"])
        if found and found["begun"] == begun.hash:
            return Linked(
                Blocked(*found["blocked"]), model.load(found["model"]),
                tuple(Rule(*row) for row in found["rules"]),
            )  # fmt: skip
        made = linking.link(duck, begun)
        value = {
            "begun": begun.hash, "blocked": list(astuple(made.blocked)),
            "model": made.model.body(), "rules": [list(astuple(rule)) for rule in made.rules],
        }  # fmt: skip
        if not self._write(duck, "linked", ["pair", "compared"], value):
            full()
        return made

    def _write(
        self, duck: "duckdb.DuckDBPyConnection", name: str, tables: list[str], value: Any
    ) -> bool:
        """Whether it is kept, or need not be. A run does not fail for want of room to keep."""
        if self._stage is None:
            return True
        try:
            self._stage.write(duck, name, tables, value)
        except OSError:
            self._stage = None
            return False
        return True

    def _standing(self) -> list[Any]:
        return list(rows.fetch(_STATE, [list(features.schemata_of(self.group))])[0])


def _fill_sizes(duck: "duckdb.DuckDBPyConnection", sizes: Sizes) -> None:
    import pyarrow as pa

    table = pa.table({
        "unit": pa.array(list(sizes), pa.string()),
        "schema": pa.array([schema for schema, _ in sizes.values()], pa.string()),
        "records": pa.array([records for _, records in sizes.values()], pa.int64()),
    })  # fmt: skip
    duck.register("handed", table)
    duck.execute("CREATE OR REPLACE TABLE unit_size AS SELECT * FROM handed")
    duck.unregister("handed")
