"""The mapping language: FollowTheMoney's settings, ours, and the errors that help."""

import json
from pathlib import Path

import pytest
from tests.engine.test_job import expected_id, rejects_of, run

from caseloom.engine import mapping
from caseloom.kernel import ids
from caseloom.kernel.errors import Invalid


def table(folder: Path, text: str) -> Path:
    (folder / "a.csv").write_text(text, encoding="utf-8")
    return folder


def one(properties: str, key: str = "key: id", query: str = "") -> str:
    return (
        f"queries: [{{csv_url: a.csv, {query} entities: {{p: {{schema: Person, {key}, "
        f"properties: {{{properties}}}}}}}}}]"
    )


def test_join_split_template_and_literals(tmp_path: Path) -> None:
    table(tmp_path, "id,a,b,c\n1,Ann,Lee,x; y;\n2,,Bob,\n")
    text = one(
        'name: {columns: [a, b], join: " "}, keywords: {column: c, split: ";"}, '
        "title: {literal: Dr}, alias: {template: '{{b}}, {{a}}'}, weakAlias: {columns: [a, b]}"
    )
    _, rows = run(tmp_path, text)
    assert rows[0]["properties"] == {
        "alias": ["Lee, Ann"], "keywords": ["x", "y"], "name": ["Ann Lee"], "title": ["Dr"],
        "weakAlias": ["Ann", "Lee"],
    }  # fmt: skip
    assert rows[1]["properties"] == {
        "alias": ["Bob,"], "name": ["Bob"], "title": ["Dr"], "weakAlias": ["Bob"],
    }  # fmt: skip


def test_patterns_draw_one_or_all_out_of_a_text(tmp_path: Path) -> None:
    details = "DOB 07 Oct 1954; alt. DOB 1955; a.k.a. 'BNC'; a.k.a. 'B, N'; Passport A12 (Cuba)"
    table(tmp_path, f'id,d\n1,"{details}"\n2,nothing\n')
    text = one(
        "birthDate: {column: d, pattern: 'DOB ((?:[0-9]{2} )?(?:[A-Z][a-z]{2} )?[0-9]{4})', "
        "matches: all, format: ['%d %b %Y', '%Y']}, "
        "alias: {column: d, pattern: \"a\\\\.k\\\\.a\\\\. '([^']*)'\", matches: all, "
        "name_order: 'last, first'}, passportNumber: {column: d, pattern: 'Passport (\\w+)'}"
    )
    result, rows = run(tmp_path, text)
    assert rows[0]["properties"] == {
        "alias": ["BNC", "N B"], "birthDate": ["1954-10-07", "1955"], "passportNumber": ["A12"],
    }  # fmt: skip
    assert rows[0]["originals"]["birthDate"] == ["07 Oct 1954"]
    assert all(r["id"] == expected_id(r) for r in rows)
    assert result.dropped == {}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('"LEE, Ann"', "Ann LEE"), ('"SMITH, John, Jr."', "John SMITH Jr."), ("Ann Lee", "Ann Lee"),
        ('"a,b,c,d"', "a,b,c,d"),
    ],
)  # fmt: skip
def test_name_order(tmp_path: Path, given: str, expected: str) -> None:
    table(tmp_path, f"id,n\n1,{given}\n")
    _, rows = run(tmp_path, one("name: {column: n, name_order: 'last, first'}"))
    assert rows[0]["properties"]["name"] == [expected]


def test_null_values_of_a_query_and_of_a_property(tmp_path: Path) -> None:
    table(tmp_path, "id,n,c\n1,-0- ,unknown\n-0-,x,us\n")
    text = one("name: {column: n}, country: {column: c, null_values: [unknown]}",
               query='null_values: ["-0-"],')  # fmt: skip
    result, rows = run(tmp_path, text)
    assert [(r["properties"], r["originals"]) for r in rows] == [({}, {})]
    assert result.dropped == {}
    assert [r["reason"] for r in rejects_of(result)] == ["p: the key is empty"]


