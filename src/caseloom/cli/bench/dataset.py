"""The records that benchmarks run on: the demonstration's sources, made and brought in once."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
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
from caseloom.store import queries as stored

STATE = "bench.json"
PURPOSE = "benchmark"
TEAM = "team:bench"


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


def ready(folder: Path, size: int, output: Output, *, filled: bool = True) -> Dataset:
    """The records in `folder`, made at the first call. Raises Conflict if it holds another size.

    Without `filled` there need be nobody but the analyst: the benchmark brings its own records.
    """
    path = folder / STATE
    state = _state(path)
    if state is None and not access.is_empty():
        raise Conflict(
            f"{folder} is an installation in use.", remedy="Name an empty folder with --data."
        )
    if state and filled and state["size"] not in (size, None):
        raise Conflict(
            f"{folder} holds the benchmark of size {state['size']:,}.",
            remedy="Name another folder with --data.",
        )
    if filled and (state is None or state["size"] is None):
        return _fill(folder, size, output, state)
    if state is None:
        state = _keep(path, None, *_people())
    return Dataset(folder, size, UUID(state["analyst"]), UUID(state["outsider"]), None)


def _state(path: Path) -> dict[str, Any] | None:
    state: dict[str, Any] | None = json.loads(path.read_text()) if path.exists() else None
    return state


def _keep(path: Path, size: int | None, analyst: UUID, outsider: UUID) -> dict[str, Any]:
    state = {"size": size, "analyst": str(analyst), "outsider": str(outsider)}
    path.write_text(json.dumps(state))
    return state


def _fill(folder: Path, size: int, output: Output, state: dict[str, Any] | None) -> Dataset:
    output.note(f"Inventing {size:,} records")
    made = generate(folder / "bench", size=size)  # first: it refuses a size that it cannot make
    if state is None:
        state = _keep(folder / STATE, None, *_people())
    analyst, outsider = UUID(state["analyst"]), UUID(state["outsider"])
    start = time.perf_counter()
    _bring_in(made.folder, analyst, output)
    _keep(folder / STATE, size, analyst, outsider)
    return Dataset(folder, size, analyst, outsider, time.perf_counter() - start)


def _bring_in(folder: Path, analyst: UUID, output: Output) -> None:
    for delivery in DELIVERIES:
        output.note(f"Bringing in: {delivery.title}")
        with as_viewer(access.viewer_of(analyst, PURPOSE)) as by:
            if delivery.key not in {one.key for one in stored.sources(by)}:
                store.add_source(
                    key=delivery.key,
                    title=delivery.title,
                    kind=delivery.kind,
                    legal_authority=delivery.legal_authority,
                    scope_id=access.scope(by, TEAM).id,
                    by=by,
                )
        ingest.run(
            mapping=MAPPINGS / f"{delivery.key}.yml",
            source_key=delivery.key,
            folder=folder,
            by=access.viewer_of(analyst, PURPOSE),
        )


def _people() -> tuple[UUID, UUID]:
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
    return made[0].id, made[1].id
