"""Several hands append chunks side by side, each chunk whole or not at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.cast import Cast

from caseloom.access.actions import as_viewer
from caseloom.ingest import actions, appending
from caseloom.ingest.types import Progress
from caseloom.kernel.errors import Unavailable
from caseloom.store import actions as store
from caseloom.store import queries as stored

ROWS = 40
MAPPING = """
queries:
  - file: people.csv
    entities:
      person:
        schema: Person
        key: id
        properties:
          name: {column: name}
      company:
        schema: Company
        key: company
        properties:
          name: {column: company}
      job:
        schema: Directorship
        key: [id, company]
        properties:
          director: {entity: person}
          organization: {entity: company}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [f"{n},Ada Number{n},Works {n % 3}" for n in range(ROWS)]
    (tmp_path / "people.csv").write_text("\n".join(["id,name,company", *rows, ""]))
    (tmp_path / "people.yml").write_text(MAPPING)
    return tmp_path


@pytest.fixture
def source(committed: object, cast: Cast) -> str:
    with as_viewer(cast.analyst) as by:
        return cast.source(by, cast.scope("team:fraud"), "dmv").key


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(appending, "CHUNK", 5)
    monkeypatch.setattr(appending, "HANDS", 3)
    yield


def counted(cast: Cast, table: str) -> int:
    with as_viewer(cast.agent), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_all_of_it_comes_in_with_what_follows_it(cast: Cast, source: str, folder: Path) -> None:
    seen: list[Progress] = []
    done = actions.run(
        mapping=folder / "people.yml", source_key=source, by=cast.analyst, notify=seen.append
    )
    records = 2 * ROWS + 3
    assert (done.run.counts["added"], done.run.counts["known"]) == (records, 0)
    assert counted(cast, "store_record") == counted(cast, "explore_entry") + ROWS == records
    assert counted(cast, "explore_edge") == ROWS
    assert [p.done for p in seen if p.stage == "appending"][-1] == records
    assert {"preparing: search", "appending: search", "appending: commit"} <= set(done.seconds)
    assert not list(folder.glob("chunk-*"))


def test_degrees_are_exact_though_hands_meet_at_one_company(
    cast: Cast, source: str, folder: Path
) -> None:
    actions.run(mapping=folder / "people.yml", source_key=source, by=cast.analyst)
    with as_viewer(cast.agent), connection.cursor() as cursor:
        cursor.execute("SELECT sum(outgoing), sum(incoming), max(incoming) FROM explore_degree")
        assert cursor.fetchone() == (ROWS, ROWS, 14)


def test_a_hand_that_fails_stops_the_import_and_it_can_be_taken_up(
    cast: Cast, source: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = store.append_rows

    def failing(**given: Any) -> Any:
        if given["rows"].first == 15:
            raise OSError("No space left on device")
        return real(**given)

    monkeypatch.setattr(store, "append_rows", failing)
    with pytest.raises(Unavailable):
        actions.run(mapping=folder / "people.yml", source_key=source, by=cast.analyst)
    with as_viewer(cast.agent) as viewer:
        [run] = stored.runs(viewer).items
    assert run.state == "failed"
    assert counted(cast, "store_record") < 2 * ROWS + 3
    monkeypatch.setattr(store, "append_rows", real)
    done = actions.run(mapping=folder / "people.yml", source_key=source, by=cast.analyst)
    assert done.run.id == run.id
    assert counted(cast, "store_record") == 2 * ROWS + 3
    assert done.run.counts["added"] == 2 * ROWS + 3


def test_whoever_stops_listening_stops_the_hands(cast: Cast, source: str, folder: Path) -> None:
    def trip(progress: Progress) -> None:
        if progress.stage == "appending":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.run(mapping=folder / "people.yml", source_key=source, by=cast.analyst, notify=trip)
    assert 0 < counted(cast, "store_record") < 2 * ROWS + 3
    again = actions.run(mapping=folder / "people.yml", source_key=source, by=cast.analyst)
    assert again.run.counts["added"] == 2 * ROWS + 3


def test_a_second_run_adds_nothing(cast: Cast, source: str, folder: Path) -> None:
    actions.run(mapping=folder / "people.yml", source_key=source, by=cast.analyst)
    again = actions.run(mapping=folder / "people.yml", source_key=source, by=cast.analyst)
    assert (again.run.counts["added"], again.run.counts["known"]) == (0, 2 * ROWS + 3)
    assert counted(cast, "explore_edge") == ROWS
