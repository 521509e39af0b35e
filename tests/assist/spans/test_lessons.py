"""Tips written by hand are read as they stand and with other names in their place."""

from random import Random
from typing import Any

from caseloom.assist import learning
from caseloom.assist.spans.inventing import Names
from caseloom.assist.spans.lessons import of_lessons, written


def row(text: str, *names: tuple[str, str], language: str = "en") -> dict[str, Any]:
    spans = [
        {"kind": kind, "start": text.index(name), "end": text.index(name) + len(name)}
        for kind, name in names
    ]
    return {"id": "x", "language": language, "text": text, "spans": spans}


def test_a_name_is_replaced_throughout_and_what_stands_around_it_stays() -> None:
    one = row("Ask Ann Lee, of Acme Farms.", ("person", "Ann Lee"), ("organisation", "Acme Farms"))
    other = row("It was Zoë.", ("person", "Zoë"))
    made = list(of_lessons([one, other], Names(Random(1)), (1, 8)))
    assert made[0].text == one["text"]
    for each in made[1:9]:
        first, second = (each.text[start:end] for start, end, _ in each.spans)
        assert first.strip() and second.strip()
        plain = each.text.lower().replace(",", "").replace(".", "")
        assert plain.startswith("ask ") and f" of {second.lower().replace('.', '')}"[:8] in plain
    assert len({each.text for each in made[:9]}) > 4


def test_a_tip_that_nobody_is_named_in_is_read_too() -> None:
    made = list(of_lessons([row("Nobody came.")], Names(Random(1)), (3, 9)))
    assert len(made) == 3 and not any(one.spans for one in made)


def test_father_of_keeps_its_word() -> None:
    one = row("بلّغت أبو نواف أمس", ("person", "أبو نواف"), language="ar")
    for each in of_lessons([one], Names(Random(2)), (0, 12)):
        ((start, end, _),) = each.spans
        assert each.text[start:end].startswith("أبو ")


def test_marks_and_capitals_change_and_spans_stay_in_place() -> None:
    spans = [(5, 8, "person")]
    for manner in ("plain", "lower", "upper", "unmarked"):
        one = written("So: «Ann» left.", spans, {"Ann": "Bo"}, manner)
        ((start, end, _),) = one.spans
        assert one.text[start:end].lower() == "bo"


def test_each_name_that_is_told_of_a_tip_stands_in_it() -> None:
    """named.txt tells of tips of half 1 alone, whose spans are not marked."""
    from caseloom.assist.spans.lessons import _named, _names

    rows = {one["id"]: one for one in learning.by_hand(1)}
    told = _named()
    for tip, names in told.items():
        assert "spans" not in rows[tip]
        assert len(_names(rows[tip], told)) >= len(names)