def test_filters(tmp_path: Path) -> None:
    table(tmp_path, "id,t,n\n1,a,x\n2,b,y\n3,,z\n4,c,w\n")
    _, rows = run(tmp_path, one("name: {column: n}", query="filters: {t: [a, c]},"))
    assert [r["origin_id"] for r in rows] == ["1", "4"]
    _, rows = run(tmp_path, one("name: {column: n}", query="filters_not: {t: [a, '']},"))
    assert [r["origin_id"] for r in rows] == ["2", "4"]


def test_required_and_links_without_an_end(tmp_path: Path) -> None:
    table(tmp_path, "id,n,boss,since\n1,Ann,,\n2,,1,2020\n3,Bob,,2021\n")
    text = """
queries:
  - csv_url: a.csv
    entities:
      p: {schema: Person, key: id, properties: {name: {column: n, required: true}}}
      b: {schema: Person, key: boss}
      l: {schema: Associate, keys: [id, boss], key_literal: l,
          properties: {person: {entity: p}, associate: {entity: b}, startDate: {column: since}}}
"""
    result, rows = run(tmp_path, text)
    assert result.skipped == {"b": 2, "l": 1, "p": 1}
    assert [(r["row"], r["reason"]) for r in rejects_of(result)] == [
        ("4", "l: the link has no associate")
    ]
    assert sorted(r["origin_id"] for r in rows) == ["1", "1", "3", "l|2|1"]


def test_the_order_of_a_key_matters_and_its_parts_cannot_run_together(tmp_path: Path) -> None:
    table(tmp_path, "a,b\n1,23\n12,3\n3,12\nx|y,z\nx,y|z\n")
    _, rows = run(tmp_path, one("", key="keys: [a, b]"))
    assert len({r["entity_id"] for r in rows}) == 5
    for row in rows:
        assert row["entity_id"] == str(ids.entity_id("test", row["origin_id"]))


def test_two_files_joined_by_a_key(tmp_path: Path) -> None:
    table(tmp_path, "id,n\n1,Ann\n")
    (tmp_path / "b.csv").write_text("id,city\n1,Bonn\n1,Köln\n", encoding="utf-8")
    text = """
queries:
  - {csv_url: a.csv, entities: {p: {schema: Person, key: id, properties: {name: {column: n}}}}}
  - {csv_url: b.csv, entities: {p: {schema: LegalEntity, key: id,
     properties: {address: {column: city}}}}}
"""
    result, rows = run(tmp_path, text)
    assert len({r["entity_id"] for r in rows}) == 1
    assert [(r["file"], r["row"], r["schema"]) for r in rows] == [
        ("a.csv", 2, "Person"), ("b.csv", 2, "LegalEntity"), ("b.csv", 3, "LegalEntity"),
    ]  # fmt: skip
    assert [f.name for f in result.files] == ["a.csv", "b.csv"]


def test_an_entity_column_holds_the_id_that_the_source_gives(tmp_path: Path) -> None:
    table(tmp_path, "id,owner\nv1,p1\n")
    text = one("owner: {column: owner}").replace("Person", "Vehicle")
    _, rows = run(tmp_path, text)
    assert rows[0]["properties"]["owner"] == [str(ids.entity_id("test", "p1"))]
    assert rows[0]["id"] == expected_id(rows[0])


def test_a_property_may_have_several_ways(tmp_path: Path) -> None:
    table(tmp_path, "id,a,b\n1,31.12.1980,1981-01-01\n")
    text = one("birthDate: [{column: a, format: '%d.%m.%Y'}, {column: b}]")
    _, rows = run(tmp_path, text)
    assert rows[0]["properties"]["birthDate"] == ["1980-12-31", "1981-01-01"]


def test_followthemoney_files_may_name_the_dataset_first() -> None:
    inner = json.loads(json.dumps(mapping.load(one("name: {column: n}")).raw))
    assert mapping.load({"some_dataset": {"label": "x", **inner}}).files == ("a.csv",)


