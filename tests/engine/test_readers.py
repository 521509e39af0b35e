"""Files as they come: every one is read, or refused with a remedy, and nothing is lost."""

import codecs
import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from tests.engine.test_job import rejects_of, run
from tests.examples.test_examples import data

from caseloom.engine import csv_file, readers, workbook
from caseloom.kernel.errors import CaseloomError, Invalid

MAPPING = """
queries:
  - csv_url: {file}
    {options}
    entities:
      person:
        schema: Person
        row: true
        properties:
          name: {{column: name}}
          notes: {{column: note}}
"""


def people(folder: Path, file: str = "a.csv", options: str = "") -> str:
    return MAPPING.format(file=file, options=options)


def names_of(rows: list[dict[str, object]]) -> list[tuple[object, object]]:
    found = ((r["row"], r["properties"].get("name", [None])[0]) for r in rows)  # type: ignore[attr-defined]  # a dict
    return sorted(found)  # type: ignore[type-var]  # row numbers


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "utf-32"],
)
def test_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    lines = [f"Jürgen Müller {n},Straße für Käse – naïve café" for n in range(40)]
    text = "name,note\n" + "\n".join(lines) + "\n"
    (tmp_path / "a.csv").write_bytes(text.replace("–", "-").encode(encoding))
    _, rows = run(tmp_path, people(tmp_path))
    assert names_of(rows)[3] == (5, "Jürgen Müller 3")
    assert len(rows) == 40


def test_chinese_in_gb18030_is_found_and_any_encoding_can_be_told(tmp_path: Path) -> None:
    text = "name,note\n" + "习近平,中华人民共和国国家主席在北京举行会议讨论经济发展问题\n" * 30
    (tmp_path / "a.csv").write_bytes(text.encode("gb18030"))
    _, rows = run(tmp_path, people(tmp_path))
    assert names_of(rows)[0] == (2, "习近平")
    _, rows = run(tmp_path, people(tmp_path, options="csv: {encoding: gb18030}"))
    assert names_of(rows)[0] == (2, "习近平")


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16", "utf-32", "gb18030"])
def test_another_encoding_gives_what_utf_8_gives(tmp_path: Path, encoding: str) -> None:
    cells = [
        f'"é {n}\r\n""ü"" ",x{n}' if n % 7 == 0 else f"José {n},Straße {n}" for n in range(3000)
    ]
    text = "name,note\r\n" + "\r\n".join([*cells, "José,1,2", "Zoë,end"])
    (tmp_path / "a.csv").write_bytes(text.encode("utf-8"))
    as_utf8 = run(tmp_path, people(tmp_path))
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    result, rows = run(tmp_path, people(tmp_path, options=f"csv: {{encoding: {encoding}}}"))
    assert rows == as_utf8[1]
    assert rejects_of(result) == rejects_of(as_utf8[0])
    assert f"Read as {codecs.lookup(encoding).name}" in result.files[0].notes[0]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "records.parquet",
        "rejects.csv",
    ]


def test_another_encoding_is_read_as_directly_as_utf_8(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "_careful", None)  # the row-by-row way would fail
    (tmp_path / "a.csv").write_bytes("name,note\nJosé,Zoë\n".encode("utf-16"))
    _, rows = run(tmp_path, people(tmp_path))
    assert names_of(rows) == [(2, "José")]


def test_bytes_that_are_not_of_the_encoding_cost_their_row_alone(tmp_path: Path) -> None:
    text = "name,note\nJosé,1\nB\x81b,2\nZoë,3\n".encode("latin-1")
    (tmp_path / "a.csv").write_bytes(text)
    result, rows = run(tmp_path, people(tmp_path, options="csv: {encoding: cp1252}"))
    assert names_of(rows) == [(2, "José"), (4, "Zoë")]
    (refused,) = rejects_of(result)
    assert (refused["row"], refused["reason"]) == ("3", "it holds bytes that are not cp1252")
    (tmp_path / "a.csv").write_bytes("name,note\nJosé,1\nZoë,2\n".encode("utf-16")[:-3])
    result, rows = run(tmp_path, people(tmp_path))
    assert names_of(rows)[0] == (2, "José"), "cut off within a character"


