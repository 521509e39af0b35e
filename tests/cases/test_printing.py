"""The printed page: the same bytes each time, and user text that stays text."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from caseloom.cases import printing, prose
from caseloom.kernel.errors import Invalid

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ATTACKS = [
    '#read("/etc/passwd")',
    "#panic(1)",
    "#{ let x = sys.inputs; x }",
    "$ integral_0^1 $",
    "\\ \\u{41} #sys.version",
    '") #pagebreak() #("',
    "*bold* _em_ `raw` <label> @ref",
    '#import "@preview/cetz:0.3.0"',
    "// comment that would eat the rest",
    "/* and this too",
    "]]] #[ [[[",
]


def page(body: str, **more: Any) -> dict[str, Any]:
    cited = prose.citations(body)
    return {
        "title": "Interview", "number": 1, "version": 1, "case": {"number": "2026-483710"},
        "state": "signed", "hash": "a" * 64, "lang": "en", "facts": [["Case", "Blue Crane"]],
        "blocks": printing.mark_first(prose.blocks(body)),
        "notes": [
            {
                "withheld": False, "record": "r" * 36, "label": "Person, name",
                "value": "Marisol Vega", "source": "Payroll", "place": "pay.csv, row 8,112",
                "retracted": False,
            }
            for _ in cited
        ],
        "authors": ["Ada Okafor"], "submitted": "Submitted 2026-02-28", "signer": "Dana Lind",
        "signed_at": "Signed 2026-03-01", **more,
    }  # fmt: skip


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-layout", str(path), "-"]
    shown = subprocess.run(command, capture_output=True, check=True)
    return shown.stdout.decode()


def test_the_same_version_is_the_same_bytes() -> None:
    assert printing.print_pdf(page("Hello."), at=AT) == printing.print_pdf(page("Hello."), at=AT)
    assert printing.print_pdf(page("Hello."), at=AT) != printing.print_pdf(page("Hullo."), at=AT)


def test_paper_is_chosen_from_two() -> None:
    letter = printing.print_pdf(page("x"), at=AT)
    assert b"612" in letter
    assert letter != printing.print_pdf(page("x"), at=AT, paper="a4")
    with pytest.raises(Invalid, match="us-letter or a4"):
        printing.print_pdf(page("x"), at=AT, paper="legal")  # type: ignore[arg-type] # on purpose


@pytest.mark.parametrize("attack", ATTACKS)
def test_user_text_is_never_run(attack: str, tmp_path: Path) -> None:
    facts = [["Case", attack], ["Predicate", attack]]
    data = page(f"Text `{attack}` end.", title=attack, facts=facts, authors=[attack], signer=attack)
    shown = text_of(printing.print_pdf(data, at=AT), tmp_path)
    squeezed = re.sub(r"\s", "", shown)
    assert squeezed.count(re.sub(r"\s", "", attack)) >= 5
    assert "root:" not in shown


def test_a_note_stands_once_and_its_number_as_often_as_it_is_cited(tmp_path: Path) -> None:
    one = "[[s:11111111-1111-8111-8111-111111111111.name.0]]"
    shown = text_of(printing.print_pdf(page(f"First {one}. Second {one}."), at=AT), tmp_path)
    assert shown.count("Marisol Vega") == 1
    assert "pay.csv, row 8,112" in shown


def test_withheld_notes_show_no_value(tmp_path: Path) -> None:
    one = "[[s:11111111-1111-8111-8111-111111111111.name.0]]"
    data = page(f"First {one}.", notes=[{"withheld": True}])
    assert "Withheld from this copy" in text_of(printing.print_pdf(data, at=AT), tmp_path)


def test_an_unsigned_copy_says_so(tmp_path: Path) -> None:
    data = page("x", hash=None, state="draft", signer="", signed_at="")
    shown = text_of(printing.print_pdf(data, at=AT), tmp_path)
    assert "Not signed: this copy proves nothing" in shown
    assert "Nobody yet" in shown


@pytest.mark.parametrize(
    "words", ["שלום עולם", "مرحبا بالعالم", "Ελληνικά", "Русский", "Zażółć gęślą"]
)
def test_scripts_of_the_embedded_fonts_need_no_other(words: str, tmp_path: Path) -> None:
    assert not printing.needs_other_fonts(words)
    shown = text_of(printing.print_pdf(page(words), at=AT), tmp_path)
    # A right-to-left line comes back from pdftotext with its own marks and shapes.
    letters = {one for one in shown if one.isalpha() and ord(one) > 127}
    assert len(letters & set(words)) >= len({one for one in words if ord(one) > 127}) - 1


@pytest.mark.parametrize("words", ["中文测试", "日本語", "한국어", "ไทย", "हिन्दी"])
def test_other_scripts_print_and_say_what_they_depend_on(words: str, tmp_path: Path) -> None:
    assert printing.needs_other_fonts(words)
    shown = text_of(printing.print_pdf(page(words), at=AT), tmp_path)
    assert "fonts of the printing machine" in " ".join(shown.split())


def test_a_hundred_pages(tmp_path: Path) -> None:
    one = "[[s:11111111-1111-8111-8111-111111111111.name.0]]"
    paragraph = "The transfer was made on the day the clerk named, in cash. " * 45
    pdf = printing.print_pdf(page(f"{paragraph}{one}\n\n" * 190), at=AT)
    shown = text_of(pdf, tmp_path)
    assert shown.count("\f") >= 100
    assert shown.count("Case 2026-483710") >= 100


def test_deep_nesting_is_printed() -> None:
    body = "\n".join("  " * depth + f"- level {depth}" for depth in range(15))
    assert printing.print_pdf(page(body), at=AT).startswith(b"%PDF")


def test_an_endless_word_stays_on_the_page(tmp_path: Path) -> None:
    data = page("W" * 400, title="M" * 300)
    path = tmp_path / "page.pdf"
    path.write_bytes(printing.print_pdf(data, at=AT))
    command = ["pdftotext", "-bbox", str(path), "-"]
    shown = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    rights = [float(found) for found in re.findall(r'xMax="([0-9.]+)"', shown)]
    assert max(rights) <= 612 - 70
