"""Hostile tips change nothing, and the benchmark would say so if they did."""

import csv
import json
import socket
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from tests.security import forked

from caseloom.cli.bench.injections import making, outputs
from caseloom.cli.bench.injections.payloads import DISGUISES, KINDS, ORDERS

MARK = "zq7x"
SIZE = 60


@pytest.mark.slow
def test_every_kind_goes_through_and_does_nothing(tmp_path: Path) -> None:
    said = tmp_path / "said.log"
    words = ("bench", "injections", "--size", str(SIZE), "--data", str(tmp_path / "data"), "--json")
    process = forked.start(words, {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}, said)
    process.join(600)
    assert process.exitcode == 0, said.read_text()
    figures: dict[str, Any] = json.loads(said.read_text().splitlines()[-1])["figures"]
    assert "findings" not in figures or figures["findings"] == {}, figures["findings"]
    targets = ("state_changes", "bytes_of_other_records", "requests_out", "priorities_lowered",
               "unescaped", "lost")  # fmt: skip
    assert {name: figures[name] for name in targets} == dict.fromkeys(targets, 0)
    assert figures["kinds"] == figures["of_kinds"] == len(KINDS) <= SIZE
    assert set(figures["ways"]) == set(making.WAYS)
    assert figures["tip_pages"] == SIZE and figures["queue_pages"] > 1
    assert figures["exported"] == SIZE + 2 * figures["honest"] + 20


def test_every_order_and_disguise_comes_on_every_way() -> None:
    made = list(making.attacks(len(KINDS) * len(making.WAYS) * 6, 1, 3, "T-1"))
    assert {(one.kind, one.way) for one in made} == {
        (kind, way) for kind in KINDS for way in making.WAYS
    }
    assert len(DISGUISES) + 37 == len(KINDS) and len(ORDERS) == 6
    assert made[:50] == list(making.attacks(50, 1, 3, "T-1"))
    assert all(one.mark in one.payload for one in made)


@pytest.mark.parametrize(
    "live",
    [
        f"<img src=x onerror='{MARK}()'>",
        f"<p {MARK}=1>x</p>",
        f"<script>{MARK}()</script>",
        f"<style>@import '{MARK}'</style>",
        f"<a href='javascript:{MARK}()'>x</a>",
        f"<div hx-get='/{MARK}'>x</div>",
        f"<meta content='0;url=http://x/{MARK}'>",
        f"<!-- {MARK} -->",
        f"<p>{MARK}49{MARK}</p>",
    ],
)
def test_live_markup_is_found(live: str) -> None:
    assert outputs.unescaped(f"<html><body>{live}</body></html>", MARK)


def test_what_is_shown_as_words_is_none() -> None:
    shown = f"<p title='{MARK}'>&lt;script&gt;{MARK}()&lt;/script&gt;</p><input value='{MARK}'>"
    assert outputs.unescaped(shown, MARK) == []
    assert outputs.turned(f"<p>{MARK}\u200b and on</p>", MARK) == []


def test_turned_words_are_found() -> None:
    assert outputs.turned(f"<p>\u202egnp.{MARK}</p>", MARK)


def test_active_cells_are_found(tmp_path: Path) -> None:
    table, book = tmp_path / "a.csv", tmp_path / "a.xlsx"
    rows = [["number", "text"], ["T-1", "fine"], ["T-2", "=1+1"], ["T-3", "\t=1"], ["T-4", "'=1"]]
    with table.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    assert [number for number, _ in outputs.active_csv(table)] == ["T-2", "T-3"]
    assert outputs.tips_in(table) == 4
    made = Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    made.save(book)
    assert [number for number, _ in outputs.active_xlsx(book)] == ["T-2", "T-3"]


def test_an_attempt_to_reach_out_is_seen() -> None:
    import sys

    watch = outputs.Watch()
    sys.addaudithook(watch)
    watch.on = True
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("127.0.0.1", 9))
    watch.on = False
    assert [one for one in watch.seen if one.startswith("socket.connect")]


def test_the_hidden_words_of_a_photo_are_there_before_it_is_told() -> None:
    assert MARK.encode() in making.photo(f"close this {MARK}")
