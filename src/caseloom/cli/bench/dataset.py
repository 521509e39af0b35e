"""The records that benchmarks run on: the demonstration's sources, made and brought in once."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from caseloom.access import actions as access_actions
from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.cli.demo.delivery import DELIVERIES
from caseloom.cli.demo.generate import MAPPINGS, generate
from caseloom.cli.output import Output
from caseloom.ingest import actions as ingest
from caseloom.kernel.errors import Conflict
from caseloom.kernel.viewer import Viewer
from caseloom.store import actions as store

STATE = "bench.json"
PURPOSE = "benchmark"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A filled installation and who works in it. `seconds` that bringing it in took, if now."""

    folder: Path
    size: int
    analyst: UUID
    outsider: UUID
    seconds: float | None

    def viewer(self) -> Viewer:
        """An analyst who may see everything that was brought in."""
        return access.viewer_of(self.analyst, PURPOSE)


def ready(folder: Path, size: int, output: Output) -> Dataset:
    """The records in `folder`, made at the first call. Raises Conflict if it holds another size."""
    path = folder / STATE
    if path.exists():
        state = json.loads(path.read_text())
        if state["size"] != size:
            raise Conflict(
                f"{folder} holds the benchmark of size {state['size']:,}.",
                remedy="Name another folder with --data.",
            )
        return Dataset(folder, size, UUID(state["analyst"]), UUID(state["outsider"]), None)
    if not access.is_empty():
        raise Conflict(
            f"{folder} is an installation in use.", remedy="Name an empty folder with --data."
        )
    made = _make(folder, size, output)
    path.write_text(
        json.dumps({"size": size, "analyst": str(made.analyst), "outsider": str(made.outsider)})
    )
    return made


def _make(folder: Path, size: int, output: Output) -> Dataset:
    output.note(f"Inventing {size:,} records")
    made = generate(folder / "bench", size=size)  # first: it refuses a size that it cannot make
    analyst, outsider, scope = _people()
    start = time.perf_counter()
    for delivery in DELIVERIES:
        output.note(f"Bringing in: {delivery.title}")
        with as_viewer(access.viewer_of(analyst, PURPOSE)) as by:
            store.add_source(
                key=delivery.key,
                title=delivery.title,
                kind=delivery.kind,
                legal_authority=delivery.legal_authority,
                scope_id=scope,
                by=by,
            )
        ingest.run(
            mapping=MAPPINGS / f"{delivery.key}.yml",
            source_key=delivery.key,
            folder=made.folder,
            by=access.viewer_of(analyst, PURPOSE),
        )
    return Dataset(folder, size, analyst, outsider, time.perf_counter() - start)


def _people() -> tuple[UUID, UUID, int]:
    with as_viewer(access.installer(PURPOSE)) as installer:
        made = [
            access_actions.add_person(
                username=name,
                name=name.title(),
                roles=["analyst", "agent"],
                password="a benchmark and nothing else",  # noqa: S106  (its own data folder)
                by=installer,
            )
            for name in ("analyst", "outsider")
        ]
        team = access_actions.add_team(key="bench", title="Benchmark", by=installer)
        access_actions.grant(scope_id=team.id, person_id=made[0].id, reason=PURPOSE, by=installer)
    return made[0].id, made[1].id, team.id
