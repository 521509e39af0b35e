"""Which questions a tip answers, where it does, and what to ask about the others."""

import pytest

from caseloom.assist import completeness, summary
from caseloom.assist.spans.finding import find
from caseloom.assist.spans.span import Span
from caseloom.assist.threats.detecting import assess

FULL = (
    "The foreman Albert Johnson takes forty dollars out of every check at the plant on Oak Street"
    " since March 3, 2025. I saw it with my own eyes."
)


def test_a_full_tip_lacks_nothing_and_shows_where() -> None:
    facts = completeness.read(FULL)
    assert [one.name for one in facts] == list(completeness.FACTS)
    for one in facts:
        assert one.present
        assert one.ask is None
        assert all(FULL[start:end].strip() for start, end in one.places)
    assert "Albert Johnson" in {FULL[a:b] for a, b in facts[0].places}


@pytest.mark.parametrize("text", ["", "help", "مساعدة", "???"])
def test_what_is_missing_is_asked_in_every_language(text: str) -> None:
    facts = completeness.read(text)
    missing = [one.ask for one in facts if not one.present]
    assert "assist.ask.what" in missing
    assert all(set(completeness.QUESTIONS[one]) == {"en", "es", "ar"} for one in missing if one)


def test_spans_of_other_tasks_answer() -> None:
    text = "x y z"
    facts = {one.name: one for one in completeness.read(text, [Span("person", 0, 1, "x", "x")])}
    assert facts["who"].places == ((0, 1),)
    assert not facts["when"].present


def test_a_summary_is_of_the_texts_own_sentences() -> None:
    text = (
        "Hello there. The weather is fine. He says he will kill Ana Ruiz tomorrow. My dog barks."
        " His phone is 505 555 0147 and he works at the plant. ok. Thank you all."
    )
    found = summary.summarise(text, assess(text), find(text), most=2)
    chosen = [text[one.start : one.end] for one in found]
    assert len(chosen) == 2
    assert "He says he will kill Ana Ruiz tomorrow." in chosen
    assert any("505 555 0147" in one for one in chosen)
    assert "threat" in found[0].carries


def test_sentences_of_three_languages_end_where_they_do() -> None:
    text = "Dr. Smith bills twice. ¿Lo vio? Sí… هل رأيت؟ نعم. Paid $3.50 on 3.4.2025"
    assert [text[a:b] for a, b in summary.sentences(text)] == [
        "Dr. Smith bills twice.", "¿Lo vio?", "Sí…", "هل رأيت؟", "نعم.", "Paid $3.50 on 3.4.2025",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "." * 100_000, "word " * 200_000, "\n" * 100_000, "a" * 90_000]
)
def test_hostile_text_is_summarised(text: str) -> None:
    for one in summary.summarise(text):
        assert one.end - one.start <= summary.LONGEST
    completeness.read(text)
