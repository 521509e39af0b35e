"""The whole job on small files: records, ids, rejects, counts."""

import csv
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest

from caseloom.engine import job, mapping
from caseloom.engine.types import JobResult, Progress
from caseloom.kernel import ids
from caseloom.kernel.errors import Invalid, NotFound

PEOPLE = """
queries:
  - csv_url: people.csv
    entities:
      person:
        schema: Person
        key: id
        properties:
          name: {column: name}
          birthDate: {column: born, format: [iso, "%d/%m/%Y"]}
          phone: {column: phone, format: us}
          country: {column: country}
      company:
        schema: Company
        key: employer
        key_literal: company
        properties:
          name: {column: employer}
      job:
        schema: Employment
        keys: [id, employer]
        key_literal: job
        properties:
          employee: {entity: person}
          employer: {entity: company}
"""
ROWS = (
    "id,name,born,phone,country,employer\n"
    "1,  Ann   Lee,1980-02-29,702-919-1300,US,Acme | Sons\n"
    '2,"Müller, Jörg",31/12/1975,none,Deutschland,Acme | Sons\n'
    "3,Bob,1981-02-30,,,\n"
    ",Nobody,,,,\n"
    "1,  Ann   Lee,1980-02-29,702-919-1300,US,Acme | Sons\n"
)


