"""A run that was stopped is gone on with: what was described and compared is not done again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from caseloom.access.actions import as_viewer
from caseloom.engine.linkage import columns, linking
from caseloom.engine.linkage.stages import Stage
from caseloom.resolve import actions, queries, resuming, running, types
from tests.cast import Cast
from tests.resolve.conftest import THIRD

Did = list[str]


@pytest.fixture
def data(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, where even a small run is worth keeping."""
    settings.DATA = tmp_path
    monkeypatch.setattr(resuming, "LEAST", 1)
    return tmp_path


@pytest.fixture
def did(monkeypatch: pytest.MonkeyPatch) -> Did:
    """What a run does in full, as it does it."""
    found: Did = []

    def seen(module: Any, name: str) -> None:
        real = getattr(module, name)

        def told(*given: Any, **named: Any) -> Any:
            found.append(name)
            return real(*given, **named)

        monkeypatch.setattr(module, name, told)

    seen(columns, "tables")
    seen(linking, "link")
    return found


def stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch, who: str = "analyst") -> None:
    """A run that dies when its pairs are written."""

    def dies(*_: object) -> Iterator[object]:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(running, "_store", dies)
        actions.work(schemata=("Person",), by=cast.viewer(who))


def kept(data: Path) -> list[Path]:
    return sorted(data.glob("work/resolve-*/*.parquet"))


def queue(cast: Cast) -> list[tuple[object, ...]]:
    with as_viewer(cast.analyst) as analyst:
        found = queries.suggestions(analyst).items
    return [(s.id, s.left, s.right, s.score, s.weights, s.model) for s in found]


def test_a_run_goes_on_where_it_was_stopped(
    cast: Cast, people: list[UUID], data: Path, did: Did, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(cast, monkeypatch)
    assert did == ["tables", "link"] and len(kept(data)) == 4 and queue(cast) == []
    did.clear()
    told: list[types.Progress] = []
    done = actions.work(schemata=("Person",), by=cast.analyst, progress=told.append)
    assert did == [], "nothing of before is done again"
    assert any(one.step.startswith("going on with person") for one in told)
    found = queue(cast)
    assert kept(data) == [] and found
    # The same as a run that was never stopped.
    again = actions.work(schemata=("Person",), by=cast.analyst)
    assert did == ["tables", "link"] and queue(cast) == found
    assert (again.keys, again.counts["candidates"]) == (done.keys, done.counts["candidates"])
    assert (again.counts["added"], again.counts["gone"]) == (0, 0)


def test_records_that_came_or_went_are_not_overlooked(
    cast: Cast, people: list[UUID], data: Path, did: Did, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(cast, monkeypatch)
    before = kept(data)
    did.clear()
    cast.records("agent", cast.scope("agency"), ("5", "Person", {**THIRD, "name": ["Ro K."]}))
    stopped(cast, monkeypatch)
    assert did == ["tables", "link"]
    # What was kept of the state before is gone.
    assert len(kept(data)) == 4 and set(kept(data)).isdisjoint(before)
    assert actions.work(schemata=("Person",), by=cast.analyst).counts["units"] == 5


def test_what_came_while_it_was_read_keeps_nothing(
    cast: Cast, people: list[UUID], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = columns.tables

    def meanwhile(*given: Any) -> Any:
        yield from real(*given)
        cast.records("agent", cast.scope("agency"), ("6", "Person", THIRD))

    monkeypatch.setattr(columns, "tables", meanwhile)
    stopped(cast, monkeypatch)
    assert kept(data) == []


def test_another_model_compares_anew(
    cast: Cast, people: list[UUID], data: Path, did: Did, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(cast, monkeypatch)
    did.clear()
    [manifest] = data.glob("work/resolve-*/linked.json")
    manifest.write_text(manifest.read_text().replace('"begun": "', '"begun": "x'))
    actions.work(schemata=("Person",), by=cast.analyst)
    assert did == ["link"]


def test_who_sees_less_is_given_nothing_of_it(
    cast: Cast, people: list[UUID], data: Path, did: Did, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.records("agent", cast.scope("team:fraud"), ("7", "Person", THIRD))
    stopped(cast, monkeypatch, "agent")
    did.clear()
    done = actions.work(schemata=("Person",), by=cast.outsider)
    assert did == ["tables", "link"] and done.counts["units"] == 4
    # His own is gone with his run; the other's is there to be gone on with.
    assert len(kept(data)) == 4
    did.clear()
    assert actions.work(schemata=("Person",), by=cast.agent).counts["units"] == 5
    assert did == [] and kept(data) == []


def test_without_room_the_run_goes_on(
    cast: Cast, people: list[UUID], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Stage, "write", full)
    told: list[types.Progress] = []
    done = actions.work(schemata=("Person",), by=cast.analyst, progress=told.append)
    assert done.state == "done" and queue(cast)
    assert "no room to keep what is done of person, going on" in [one.step for one in told]


def test_a_folder_that_cannot_be_made_stops_no_run(
    cast: Cast, people: list[UUID], data: Path
) -> None:
    (data / "work").write_text("a file stands in the way")
    told: list[types.Progress] = []
    done = actions.work(schemata=("Person",), by=cast.analyst, progress=told.append)
    assert done.state == "done" and any(one.step.startswith("no room") for one in told)


def test_a_small_run_keeps_nothing(
    cast: Cast, people: list[UUID], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resuming, "LEAST", 1_000)
    stopped(cast, monkeypatch)
    assert not list(data.glob("work/resolve-*"))