@pytest.mark.parametrize("encoding", ["utf-99", "base64", "rot13", "undefined", "a\0b"])
def test_what_is_no_encoding_of_text_is_told(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_text("name,note\nAnn,1\n", encoding="utf-8")
    with pytest.raises(Invalid, match="no encoding") as caught:
        run(tmp_path, people(tmp_path, options=f"csv: {{encoding: {json.dumps(encoding)}}}"))
    assert "cp1252" in caught.value.remedy


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(tmp_path: Path, delimiter: str) -> None:
    lines = [delimiter.join(("name", "note", "n")), delimiter.join(("Ann", "a.b", "1"))]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    result, rows = run(tmp_path, people(tmp_path))
    assert names_of(rows) == [(2, "Ann")]
    assert "columns separated by" in result.files[0].notes[0]


def test_delimiter_quote_header_and_skip_can_be_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Report of May\n\nAnn#'x#y'#\n", encoding="utf-8")
    options = 'csv: {delimiter: "#", quote: "\'", header: false, skip: 1}'
    text = people(tmp_path, options=options).replace("column: name", "column: column_1")
    _, rows = run(tmp_path, text.replace("column: note", "column: column_2"))
    assert rows[0]["row"] == 3
    assert rows[0]["properties"] == {"name": ["Ann"], "notes": ["x#y"]}


def test_ragged_rows_are_refused_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,note\nAnn,1\nBob,1,2,3\n\nCid\nDora,4\n", "utf-8")
    result, rows = run(tmp_path, people(tmp_path))
    assert names_of(rows) == [(2, "Ann"), (6, "Dora")]
    assert [(r["row"], r["value"], r["reason"]) for r in rejects_of(result)] == [
        ("3", "Bob,1,2,3", "it has 4 cells where the header has 2"),
        ("5", "Cid", "it has 1 cells where the header has 2"),
    ]
    assert (result.rows, result.rejected) == (4, 2)
    _, rows = run(tmp_path, people(tmp_path, options="csv: {ragged: pad}"))
    assert names_of(rows) == [(2, "Ann"), (5, "Cid"), (6, "Dora")]


def test_rows_in_another_encoding_are_refused_one_by_one(tmp_path: Path) -> None:
    good = "".join(f"Jürgen {n},ä\n" for n in range(50))
    (tmp_path / "a.csv").write_bytes(
        b"name,note\n" + good.encode() + "Müller,x\n".encode("cp1252") + "Zoë,y\n".encode()
    )
    result, rows = run(tmp_path, people(tmp_path))
    assert len(rows) == 51
    assert names_of(rows)[-1] == (53, "Zoë")
    (refused,) = rejects_of(result)
    assert refused["row"] == "52"
    assert "not utf-8" in refused["reason"]
    assert "\\udcfc" in refused["value"]


def test_quoted_line_breaks_nuls_and_spaces_before_quotes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'name,note\n"Ann\nLee", "x, ""y"""\nB\0ob,z\r\n"Cid",\n')
    result, rows = run(tmp_path, people(tmp_path))
    assert names_of(rows) == [(2, "Ann Lee"), (3, "Bob"), (4, "Cid")]
    assert rows[0]["properties"]["notes"] == ['x, "y"']
    assert rows[0]["originals"]["name"] == ["Ann\nLee"]
    assert rows[1]["originals"]["name"] == ["B\ufffdob"]
    assert any("NUL" in note for note in result.files[0].notes)


def test_a_file_that_is_cut_off_loses_only_its_last_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('name,note\nAnn,1\nBob,"and then', encoding="utf-8")
    result, rows = run(tmp_path, people(tmp_path))
    assert names_of(rows) == [(2, "Ann")]
    assert "cut off" in rejects_of(result)[0]["reason"]


