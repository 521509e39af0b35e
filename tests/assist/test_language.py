"""The language of a text is told, or it is said that it cannot be."""

import pytest

from caseloom.assist import language


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The foreman keeps our passports and does not pay the workers."),
        ("es", "El patron no nos paga y nos quita los pasaportes desde hace un mes"),
        ("ar", "المدير ياخذ جوازاتنا وما يدفع لنا الراتب من شهر"),
        ("fr", "Le patron ne paie pas les salaires depuis trois mois"),
        ("ru", "Начальник не платит нам деньги"),
        ("fa", "سلام رئیس شرکت پول ما را نمی‌دهد"),
    ],
)
def test_a_sentence_is_told(code: str, text: str) -> None:
    found = language.tell(text)
    assert found.language == code
    assert found.likely > language.SURE


@pytest.mark.parametrize(
    "text", ["", "ok", "12345 67890", "http://a.example/x a@b.example", "Xyzzy plugh frotz blorb",
             "我的老板不付工资", "\u202e" * 100_000],
)  # fmt: skip
def test_too_little_and_what_has_no_profile_are_not_told(text: str) -> None:
    assert language.tell(text).language == language.UNKNOWN


def test_a_mixed_text_has_a_main_language_and_others() -> None:
    found = language.tell(
        "المدير ياخذ جوازاتنا وما يدفع لنا الراتب من شهر. I work there and I see the papers."
    )
    assert found.language == "ar"
    assert "en" in dict(found.others)


def test_hidden_marks_between_letters_change_nothing() -> None:
    text = "\u200b".join("El patron no nos paga y nos quita los pasaportes")
    assert language.tell(text).language == "es"


def test_five_megabytes_are_read_by_their_start() -> None:
    assert language.tell("The foreman keeps the money of the workers. " * 120_000).language == "en"
