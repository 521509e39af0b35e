"""Exports are whole, inert and logged; statistics point to nobody."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, NotAllowed
from caseloom.tips import actions, queries
from caseloom.tips.queries.statistics import LEAST, suppressed
from tests.tips.hotline import Hotline

NASTY = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "\x02bell", "＝1", 'plain, "quoted"')


def written(hotline: Hotline, path: Path, who: str = "agent") -> int:
    count: int = hotline.act(
        who, actions.export, wanted=hotline.all, path=path, format=path.suffix[1:]
    )
    return count


def test_csv_holds_every_tip_and_no_formula(hotline: Hotline, tmp_path: Path) -> None:
    for text in NASTY:
        hotline.send(text)
    assert written(hotline, tmp_path / "t.csv") == len(NASTY)
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(NASTY)
    for row in rows:
        assert not row["text"].startswith(("=", "+", "-", "@", "＝"))
    assert {row["text"].lstrip("'") for row in rows} == set(NASTY)
    assert (tmp_path / "t.csv").stat().st_mode & 0o077 == 0


def test_xlsx_holds_long_texts_whole(hotline: Hotline, tmp_path: Path) -> None:
    long = "Lorem " * 8_000
    hotline.send(long)
    hotline.send("=HYPERLINK(1)")
    assert written(hotline, tmp_path / "t.xlsx") == 2
    book = load_workbook(tmp_path / "t.xlsx")
    cells = [cell for row in book["tips"].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    parts = [row[2] for row in book["long texts"].iter_rows(min_row=2, values_only=True)]
    assert "".join(map(str, parts)) == long.strip()


def test_it_writes_over_nothing_and_only_for_who_may(hotline: Hotline, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("mine")
    with pytest.raises(Conflict):
        written(hotline, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == "mine"
    with pytest.raises(NotAllowed):
        written(hotline, tmp_path / "u.csv", "intake")
    hotline.send()
    assert written(hotline, tmp_path / "v.csv", "outsider") == 0


def test_statistics_count_whole_quarters_and_nothing_that_is_closed(hotline: Hotline) -> None:
    with clock.freeze(datetime(2026, 2, 3, tzinfo=UTC)):
        for number in range(12):
            hotline.send(f"Tip {number}", language="es" if number < 3 else "en")
        hotline.send("Agent Okafor takes money.")
    with clock.freeze(datetime(2026, 3, 30, tzinfo=UTC)):
        assert queries.statistics() == ()
    with clock.freeze(datetime(2026, 4, 1, tzinfo=UTC)):
        (found,) = queries.statistics()
    assert (found.line, found.begins, found.total) == ("hotline", "2026-01-01", 12)
    assert found.by["language"] == {"en": None, "es": None}
    assert found.by["channel"] == {"portal": 12}


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 40), min_size=1))
def test_what_is_left_out_cannot_be_worked_out_from_the_total(counts: dict[str, int]) -> None:
    shown = suppressed(counts)
    hidden = [value for value, count in shown.items() if count is None]
    assert all(counts[value] >= LEAST for value in counts if value not in hidden)
    assert all(shown[value] == counts[value] for value in counts if value not in hidden)
    if hidden and len(hidden) < len(counts):
        assert len(hidden) > 1
        assert sum(counts[value] for value in hidden) >= LEAST
