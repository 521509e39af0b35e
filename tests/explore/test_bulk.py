"""What an import makes in columns is what PostgreSQL makes record by record, for any value."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.cast import Cast

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.engine.linkage import columns
from caseloom.kernel.ids import entity_id, record_hash_text, record_id
from caseloom.kernel.viewer import Viewer
from caseloom.store import actions as store
from caseloom.store.types import NewRecord, Run

STATE = (
    "SELECT record_id, entity_id, schema, source_id, scope, rank, caption, countries, first_date,"
    " last_date, tsv::text FROM explore_entry ORDER BY record_id",
    "SELECT scope, token, keys FROM explore_token ORDER BY scope, token",
    "SELECT id, entity_id, origin_id, schema, properties::text, originals::text"
    " FROM store_record ORDER BY id",
    "SELECT key, record_id FROM resolve_key ORDER BY key, record_id",
    "SELECT record_id, scope, keys, described FROM resolve_keyed ORDER BY record_id",
    "SELECT record_id, source, target, schema FROM explore_edge ORDER BY 1, 2, 3",
)
COLUMNS = ("id", "entity_id", "origin_id", "schema", "properties", "originals", "file", "sheet")
UNSTORABLE = set("\x00\x1c\x1d\x1e\x1f")
WORDS = st.sampled_from([
    "Ann", "O'Neil", "`quoted`", "van der Berg", "Владимир", "李小龍", "müller-straße", "gap", "w",
    "n", "W1", "x" * 45, "12e3", "0x1f", "a_b", "---", "'", "", " ", "https://e.org/a?b=1&c=2",
    "+1 (202) 555-0142", "ann@example.org", "<b>", "\u00a0", "ﬁ", "İ", "\\", "\"", "'w1':2A", "🙂",
])  # fmt: skip
TEXTS = st.one_of(
    st.lists(WORDS, max_size=4).map(" ".join),
    st.text(max_size=30).filter(lambda text: not set(text) & UNSTORABLE),
)
DATES = st.one_of(
    st.sampled_from(["1999", "1999-02", "2000-02-31", "1970-00", "1970-01-00", "2024-12-31T10:00",
                     "0999", "3000-01-01", "1999-13", "1999-1", "2999-12-39", "1999-02-", "x"]),
    TEXTS,
)  # fmt: skip
COUNTRIES = st.one_of(st.sampled_from(["us", "gb-sct", "null", "-", "GB", "xk"]), TEXTS)
ENDS = st.sampled_from([str(entity_id("bulk", one)) for one in "ab"])
VALUES = {
    "Person": {
        "name": TEXTS, "alias": TEXTS, "weakAlias": TEXTS, "passportNumber": TEXTS,
        "email": TEXTS, "phone": TEXTS, "address": TEXTS, "birthDate": DATES, "deathDate": DATES,
        "nationality": COUNTRIES, "country": COUNTRIES, "notes": TEXTS, "website": TEXTS,
        "gender": TEXTS, "summary": TEXTS, "position": TEXTS,
    },
    "Vehicle": {"registrationNumber": TEXTS, "model": TEXTS, "buildDate": DATES, "name": TEXTS},
    "Ownership": {
        "owner": ENDS, "asset": ENDS, "role": TEXTS, "startDate": DATES, "percentage": TEXTS,
    },
    "Call": {"caller": ENDS, "receiver": ENDS, "date": DATES, "duration": TEXTS},
}  # fmt: skip
Values = dict[str, tuple[str, ...]]
Row = tuple[str, Values, Values]


def _values(schema: str) -> st.SearchStrategy[Values]:
    lists = {
        name: st.lists(value, min_size=1, max_size=3, unique=True).map(tuple)
        for name, value in VALUES[schema].items()
    }
    return st.fixed_dictionaries({}, optional=lists)


ROWS = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda schema: st.tuples(st.just(schema), _values(schema), _values(schema))
    ),
    min_size=1,
    max_size=25,
)


class Undo(Exception):
    """Takes back what was done in a savepoint."""


@pytest.fixture
def run(cast: Cast) -> Run:
    with as_viewer(cast.analyst) as by:
        source = cast.source(by, cast.scope("team:fraud"), "bulk")
        return store.start_run(
            source_id=source.id, scope_id=source.scope, file_name="", file_hash="", mapping={},
            by=by,
        )  # fmt: skip


def state() -> list[Any]:
    found = []
    with connection.cursor() as cursor:
        for sql in STATE:
            cursor.execute(sql)
            found.append(cursor.fetchall())
    return found


def made_one_by_one(run: Run, rows: Sequence[Row], by: Viewer) -> list[Any]:
    records = [
        NewRecord(entity_id("bulk", str(n)), str(n), schema, properties, originals)
        for n, (schema, properties, originals) in enumerate(rows)
    ]
    store.append(run_id=run.id, records=records, by=by)
    return state()


def made_in_columns(run: Run, rows: Sequence[Row], folder: Path, by: Viewer) -> list[Any]:
    path = parquet(folder, rows, access.scope(by, run.scope).key)
    with pytest.MonkeyPatch.context() as patch, store.preparing(run, path) as prepare:
        patch.setattr(columns, "LEAST", 1)  # of the blocking keys, too
        store.append_rows(rows=prepare(0, len(rows)), by=by)
    return state()


def parquet(folder: Path, rows: Sequence[Row], scope_key: str) -> Path:
    given: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for n, (schema, properties, originals) in enumerate(rows):
        entity = entity_id("bulk", str(n))
        text = record_hash_text(
            source_key="bulk", scope_key=scope_key, entity=entity, schema=schema,
            properties=properties, originals=originals,
        )  # fmt: skip
        row = (
            str(record_id(text)), str(entity), str(n), schema,
            json.dumps(properties, ensure_ascii=n % 2 == 0),
            json.dumps(originals, ensure_ascii=False) if originals else None, "people.csv", None,
        )  # fmt: skip
        for name, value in zip(COLUMNS, row, strict=True):
            given[name].append(value)
    given["row"] = list(range(2, len(rows) + 2))
    path = folder / "records.parquet"
    pq.write_table(pa.table(given), path)
    return path


def both(run: Run, rows: Sequence[Row], folder: Path, by: Viewer) -> tuple[list[Any], list[Any]]:
    """The state after each way, each taken back."""
    found: list[list[Any]] = []
    for way in (
        lambda: made_one_by_one(run, rows, by),
        lambda: made_in_columns(run, rows, folder, by),
    ):
        try:
            with transaction.atomic():
                found.append(way())
                raise Undo
        except Undo:
            pass
    one, other = found
    return one, other


class TestSame:
    @given(ROWS)
    @example([("Person", {"name": ("a" * 100, "12e3x 0x1f 1e5")}, {"name": ("x\u00a0y`z",)})])
    @example([("Person", {"name": ("a b " * 130,)}, {}), ("Person", {"name": ("Ann",)}, {})])
    @example([("Person", {"notes": ("lorem ipsum " * 2_000,)}, {"phone": ("ask 1234567",)})])
    @example([("Person", {}, {}), ("Ownership", {}, {}), ("Call", {}, {"date": ("1999",)})])
    @settings(
        deadline=None,
        max_examples=25,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    def test_as_record_by_record(
        self, cast: Cast, run: Run, tmp_path: Path, rows: list[Row]
    ) -> None:
        with as_viewer(cast.analyst) as by:
            one, other = both(run, rows, tmp_path, by)
        for wanted, found in zip(one, other, strict=True):
            assert found == wanted

    def test_a_chunk_of_which_a_part_is_known(self, cast: Cast, run: Run, tmp_path: Path) -> None:
        """A record that was retracted stays so: neither it nor its words come back."""
        known: list[Row] = [("Person", {"name": ("Zebedee Archer",)}, {})]
        rows: list[Row] = [*known, ("Person", {"name": ("Ann " * 300, "Bartholomew")}, {})]
        with as_viewer(cast.analyst) as by:
            made_one_by_one(run, known, by)
            with connection.cursor() as cursor:
                cursor.execute("SELECT id FROM store_record")
                (first,) = cursor.fetchone()
            store.retract(record_ids=[first], reason="wrong", by=by)
            one, other = both(run, rows, tmp_path, by)
        assert other == one
        assert {token for _, token, _ in one[1]} == {"ann", "bartholomew"}

    def test_a_second_time_changes_nothing(self, cast: Cast, run: Run, tmp_path: Path) -> None:
        rows: list[Row] = [("Person", {"name": ("Ann",)}, {}), ("Vehicle", {"name": ("Q",)}, {})]
        with as_viewer(cast.analyst) as by:
            first = made_in_columns(run, rows, tmp_path, by)
            assert made_in_columns(run, rows, tmp_path, by) == first
        assert len(first[0]) == 2

    def test_the_files_of_a_chunk_are_gone_when_it_is_discarded(
        self, cast: Cast, run: Run, tmp_path: Path
    ) -> None:
        path = parquet(tmp_path, [("Person", {"name": ("Ann",)}, {})], "team:fraud")
        with store.preparing(run, path) as prepare:
            rows = prepare(0, 1)
            assert rows.spool.read_text()
            rows.discard()
        assert list(tmp_path.iterdir()) == [path]


def test_rows_that_cannot_be_read_leave_no_file(run: Run, tmp_path: Path) -> None:
    with store.preparing(run, tmp_path / "absent.parquet") as prepare, pytest.raises(OSError):
        prepare(0, 1)
    assert list(tmp_path.iterdir()) == []
