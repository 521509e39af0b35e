"""What is exported comes back the same, whatever it is; what was altered does not come back."""

import hashlib
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.cast import ADA, Cast

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.ingest import actions
from caseloom.ingest.types import ExportFilter, Restored
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.kernel.ids import entity_id
from caseloom.resolve import actions as resolve
from caseloom.store import actions as store
from caseloom.store import queries as stored
from caseloom.store.types import Citation, NewRecord

ALL = ExportFilter()
SOURCES, SCOPES = ("payroll", "register"), ("public", "agency", "team:fraud", "sealed:test")
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
MANY = st.lists(TEXT, min_size=1, max_size=3, unique=True).map(tuple)
VALUES = st.dictionaries(st.sampled_from(["name", "notes", "email"]), MANY, max_size=3)
WHERE = st.fixed_dictionaries(
    {},
    optional={
        "file": TEXT, "row": st.integers(1, 10**6), "sheet": TEXT, "page": st.integers(1, 999),
        "span": st.tuples(st.integers(0, 99), st.integers(0, 99)), "note": TEXT,
    },
)  # fmt: skip
# (source, its scope if not that of the record, the record's scope, origin id, what it says)
RECORD = st.tuples(
    st.sampled_from(SOURCES), st.sampled_from(["public", "agency", ""]), st.sampled_from(SCOPES),
    st.sampled_from("abcde"), st.sampled_from(["Person", "Company"]), VALUES, VALUES, WHERE,
)  # fmt: skip
PICK = st.integers(0, 99)
ACT = st.one_of(
    st.tuples(st.just("append"), RECORD),
    st.tuples(st.just("retract"), PICK),
    st.tuples(st.just("reinstate"), PICK),
    st.tuples(st.sampled_from(["same", "different", "unsure"]), PICK, PICK),
    st.tuples(st.just("undo"), PICK),
)
HISTORY = st.lists(ACT, min_size=1, max_size=25)


class Undone(Exception):
    """Ends a transaction that is to leave nothing."""


def apart(act: Callable[[], Any]) -> Any:
    """What `act` returns, with nothing of it kept in the database."""
    kept: list[Any] = []
    try:
        with transaction.atomic():
            kept.append(act())
            raise Undone
    except Undone:
        return kept[0]


class Town:
    """Lives a history as the supervisor, who holds every scope of it."""

    def __init__(self, cast: Cast) -> None:
        self.viewer = cast.supervisor
        self.records: list[Any] = []
        self.judged: list[Any] = []

    def live(self, history: list[Any]) -> None:
        for verb, *given_ in history:
            with as_viewer(self.viewer):
                if verb == "append":
                    self.append(*given_[0])
                elif self.records:
                    self.act(verb, *given_)

    def append(self, *given_: Any) -> None:
        source, source_scope, scope, origin, schema, properties, originals, where = given_
        by, source_scope = self.viewer, source_scope or scope
        numbers = {key: access.scope(by, key).id for key in (source_scope, scope)}
        found = [one for one in stored.sources(by)
                 if (one.key, one.scope) == (source, numbers[source_scope])]  # fmt: skip
        declared = found[0] if found else store.add_source(
            key=source, title=f"{source} {source_scope}", kind="file", legal_authority="a test",
            scope_id=numbers[source_scope], by=by,
        )  # fmt: skip
        run = store.start_run(
            source_id=declared.id, scope_id=numbers[scope], file_name="x", file_hash="0" * 64,
            mapping={}, by=by,
        )  # fmt: skip
        new = NewRecord(
            entity_id=entity_id(source, origin), origin_id=origin, schema=schema,
            properties=properties, originals=originals, citation=Citation(**where),
        )  # fmt: skip
        store.append(run_id=run.id, records=[new], by=by)
        store.finish_run(run_id=run.id, counts={}, by=by)
        self.records = list(stored.every_record(by))

    def act(self, verb: str, *picks: int) -> None:
        chosen = [self.records[pick % len(self.records)] for pick in picks]
        try:
            with transaction.atomic():
                if verb in ("retract", "reinstate"):
                    turn = getattr(store, verb)
                    turn(record_ids=[chosen[0].id], reason="a test", by=self.viewer)
                elif verb == "undo" and self.judged:
                    judged = self.judged[picks[0] % len(self.judged)]
                    resolve.undo(judgement_id=judged, reason="a test", by=self.viewer)
                elif verb != "undo":
                    left, right = (one.entity_id for one in chosen)
                    made = resolve.decide(
                        left=left, right=right, verdict=verb, reason="a test", by=self.viewer
                    )
                    self.judged.append(made.id)
        except (Conflict, Invalid, NotFound):
            return  # what cannot be done is not done: the same pair, a contradiction, a retraction


def export(cast: Cast, wanted: ExportFilter = ALL) -> dict[str, Any]:
    """The files of an export, as values, and as bytes."""
    with tempfile.TemporaryDirectory() as name, as_viewer(cast.supervisor) as by:
        actions.export(folder=Path(name) / "out", wanted=wanted, by=by)
        return {path.name: path.read_bytes() for path in (Path(name) / "out").iterdir()}


def restore(cast: Cast, files: dict[str, bytes], scope: str = "") -> Restored:
    with tempfile.TemporaryDirectory() as name, as_viewer(cast.supervisor) as by:
        for file, content in files.items():
            (Path(name) / file).write_bytes(content)
        return actions.restore(folder=Path(name), scope_key=scope, by=by)


def lines(files: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files[name].decode().splitlines()]


