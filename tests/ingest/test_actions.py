"""Files become records: once each, with their row, and what does not fit is told."""

import csv
from pathlib import Path

import pytest
from django.db import connection
from tests.cast import Cast

from caseloom.access.actions import as_viewer
from caseloom.ingest import actions, appending, queries
from caseloom.ingest.types import Progress
from caseloom.kernel.errors import Invalid, NotFound
from caseloom.store import queries as stored

PEOPLE = """id,name,born,phone
1,Ada Byron,1815-12-10,+44 20 7946 0001
2,Charles Babbage,1791-12-26,
3,,1900-01-01,
4,Nobody,1999-02-30,
"""
MAPPING = """
queries:
  - file: people.csv
    entities:
      person:
        schema: Person
        key: id
        properties:
          name: {column: name, required: true}
          birthDate: {column: born}
          phone: {column: phone}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "people.yml").write_text(MAPPING)
    return tmp_path


@pytest.fixture
def source(committed: object, cast: Cast) -> str:
    team = cast.scope("team:fraud")
    with as_viewer(cast.analyst) as by:
        return cast.source(by, team, "dmv").key


def all_names(cast: Cast, who: str) -> list[str]:
    with as_viewer(cast.viewer(who)), connection.cursor() as cursor:
        cursor.execute("SELECT properties->'name'->>0 FROM store_current ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


class TestRun:
    def test_a_file_becomes_records_with_their_rows(
        self, cast: Cast, source: str, folder: Path
    ) -> None:
        seen: list[Progress] = []
        done = actions.run(
            mapping=folder / "people.yml", source_key=source, by=cast.analyst, notify=seen.append
        )
        assert done.run.state == "done"
        assert done.run.counts["added"] == 3
        assert all_names(cast, "agent") == ["Ada Byron", "Charles Babbage", "Nobody"]
        assert all_names(cast, "outsider") == []
        assert seen[-1] == Progress("appending", 3, 3)
        with as_viewer(cast.agent) as viewer:
            [ada] = [
                record
                for record in stored.records_by_id(viewer, record_ids())
                if "Ada Byron" in record.properties["name"]
            ]
        assert (ada.citation.file, ada.citation.row) == ("people.csv", 2)

    def test_a_date_that_does_not_exist_is_kept_as_original(
        self, cast: Cast, source: str, folder: Path
    ) -> None:
        done = actions.run(mapping=folder / "people.yml", source_key=source, by=cast.analyst)
        with as_viewer(cast.agent) as viewer:
            [nobody] = [
                record
                for record in stored.records_by_id(viewer, record_ids())
                if "Nobody" in record.properties["name"]
            ]
        assert nobody.originals["birthDate"] == ("1999-02-30",)
        assert "birthDate" not in nobody.properties
        assert done.run.counts["dropped_values"] == 1

    def test_what_is_rejected_says_where_and_why(
        self, cast: Cast, source: str, folder: Path
    ) -> None:
        done = actions.run(mapping=folder / "people.yml", source_key=source, by=cast.analyst)
        assert done.rejects is not None
        with done.rejects.open(newline="") as file:
            [reject] = list(csv.DictReader(file))
        assert (reject["file"], reject["row"]) == ("people.csv", "4")
        with as_viewer(cast.agent) as viewer:
            [same] = queries.rejects(viewer, done.run.id)
        assert same.row == 4
        with as_viewer(cast.outsider) as viewer, pytest.raises(NotFound):
            queries.rejects(viewer, done.run.id)

    def test_a_second_run_adds_nothing(self, cast: Cast, source: str, folder: Path) -> None:
        actions.run(mapping=folder / "people.yml", source_key=source, by=cast.analyst)
        again = actions.run(mapping=folder / "people.yml", source_key=source, by=cast.analyst)
        assert (again.run.counts["added"], again.run.counts["known"]) == (0, 3)

    def test_a_run_cut_off_is_taken_up(
        self, cast: Cast, source: str, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(appending, "CHUNK", 1)
        monkeypatch.setattr(appending, "HANDS", 1)

        def trip(progress: Progress) -> None:
            if progress.stage == "appending" and progress.done == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            actions.run(
                mapping=folder / "people.yml", source_key=source, by=cast.analyst, notify=trip
            )
        assert len(all_names(cast, "agent")) == 2
        done = actions.run(mapping=folder / "people.yml", source_key=source, by=cast.analyst)
        with as_viewer(cast.agent) as viewer:
            assert [run.id for run in stored.runs(viewer).items] == [done.run.id]
        assert len(all_names(cast, "agent")) == 3

    def test_a_bad_mapping_fails_before_a_run_begins(
        self, cast: Cast, source: str, folder: Path
    ) -> None:
        wrong = MAPPING.replace("birthDate", "birthDay")
        with pytest.raises(Invalid, match="birthDate"):
            actions.run(mapping=wrong, folder=folder, source_key=source, by=cast.analyst)
        with as_viewer(cast.agent) as viewer:
            assert stored.runs(viewer).items == ()

    def test_a_missing_column_is_told_and_the_run_fails(
        self, cast: Cast, source: str, folder: Path
    ) -> None:
        wrong = MAPPING.replace("column: born", "column: dob")
        with pytest.raises(Invalid, match="born"):
            actions.run(mapping=wrong, folder=folder, source_key=source, by=cast.analyst)
        with as_viewer(cast.agent) as viewer:
            [run] = stored.runs(viewer).items
        assert run.state == "failed"
        assert "dob" in run.error

    def test_an_outsider_is_told_that_there_is_no_such_source(
        self, cast: Cast, source: str, folder: Path
    ) -> None:
        with pytest.raises(NotFound):
            actions.run(mapping=folder / "people.yml", source_key=source, by=cast.outsider)


def record_ids() -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM store_record")
        return [row[0] for row in cursor.fetchall()]


class TestUploads:
    def test_an_upload_is_its_owners_alone(self, committed: object, cast: Cast) -> None:
        with as_viewer(cast.analyst) as by:
            mine = actions.receive(name="../../etc/people.csv", chunks=[b"a,b\n1,2\n"], by=by)
        assert mine.name == "people.csv"
        assert mine.path.read_bytes() == b"a,b\n1,2\n"
        with as_viewer(cast.agent) as viewer, pytest.raises(NotFound):
            queries.upload(viewer, mine.id)

    def test_an_empty_file_is_refused(self, committed: object, cast: Cast) -> None:
        with as_viewer(cast.analyst) as by, pytest.raises(Invalid, match="empty"):
            actions.receive(name="x.csv", chunks=[], by=by)

    def test_an_upload_with_a_mapping_is_imported(self, cast: Cast, source: str) -> None:
        with as_viewer(cast.analyst) as by:
            upload = actions.receive(name="people.csv", chunks=[PEOPLE.encode()], by=by)
            actions.set_mapping(upload_id=upload.id, mapping=MAPPING, source_key=source, by=by)
        done = actions.run_upload(upload_id=upload.id, by=cast.analyst)
        with as_viewer(cast.analyst) as viewer:
            assert queries.upload(viewer, upload.id).run_id == done.run.id
        assert len(all_names(cast, "agent")) == 3
