"""From a file to records on the terminal: ingest, search, show, expand, export, import."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.commands.conftest import Terminal
from tests.conftest import use

from caseloom.config.postgres import Dsns

PEOPLE = "id,name,born\n1,Ada Byron,1815-12-10\n2,Charles Babbage,1791-12-26\n3,,1900-01-01\n"
FIRMS = "id,name,owner\n7,Analytical Engines Ltd,1\n"
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
  - file: firms.csv
    entities:
      firm:
        schema: Company
        key: id
        key_literal: firm
        properties:
          name: {column: name}
      person:
        schema: Person
        key: owner
      owns:
        schema: Ownership
        key: [id, owner]
        properties:
          owner: {entity: person}
          asset: {entity: firm}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "people.csv").write_text(PEOPLE)
    (folder / "firms.csv").write_text(FIRMS)
    (folder / "map.yml").write_text(MAPPING)
    return folder


@pytest.fixture
def filled(terminal: Terminal, folder: Path) -> Terminal:
    """The terminal, once the files are in."""
    known = [one["key"] for one in terminal.json("source", "list")]
    if "register" not in known:
        add = ("source", "add", "register", "--authority", "a statute", "--scope", "team:fraud")
        assert terminal.run(*add).status == 0
        ingest(terminal, folder)
    return terminal


def ingest(terminal: Terminal, folder: Path) -> Any:
    words = ("ingest", folder, "--mapping", folder / "map.yml", "--source", "register")
    return terminal.json(*words)


def found(terminal: Terminal, name: str) -> str:
    [hit] = terminal.json("search", name)["hits"]
    return str(hit["entity_id"])


class TestIngest:
    def test_a_second_time_adds_nothing_and_rejects_are_told(
        self, filled: Terminal, folder: Path, tmp_path: Path
    ) -> None:
        words = ("ingest", "--mapping", folder / "map.yml", "--source", "register")
        done = filled.run(*words, "--rejects", tmp_path / "rejects.csv")
        assert done.status == 0
        assert "people.csv: Read as utf-8, columns separated by commas.\n" in done.err
        assert "0 new records" in done.out and "1 rejected" in done.out
        assert "people.csv,4,name" in (tmp_path / "rejects.csv").read_text()

    def test_what_is_missing_is_named_with_the_remedy(self, filled: Terminal, folder: Path) -> None:
        words = ("ingest", "--mapping", folder / "map.yml", "--source")
        unknown = filled.run(*words, "nothing")
        assert (unknown.status, unknown.out) == (1, "")
        assert "caseloom source list" in unknown.err
        absent = filled.run("ingest", "--mapping", folder / "no.yml", "--source", "register")
        assert absent.status == 1 and "caseloom map draft" in absent.err
        (folder / "bad.yml").write_text(MAPPING.replace("column: born", "column: birthday"))
        bad = filled.run("ingest", "--mapping", folder / "bad.yml", "--source", "register")
        assert bad.status == 2 and "born" in bad.err, "the columns that exist are named"

    def test_who_may_not_import_does_not(self, filled: Terminal, folder: Path) -> None:
        words = ("ingest", "--mapping", folder / "map.yml", "--source", "register")
        refused = filled.run(*words, who="auditor")
        assert refused.status == 1 and "ingest.run" in refused.err


class TestLooking:
    def test_search_shows_a_table_and_counts(self, filled: Terminal) -> None:
        done = filled.run("search", "babbage")
        assert done.status == 0 and done.out.startswith("1 found")
        assert "Charles Babbage" in done.out

    def test_an_outsider_finds_nothing(self, filled: Terminal) -> None:
        assert filled.json("search", "babbage", who="outsider")["hits"] == []

    def test_a_bad_question_is_2(self, filled: Terminal) -> None:
        assert filled.run("search", "").status == 2
        assert filled.run("search", "ada", "--since", "yesterday").status == 2
        wrong = filled.run("search", "ada", "--type", "Persn")
        assert wrong.status == 2 and "Person" in wrong.err, "the nearest is named"

    def test_show_names_the_row_of_each_value(self, filled: Terminal) -> None:
        done = filled.run("show", found(filled, "ada byron"))
        assert done.status == 0
        assert "1815-12-10" in done.out and "people.csv, row 2" in done.out
        assert "Ownership: 1 out, 0 in" in done.out

    def test_what_is_hidden_is_not_there(self, filled: Terminal) -> None:
        ada = found(filled, "ada byron")
        hidden = filled.run("show", ada, who="outsider")
        absent = filled.run("show", "6f9619ff-8b86-8d01-b42d-00c04fc964ff", who="outsider")
        assert hidden == absent
        assert hidden.status == 1
        assert filled.run("show", "not-an-id").status == 2

    def test_expand_gives_neighbours_and_paths(self, filled: Terminal) -> None:
        ada, firm = found(filled, "ada byron"), found(filled, "analytical engines")
        around = filled.json("expand", ada)
        assert [node["id"] for node in around["nodes"]] == [firm]
        assert "Analytical Engines Ltd" in filled.run("expand", ada).out
        assert filled.json("expand", ada, "--to", firm)["hops"] == 1
        assert filled.run("expand", ada, "--to", firm).out == "Ada Byron — Analytical Engines Ltd\n"
        assert filled.run("expand", ada, "--type", "Nonsense").status == 2

    def test_numbers_of_scopes_and_sources_are_named(self, filled: Terminal) -> None:
        [hit] = filled.json("search", "babbage")["hits"]
        assert (hit["scope_key"], hit["source_keys"]) == ("team:fraud", ["register"])
        assert isinstance(hit["scope"], int)
        [source] = filled.json("source", "list")
        assert source["scope_key"] == "team:fraud"

    def test_ids_are_whole_however_narrow_it_is(
        self, filled: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ada = found(filled, "ada byron")
        monkeypatch.setenv("COLUMNS", "60")
        piped = filled.run("search", "ada byron").out
        assert ada in piped and "Ada Byron" in piped
        monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes it for a terminal
        monkeypatch.setenv("TTY_COMPATIBLE", "1")
        narrow = filled.run("search", "ada byron").out
        assert ada in narrow
        assert "…" not in narrow
        lines = re.sub(r"\x1b\[[0-9;]*m", "", narrow).splitlines()
        assert max(len(line) for line in lines) <= 80
        monkeypatch.setenv("COLUMNS", "200")
        assert len(filled.run("search", "ada byron").out.splitlines()) == 3, "it fits"

    def test_statements_are_listed_to_be_cited(self, filled: Terminal) -> None:
        ada = found(filled, "ada byron")
        said = filled.json("show", ada)["entity"]["values"]["name"][0]["statements"][0]
        assert said["id"] in filled.run("show", ada, "--statements").out

    def test_a_timeline_has_its_dates(self, filled: Terminal) -> None:
        ada = found(filled, "ada byron")
        assert filled.json("timeline", ada)["moments"][0]["when"] == "1815-12-10"
        assert "1815-12-10" in filled.run("timeline", ada).out
        assert filled.run("timeline", ada, who="outsider").status == 1


class TestSourcesAndRecords:
    def test_a_source_is_shown_with_its_imports(self, filled: Terminal) -> None:
        shown = filled.json("source", "show", "register")
        [run, *_] = [one for one in shown["runs"] if one["state"] == "done"]
        assert shown["legal_authority"] == "a statute"
        assert run["id"] in filled.run("source", "show", "register").out
        assert filled.run("source", "show", "register", who="outsider").status == 1
        listed = filled.json("run", "list", "--source", "register")["items"]
        assert run["id"] in [one["id"] for one in listed]
        assert run["id"] in filled.run("run", "list").out
        assert filled.json("run", "list", who="outsider")["items"] == []

    def test_an_import_names_what_it_rejected(self, filled: Terminal) -> None:
        listed = filled.json("run", "list", "--source", "register")["items"]
        [run, *_] = [one for one in listed if one["counts"].get("rejected")]
        told = filled.run("run", "show", run["id"])
        assert "rejected: 1" in told.out and "name is empty" in told.out
        assert filled.json("run", "show", run["id"])["rejects"][0]["row"] == 4
        hidden = filled.run("run", "show", run["id"], who="outsider")
        assert hidden.status == 1 and "no such run" in hidden.err

    def test_a_record_is_retracted_and_stands_again(self, filled: Terminal) -> None:
        charles = found(filled, "babbage")
        [record] = filled.json("show", charles)["entity"]["records"]
        shown = filled.run("record", "show", record["id"]).out
        assert "people.csv, row 3" in shown and "1791-12-26" in shown
        retract = ("record", "retract", record["id"])
        assert filled.run(*retract).status == 2, "without a reason"
        assert filled.json(*retract, "--reason", "entered twice", who="analyst") == {"records": 1}
        assert filled.json("search", "babbage")["hits"] == []
        assert "RETRACTED" in filled.run("record", "show", record["id"]).out
        again = ("record", "reinstate", record["id"], "--reason", "it was right")
        assert filled.run(*again, who="analyst").out == "Records that stand again: 1\n"
        assert found(filled, "babbage") == charles
        hidden = filled.run("record", "show", record["id"], who="outsider")
        assert hidden.status == 1 and "no such record" in hidden.err


class TestExport:
    def test_what_is_exported_comes_back_the_same(
        self, filled: Terminal, database: Dsns, databases: Callable[[], Dsns], tmp_path: Path
    ) -> None:
        ada, charles = found(filled, "ada byron"), found(filled, "charles babbage")
        judge = ("resolve", "decide", ada, charles, "different", "--reason", "two people")
        judged = filled.json(*judge)
        out, again = tmp_path / "out", tmp_path / "again"
        assert filled.run("export", out).status == 0
        try:
            databases()
            done = filled.run("import", out, who="analyst")
            assert done.status == 0, done.err
            assert done.out == "5 records new, 0 known, 1 judgements\n"
            assert "0 records new, 5 known, 0" in filled.run("import", out, who="analyst").out
            assert filled.run("export", again).status == 0
        finally:
            use(database)
        assert records(out) == records(again)
        assert (out / "sources.jsonl").read_text() == (again / "sources.jsonl").read_text()
        undo = filled.run("resolve", "undo", judged["id"], "--reason", "test over")
        assert undo.status == 0

    def test_a_folder_with_something_in_it_is_left_alone(
        self, filled: Terminal, tmp_path: Path
    ) -> None:
        (tmp_path / "letter.txt").write_text("mine")
        refused = filled.run("export", tmp_path)
        assert refused.status == 1 and "empty folder" in refused.err
        assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]

    def test_who_may_not_export_does_not(self, filled: Terminal, tmp_path: Path) -> None:
        refused = filled.run("export", tmp_path / "out", who="intake")
        assert refused.status == 1 and "“export”" in refused.err

    def test_a_folder_that_is_no_export_is_2(self, filled: Terminal, tmp_path: Path) -> None:
        refused = filled.run("import", tmp_path)
        assert refused.status == 2 and "manifest.json" in refused.err


def records(folder: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in (folder / "records.ftm.jsonl").read_text().splitlines()]
    for line in lines:
        del line["caseloom"]["recorded_at"]  # when it came in, here
    return lines
