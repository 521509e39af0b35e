"""What the finding of spans is worth is counted by exact places, by kind and by language."""

import json
from pathlib import Path

import pytest

from caseloom.assist.spans.measuring import Planted, Row, measure, read
from caseloom.assist.spans.span import Span
from caseloom.kernel.errors import Invalid


def row(text: str, language: str, *spans: tuple[str, str]) -> Row:
    return Row(
        text, language,
        tuple(Planted(k, text.index(raw), text.index(raw) + len(raw), raw) for k, raw in spans),
    )  # fmt: skip


def test_exact_places_count_by_kind_and_language() -> None:
    rows = [
        row("mail a@b.org or c@d.org", "en", ("email", "a@b.org"), ("email", "c@d.org")),
        row("correo e@f.org", "es", ("email", "e@f.org")),
        row("nothing", "en"),
    ]

    def finder(text: str) -> list[Span]:
        made = []
        for raw in ("a@b.org", "d.org", "e@f.org"):
            if raw in text:
                at = text.index(raw)
                made.append(Span("email", at, at + len(raw), raw, raw.upper()))
        return made

    got = measure(rows, finder=finder)
    assert got.texts == 3 and got.inexact == 0
    both, english = got.kinds["email"]["all"], got.kinds["email"]["en"]
    assert (both.planted, both.found, both.right, both.values) == (3, 3, 2, 0)
    assert both.precision == both.recall == both.f1 == pytest.approx(2 / 3)
    assert both.interval[0] <= both.f1 <= both.interval[1]
    assert (english.planted, english.found, english.right) == (2, 2, 1)
    assert got.kinds["email"]["es"].f1 == 1.0


def test_a_kind_that_the_truth_lacks_is_not_measured_and_a_wrong_raw_is_told() -> None:
    got = measure([row("@abc", "en")], finder=lambda _: [Span("handle", 0, 4, "@abd", "@abc")])
    assert got.kinds == {} and got.inexact == 1


def test_numbers_with_a_slip_can_be_left_out() -> None:
    one = Row("1234567", "en", (Planted("phone", 0, 7, "1234567", valid=False),))
    found = [Span("phone", 0, 7, "1234567", "1234567")]
    assert measure([one], finder=lambda _: found).kinds["phone"]["all"].right == 1
    assert measure([one], finder=lambda _: found, slips=False).kinds == {}


def test_truth_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    span = {"kind": "email", "start": 0, "end": 7, "value": "a@b.org", "valid": True}
    path.write_text(json.dumps({"text": "a@b.org", "language": "en", "spans": [span]}) + "\n\n")
    (only,) = read(path)
    assert only.spans == (Planted("email", 0, 7, "a@b.org"),)
    assert measure([only]).kinds["email"]["all"].f1 == 1.0


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"text": "a"}', '{"text": "a", "spans": [{"kind": "x", "start": 0, "end": 5}]}',
     '{"text": "a", "spans": [{"kind": "x", "start": "n", "end": 1}]}', "[" * 100_000],
)  # fmt: skip
def test_a_line_that_is_no_truth_is_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "truth.jsonl"
    path.write_text(line)
    with pytest.raises(Invalid):
        list(read(path))


def test_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        measure([])
    with pytest.raises(Invalid):
        list(read(tmp_path / "none"))