def test_ftm_entities_are_cleaned_again(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "schema": "Person", "properties": {"name": [" Ann  Lee "], "country": "US"}},
        {"id": "v", "schema": "Vehicle", "properties": {"owner": ["a"], "buildDate": ["2020-13"]}},
        {"id": "x", "schema": "Persn", "properties": {}},
        {"id": "", "schema": "Person", "properties": {}},
        {"id": "y", "schema": "Person", "properties": {"nme": ["z"]}},
    ]
    (tmp_path / "a.json").write_text("\n".join(json.dumps(one) for one in lines), "utf-8")
    result, rows = run(tmp_path, "queries: [{ftm_url: a.json}]")
    assert [r["properties"] for r in rows] == [
        {"country": ["us"], "name": ["Ann Lee"]}, {"owner": [str(ids.entity_id("test", "a"))]},
    ]  # fmt: skip
    assert all(r["id"] == expected_id(r) for r in rows)
    assert result.dropped == {"Vehicle.buildDate": 1}
    assert [r["row"] for r in rejects_of(result)] == ["3", "4", "5"]
    assert "“Person”" in rejects_of(result)[0]["reason"]


@pytest.mark.parametrize(
    ("text", "said", "remedy"),
    [
        ("a: [", "not YAML", "line"),
        ("[]", "not a YAML mapping", "queries"),
        ("queries: []", "holds no queries", "queries"),
        ("queries: [{entities: {p: {schema: Person, key: id}}}]", "names no file", "csv_url"),
        ("queries: [{csv_url: a.csv}]", "makes no entities", "entities"),
        ("queries: [{csv_url: /etc/passwd, entities: {}}]", "names the file", "inside"),
        ("queries: [{csv_url: http://x/y.csv, entities: {}}]", "names the file", "inside"),
        (one("").replace("Person", "Persn"), "no type “Persn”", "“Person”"),
        (one("").replace("Person", "Interval"), "only collects others", "Use one of"),
        (one("nme: {column: n}"), "no property “nme”", "“name”"),
        (one("name: {colum: n}"), "unknown setting “colum”", "“column”"),
        (one("name: {}"), "has no source", "column"),
        (one("name: {column: n, pattern: '('}"), "can't be read", "RE2"),
        (one("name: {column: n, matches: all}"), "without a pattern", "pattern"),
        (one("name: {column: n, split: ''}"), "splits at nothing", "split at"),
        (one("phone: {column: n, format: xx}"), "does not fit", "country"),
        (one("name: {column: n, name_order: x}"), "has name_order", "last, first"),
        (one("name: {entity: q}"), "is of the type name", "column"),
        (one("parent: {entity: q}"), "unknown entity “q”", "p"),
        (one("", key="keys: []"), "exactly one of", "key"),
        (one("", key="key: a, row: true"), "exactly one of", "key"),
        (one("", query="csv: {ragged: x},"), "ragged", "pad"),
        (one("", query="csv: {delimiter: '||'},"), "several characters", "one"),
    ],
)
def test_mistakes_are_told_with_the_remedy(text: str, said: str, remedy: str) -> None:
    with pytest.raises(Invalid) as caught:
        mapping.load(text)
    assert said in caught.value.message
    assert remedy in caught.value.remedy


def test_links_must_point_at_what_they_can() -> None:
    text = """
queries:
  - csv_url: a.csv
    entities:
      a: {schema: Person, key: id}
      l: {schema: Ownership, key: id, key_literal: l, properties: {asset: {entity: a}}}
"""
    with pytest.raises(Invalid, match="must point at a Asset"):
        mapping.load(text)


def test_two_kinds_of_thing_must_not_share_a_key() -> None:
    text = """
queries:
  - csv_url: a.csv
    entities:
      a: {schema: Person, key: id}
      b: {schema: Vehicle, key: id}
"""
    with pytest.raises(Invalid, match="would be one thing") as caught:
        mapping.load(text)
    assert "key_literal: b" in caught.value.remedy