def run(folder: Path, text: str, **settings: Any) -> tuple[JobResult, list[dict[str, Any]]]:
    """Run a mapping in `folder`; the result and the records in the order they were written."""
    result = job.run(
        mapping.load(text),
        source_key=settings.pop("source_key", "test"),
        scope_key=settings.pop("scope_key", "public"),
        folder=folder,
        out=folder / "out" / "records.parquet",
        rejects=folder / "out" / "rejects.csv",
        **settings,
    )
    with duckdb.connect() as con:
        found = con.execute("SELECT * FROM read_parquet($1)", [str(result.out)])
        names = [d[0] for d in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    for row in rows:
        row["properties"] = json.loads(row["properties"])
        row["originals"] = json.loads(row["originals"] or "{}")
    return result, rows


def rejects_of(result: JobResult) -> list[dict[str, str]]:
    """The rows of a rejects file."""
    with result.rejects.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected_id(row: dict[str, Any], source: str = "test", scope: str = "public") -> str:
    """What the kernel says that a record's id must be."""
    text = ids.record_hash_text(
        source_key=source,
        scope_key=scope,
        entity=UUID(row["entity_id"]),
        schema=row["schema"],
        properties=row["properties"],
        originals=row["originals"],
    )
    return str(ids.record_id(text))


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A folder with people.csv."""
    (tmp_path / "people.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def test_records_hold_cleaned_values_originals_and_row(people: Path) -> None:
    _, rows = run(people, PEOPLE)
    by_origin = {(r["schema"], r["origin_id"]): r for r in rows}
    ann, joerg, bob = (by_origin["Person", n] for n in "123")
    assert ann["properties"] == {
        "birthDate": ["1980-02-29"], "country": ["us"], "name": ["Ann Lee"],
        "phone": ["+17029191300"],
    }  # fmt: skip
    assert ann["originals"] == {"country": ["US"], "name": ["Ann   Lee"], "phone": ["702-919-1300"]}
    assert joerg["properties"]["birthDate"] == ["1975-12-31"]
    assert joerg["originals"]["phone"] == ["none"]
    assert bob["properties"] == {"name": ["Bob"]}
    assert bob["originals"] == {"birthDate": ["1981-02-30"]}
    assert [r["row"] for r in (ann, joerg, bob)] == [2, 3, 4]
    assert by_origin["Company", "company|Acme \\| Sons"]["file"] == "people.csv"


def test_ids_are_those_of_the_kernel(people: Path) -> None:
    _, rows = run(people, PEOPLE)
    assert len(rows) == 6
    for row in rows:
        assert row["entity_id"] == str(ids.entity_id("test", row["origin_id"]))
        assert row["id"] == expected_id(row)


def test_links_hold_the_ids_of_the_entities(people: Path) -> None:
    _, rows = run(people, PEOPLE)
    link = next(r for r in rows if r["schema"] == "Employment")
    assert link["properties"]["employee"] == [str(ids.entity_id("test", "1"))]
    assert link["properties"]["employer"] == [str(ids.entity_id("test", "company|Acme \\| Sons"))]


def test_counts_and_rejects(people: Path) -> None:
    result, _ = run(people, PEOPLE)
    assert (result.rows, result.records, result.duplicates) == (5, 6, 4)
    assert result.dropped == {"Person.birthDate": 1, "Person.phone": 1}
    assert result.skipped == {"company": 2, "job": 2}
    assert rejects_of(result) == [
        {"file": "people.csv", "row": "5", "column": "id", "value": "",
         "reason": "person: the key is empty"},
    ]  # fmt: skip


def test_a_row_with_nothing_but_a_key_says_that_the_thing_exists(people: Path) -> None:
    (people / "people.csv").write_text(
        "id,name,born,phone,country,employer\n7,,,,,Acme\n8,,,,,\n", encoding="utf-8"
    )
    result, rows = run(people, PEOPLE)
    found = [(r["origin_id"], r["properties"], r["row"]) for r in rows if r["schema"] == "Person"]
    assert found == [("7", {}, 2), ("8", {}, 3)]
    (link,) = (r for r in rows if r["schema"] == "Employment")
    assert link["properties"]["employee"] == [str(ids.entity_id("test", "7"))], "it has its end"
    assert (result.rejected, result.skipped) == (0, {"company": 1, "job": 1})


def test_numbers_with_00_are_read_by_a_country_that_dials_so(people: Path) -> None:
    (people / "people.csv").write_text(
        "id,name,born,phone,country,employer\n1,Ann,,001-702-919-1300,,\n2,Bob,,702-919-1300,,\n"
        "3,Cid,,0049 30 1234567,,\n",
        encoding="utf-8",
    )
    result, _ = run(people, PEOPLE)
    assert result.dropped == {"Person.phone": 2}
    result, rows = run(people, PEOPLE.replace("format: us", "format: [us, gb]"))
    assert [r["properties"]["phone"] for r in rows] == [
        ["+17029191300"], ["+17029191300"], ["+49301234567"],
    ]  # fmt: skip
    assert rows[0]["originals"] == {"phone": ["001-702-919-1300"]}
    assert result.dropped == {}


def test_another_scope_gives_other_records_of_the_same_entities(people: Path) -> None:
    _, rows = run(people, PEOPLE)
    _, others = run(people, PEOPLE, scope_key="team:fraud")
    assert {r["entity_id"] for r in rows} == {r["entity_id"] for r in others}
    assert not {r["id"] for r in rows} & {r["id"] for r in others}


def test_progress_names_the_stages(people: Path) -> None:
    seen: list[Progress] = []
    run(people, PEOPLE, progress=seen.append)
    assert seen[0].stage == "reading"
    assert {p.stage for p in seen} == {"reading", "cleaning", "mapping", "writing"}
    assert Progress("mapping", "people.csv", 5, 5) in seen


def test_a_missing_column_is_named_with_those_that_exist(people: Path) -> None:
    with pytest.raises(Invalid, match="no column “full_name”") as caught:
        run(people, PEOPLE.replace("column: name", "column: full_name"))
    assert "“born”" in caught.value.remedy
    assert not (people / "out" / "records.parquet").exists()


def test_a_missing_file_is_named_with_those_that_exist(people: Path) -> None:
    with pytest.raises(NotFound, match=r"peple\.csv") as caught:
        run(people, PEOPLE.replace("people.csv", "peple.csv"))
    assert "people.csv" in caught.value.remedy


def test_a_run_leaves_no_scratch_files(people: Path) -> None:
    run(people, PEOPLE)
    assert sorted(p.name for p in (people / "out").iterdir()) == ["records.parquet", "rejects.csv"]