def state(files: dict[str, bytes]) -> dict[str, Any]:
    """What an export says, without when it was entered here and who is here."""
    records = lines(files, "records.ftm.jsonl")
    for one in records:
        del one["caseloom"]["recorded_at"]
    judged = lines(files, "judgements.jsonl")
    entities = lines(files, "entities.ftm.jsonl")
    return {
        "records": records,
        "sources": lines(files, "sources.jsonl"),
        "judgements": [(j["left"], j["right"], j["verdict"]) for j in judged if not j["undone"]],
        # Which of its ids leads follows from which record came first, and here all came at once.
        "entities": sorted(
            (sorted([e["id"], *e["referents"]]),
             {name: sorted(values) for name, values in e["properties"].items()})
            for e in entities
        ),
    }  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=20, deadline=None, phases=[Phase.generate], derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
                           HealthCheck.data_too_large],
)  # fmt: skip
@given(history=HISTORY)
def test_an_empty_place_becomes_the_same(cast: Cast, history: list[Any]) -> None:
    cast.sealed("supervisor")

    def first() -> dict[str, bytes]:
        Town(cast).live(history)
        return export(cast)

    def second() -> tuple[Restored, dict[str, bytes], Restored]:
        return restore(cast, before), export(cast), restore(cast, before)

    before = apart(first)
    done, after, again = apart(second)
    assert state(after) == state(before)
    assert done.added == len(lines(before, "records.ftm.jsonl"))
    assert (again.added, again.judgements, again.retracted) == (0, 0, 0), "a second time: nothing"


def forge(files: dict[str, bytes], name: str, content: bytes) -> dict[str, bytes]:
    """An export with another content, and a manifest that agrees with it."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"][name]["sha256"] = hashlib.sha256(content).hexdigest()
    return {**files, name: content, "manifest.json": json.dumps(manifest).encode()}


@pytest.fixture
def files(cast: Cast) -> dict[str, bytes]:
    """The export of two records of the team, one of them retracted."""
    team = cast.scope("team:fraud")
    _, gone = cast.records("supervisor", team, ADA, ("2", "Person", {"name": ["Nobody"]}))
    with as_viewer(cast.supervisor) as by:
        store.retract(record_ids=[gone.id], reason="no such man", by=by)
    return export(cast)


RECORDS = "records.ftm.jsonl"


@pytest.mark.parametrize("name", [RECORDS, "sources.jsonl", "judgements.jsonl"])
def test_what_was_altered_is_refused(cast: Cast, files: dict[str, bytes], name: str) -> None:
    with pytest.raises(Invalid, match="not as the manifest says"):
        restore(cast, {**files, name: files[name] + b" "})
    with pytest.raises(Invalid, match=f"{name} is missing"):
        restore(cast, {k: v for k, v in files.items() if k != name})


@pytest.mark.parametrize(
    "content", [b"{", b"[]\n", b"{}\n", b"null\n", b'{"id": 1, "datasets": []}\n', b"\xff\n"]
)
def test_a_forged_line_is_named(cast: Cast, files: dict[str, bytes], content: bytes) -> None:
    with pytest.raises(Invalid, match="line 1"):
        restore(cast, forge(files, RECORDS, content))


def test_a_record_that_is_not_its_id_is_refused(cast: Cast, files: dict[str, bytes]) -> None:
    altered = files[RECORDS].replace(b"Ada Byron", b"Eve Byron")
    with pytest.raises(Invalid, match="its id does not follow"):
        restore(cast, forge(files, RECORDS, altered))


def test_a_type_that_is_unknown_here_is_refused(cast: Cast, files: dict[str, bytes]) -> None:
    altered = files[RECORDS].replace(b'"Person"', b'"Persona"')
    with pytest.raises(Invalid, match="Persona"):
        restore(cast, forge(files, RECORDS, altered))


def test_another_scope_takes_everything_in_retractions_too(
    cast: Cast, files: dict[str, bytes]
) -> None:
    done = restore(cast, files, scope="agency")
    assert (done.added, done.retracted) == (2, 1)
    with as_viewer(cast.outsider) as viewer:
        seen = list(stored.every_record(viewer))
    assert sorted((one.properties["name"][0], one.retracted) for one in seen) == [
        ("Ada Byron", False), ("Nobody", True),
    ]  # fmt: skip


def test_a_scope_that_is_not_held_is_told(cast: Cast, files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as name, as_viewer(cast.outsider) as by:
        for file, content in files.items():
            (Path(name) / file).write_bytes(content)
        with pytest.raises(Invalid, match="no scope “team:fraud”"):
            actions.restore(folder=Path(name), by=by)


def test_a_filter_takes_judgements_of_both_sides_only(cast: Cast) -> None:
    team = cast.scope("team:fraud")
    [ada] = cast.records("supervisor", team, ADA)
    [eve, bob] = cast.records(
        "supervisor", team, ("2", "Person", {"name": ["Eve"]}), ("3", "Person", {"name": ["Bob"]}),
        source="other",
    )  # fmt: skip
    with as_viewer(cast.supervisor) as by:
        for left, right in ((ada, eve), (eve, bob)):
            resolve.decide(
                left=left.entity_id, right=right.entity_id, verdict="different", reason="x", by=by
            )
    found = export(cast, ExportFilter(sources=("other",)))
    [judged] = lines(found, "judgements.jsonl")
    assert {judged["left"], judged["right"]} == {str(eve.entity_id), str(bob.entity_id)}
    assert len(lines(found, RECORDS)) == 2
