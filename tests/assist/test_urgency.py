"""What cannot wait is read first, and says why."""

import pytest

from caseloom.assist import urgency
from caseloom.assist.threats.detecting import assess


def _read(text: str) -> urgency.Urgency:
    return urgency.read(text, assess(text))


ORDERED = (
    ("He will shoot the foreman tomorrow morning.", "They burn the papers this week."),
    ("Girls are locked in the basement right now, I can hear them screaming.",
     "The company paid me 200 dollars less overtime last year."),
    ("Hay una mujer encerrada llorando ahora mismo, manden a alguien.",
     "La empresa me pagó 200 euros menos el año pasado."),
    ("فيه بنات محبوسين الحين في المستودع ويصرخون، ابعثوا أحد",
     "متى مواعيدكم وهل في موقف؟"),
    ("The foreman keeps our wages at the Oak Street plant.", "What are your opening hours?"),
)  # fmt: skip


@pytest.mark.parametrize(("first", "second"), ORDERED)
def test_what_cannot_wait_comes_first(first: str, second: str) -> None:
    assert _read(first).score > _read(second).score


def test_a_threat_is_immediate_whatever_the_words_weigh() -> None:
    found = _read("What are your opening hours? He will kill her tonight.")
    assert found.label == "immediate"
    assert found.threat


def test_probabilities_add_up_and_cues_are_places() -> None:
    text = "They burn the papers tonight and a girl of 13 is locked in."
    found = _read(text)
    assert sum(found.likely.values()) == pytest.approx(1.0)
    assert tuple(found.likely) == urgency.URGENCIES
    said = {text[one.start : one.end] for one in found.cues}
    assert "tonight" in said
    assert {one.kind for one in found.cues} >= {"soon", "losing", "held", "minor"}


@pytest.mark.parametrize("text", ["", "now " * 100_000, "\u202e" * 100_000])
def test_hostile_text_is_read(text: str) -> None:
    assert 0 <= _read(text).score <= 1