def test_no_rows_and_one_column_are_fine(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,note\n", encoding="utf-8")
    result, rows = run(tmp_path, people(tmp_path))
    assert (rows, result.records, result.rejected) == ([], 0, 0)
    (tmp_path / "a.csv").write_text("name\nAnn\nBob\n", encoding="utf-8")
    one = people(tmp_path).replace("          notes: {column: note}\n", "")
    _, rows = run(tmp_path, one)
    assert names_of(rows) == [(2, "Ann"), (3, "Bob")]


def test_columns_with_the_same_or_no_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,name,,note\nAnn,Anna,x,y\n", encoding="utf-8")
    text = people(tmp_path).replace("column: note", "columns: [name_2, column_3]")
    _, rows = run(tmp_path, text)
    assert rows[0]["properties"]["notes"] == ["Anna", "x"]


@pytest.mark.parametrize(
    ("content", "said", "remedy"),
    [
        (b"", "is empty", "Ask"),
        (b" \n\n", "is empty", "Ask"),
        (b"PK\x03\x04abc", "ZIP", ".xlsx"),
        (b"%PDF-1.7", "PDF", "document"),
        (b"\x1f\x8b\x08", "gzip", "Unpack"),
        (bytes(range(256)) * 40, "not text", "CSV"),
        (b"\x00" * 5000, "not text", "CSV"),
    ],
)
def test_what_is_no_csv_is_told(tmp_path: Path, content: bytes, said: str, remedy: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(Invalid) as caught:
        run(tmp_path, people(tmp_path))
    assert said in caught.value.message
    assert remedy in caught.value.remedy


def test_an_unclosed_quote_in_a_large_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('name,note\nAnn,"1\n' + "Bob,2\n" * 2_000_000, "utf-8")
    with pytest.raises(Invalid, match="never closed"):
        run(tmp_path, people(tmp_path))


def test_a_file_outside_the_folder_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "a.csv").write_text("name,note\n", encoding="utf-8")
    (inside / "a.csv").symlink_to(tmp_path / "a.csv")
    with pytest.raises(Invalid, match="outside"):
        run(inside, people(inside))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook with an empty sheet, and one whose table begins in its third row."""
    made = openpyxl.Workbook()
    sheet = made.create_sheet("People")
    sheet["A3"], sheet["B3"] = "name", "note"
    sheet["A4"], sheet["B4"] = "Ann", datetime(2020, 1, 31)  # noqa: DTZ001 - as Excel has it
    sheet["A6"], sheet["B6"] = "Bob", 12.0
    made.save(tmp_path / "a.xlsx")
    return tmp_path


def test_sheets_are_read_with_the_row_numbers_they_show(book: Path) -> None:
    result, rows = run(book, people(book, "a.xlsx"))
    assert names_of(rows) == [(4, "Ann"), (6, "Bob")]
    assert [r["properties"]["notes"] for r in rows] == [["2020-01-31"], ["12"]]
    assert {r["sheet"] for r in rows} == {"People"}
    assert result.files[0].sheet == "People"


def test_an_unknown_sheet_is_told(book: Path) -> None:
    with pytest.raises(Invalid, match="no sheet “Peple”") as caught:
        run(book, people(book, "a.xlsx", "sheet: Peple"))
    assert "“People”" in caught.value.remedy


def test_cells_as_text() -> None:
    given = [None, True, 1.0, 1.5, date(2020, 1, 2), datetime(2020, 1, 2, 3, 4, 5), "x"]  # noqa: DTZ001
    assert [workbook.cell_text(one) for one in given] == [
        "", "true", "1", "1.5", "2020-01-02", "2020-01-02T03:04:05", "x",
    ]  # fmt: skip


def test_a_broken_workbook_is_not_called_protected(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(Invalid, match="damaged"):
        run(tmp_path, people(tmp_path, "a.xlsx"))
    (tmp_path / "a.xlsx").write_text("name,note\n", encoding="utf-8")
    with pytest.raises(Invalid, match="not a workbook"):
        run(tmp_path, people(tmp_path, "a.xlsx"))


def test_an_empty_a_cut_off_and_a_sheet_with_names_alone(book: Path) -> None:
    whole = (book / "a.xlsx").read_bytes()
    for size in (len(whole) // 2, len(whole) - 10):
        (book / "a.xlsx").write_bytes(whole[:size])
        with pytest.raises(Invalid, match="damaged") as caught:
            run(book, people(book, "a.xlsx"))
        assert "again" in caught.value.remedy
    made = openpyxl.Workbook()
    made.save(book / "a.xlsx")
    with pytest.raises(Invalid, match="no sheet with anything in it"):
        run(book, people(book, "a.xlsx"))
    made.active.append(["name", "note"])
    made.save(book / "a.xlsx")
    result, rows = run(book, people(book, "a.xlsx"))
    assert (rows, result.rows, result.rejected) == ([], 0, 0)


def test_a_workbook_with_a_password_is_told_whatever_it_is_called(book: Path) -> None:
    with (book / "a.xlsx").open("rb") as plain, (book / "b.xlsx").open("wb+") as protected:
        OOXMLFile(plain).encrypt("a secret", protected)
    (book / "b.csv").write_bytes((book / "b.xlsx").read_bytes())
    with pytest.raises(Invalid, match=r"b\.xlsx is protected by a password") as caught:
        run(book, people(book, "b.xlsx"))
    assert "save a copy without one" in caught.value.remedy
    with pytest.raises(Invalid, match="protected by a password"):
        readers.preview(book / "b.xlsx")
    with pytest.raises(Invalid, match="protected Office document"):
        run(book, people(book, "b.csv"))
    assert not (book / "out" / "records.parquet").exists()


@pytest.mark.parametrize(("part", "most"), [("xl/sharedStrings.xml", "MOST_HELD"), ("x", "MOST")])
def test_a_workbook_that_unpacks_without_end_is_refused(
    book: Path, monkeypatch: pytest.MonkeyPatch, part: str, most: str
) -> None:
    path = book / "bomb.xlsx"
    path.write_bytes(next(book.glob("*.xlsx")).read_bytes())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(part, b"0" * 3_000_000)
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(workbook, most, 1_000_000)
    with pytest.raises(Invalid, match="unpacks to more") as refused:
        readers.preview(path)
    assert "CSV" in refused.value.remedy


def test_workbooks_of_before_2007_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    with pytest.raises(Invalid, match="before 2007") as caught:
        run(tmp_path, people(tmp_path, "a.xls"))
    assert caught.value.remedy == "Save it as .xlsx or CSV."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("testEXCEL_protected_passtika.xls", "protected by a password"),
        ("testEXCEL_custom_props.xls", "of before 2007"),
        ("testEXCEL_embeddedPDF_windows.xlsx", "no sheet with anything in it"),
        ("testZipEncrypted.zip", "a ZIP archive"),
        ("testPDF_protected.pdf", "a PDF"),
    ],
)
def test_real_files_that_can_not_be_read_are_told(name: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as caught:
        readers.preview(data("documents") / name)
    assert caught.value.remedy


def test_parquet_is_read(tmp_path: Path) -> None:
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT 'Ann' AS name, DATE '2020-01-31' AS note UNION ALL SELECT 'Bob', NULL) "
            f"TO '{tmp_path / 'a.parquet'}' (FORMAT parquet)"
        )
    _, rows = run(tmp_path, people(tmp_path, "a.parquet"))
    assert names_of(rows) == [(1, "Ann"), (2, "Bob")]
    assert rows[0]["properties"]["notes"] == ["2020-01-31"]
    (tmp_path / "a.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:-20])
    with pytest.raises(Invalid, match="not a Parquet file"):
        run(tmp_path, people(tmp_path, "a.parquet"))


def test_json_lines_are_read_with_paths_and_lists(tmp_path: Path) -> None:
    lines = [
        json.dumps({"name": "Ann", "more": {"note": ["x", "y"]}}), "", "{broken", "[1]",
        json.dumps({"name": "Bob", "more": {"note": 12}}),
    ]  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    text = people(tmp_path, "a.jsonl").replace("column: note", 'column: more.note, split: "\\n"')
    result, rows = run(tmp_path, text)
    assert names_of(rows) == [(1, "Ann"), (5, "Bob")]
    assert rows[0]["properties"]["notes"] == ["x", "y"]
    assert [r["row"] for r in rejects_of(result)] == ["3", "4"]
    with pytest.raises(Invalid, match="no column “nme”"):
        run(tmp_path, text.replace("column: name", "column: nme"))


def test_half_a_character_costs_its_line_alone(tmp_path: Path) -> None:
    lines = [
        '{"name": "B\\ud83db", "note": 1}',
        '"\\ud800"',
        '{"name": "A\\ud83d\\ude00", "note": 2}',
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result, rows = run(tmp_path, people(tmp_path, "a.jsonl"))
    assert names_of(rows) == [(3, "A😀")]
    assert [(r["row"], r["value"]) for r in rejects_of(result)] == [
        ("1", lines[0]),
        ("2", lines[1]),
    ]
    assert "half of a character" in rejects_of(result)[0]["reason"]
    (tmp_path / "b.json").write_text(
        '{"id": "a", "schema": "Person", "properties": {"name": ["Ann"]}}\n'
        '{"id": "b\\ud800", "schema": "Person", "properties": {"name": ["Bob"]}}\n'
    )
    result, rows = run(tmp_path, "queries: [{ftm_url: b.json}]")
    assert [r["origin_id"] for r in rows] == ["a"]
    assert [r["row"] for r in rejects_of(result)] == ["2"]


def test_a_file_of_nothing_but_bad_rows_lists_every_one(tmp_path: Path) -> None:
    bad = "".join(f"Ann {n},x,y\n" for n in range(50_000))
    (tmp_path / "a.csv").write_text(f"name,note\n{bad}", encoding="utf-8")
    result, rows = run(tmp_path, people(tmp_path))
    assert (rows, result.rows, result.rejected) == ([], 50_000, 50_000)
    assert rejects_of(result)[-1] == {
        "file": "a.csv", "row": "50001", "column": "", "value": "Ann 49999,x,y",
        "reason": "it has 3 cells where the header has 2",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet", "a.xlsx"])
def test_previews(tmp_path: Path, book: Path, name: str) -> None:
    (tmp_path / "a.csv").write_text("name;note\nAnn;1\nBob;2\n", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"name": "Ann", "note": 1}\n{"name": "Bob"}\n', "utf-8")
    with duckdb.connect() as con:
        query = "SELECT 'Ann' AS name, 1 AS note UNION ALL SELECT 'Bob', 2"
        con.execute(f"COPY ({query}) TO '{tmp_path / 'a.parquet'}' (FORMAT parquet)")
    found = readers.preview(tmp_path / name, rows=5)
    assert found.columns == ("name", "note")
    assert [row[0] for row in found.rows] == ["Ann", "Bob"]


def test_every_failure_has_a_remedy(tmp_path: Path) -> None:
    for name, content in (("a.csv", b""), ("a.xlsx", b"x"), ("a.parquet", b"x"), ("a.jsonl", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CaseloomError) as caught:
            run(tmp_path, people(tmp_path, name))
        assert caught.value.remedy
