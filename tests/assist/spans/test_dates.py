"""Dates are read as their language writes them; days told from today need to know today."""

from datetime import date

import pytest

from caseloom.assist.spans.finding import find

FRIDAY = date(2026, 11, 20)


def found(text: str, reference: date | None = None) -> list[tuple[str, str]]:
    return [(s.raw, s.value) for s in find(text, reference=reference) if s.kind == "date"]


@pytest.mark.parametrize(
    ("text", "raw", "value"),
    [
        ("it was on January 9, 2026.", "January 9, 2026", "2026-01-09"),
        ("since 9 January 2026 he", "9 January 2026", "2026-01-09"),
        ("the 3rd of March 2025", "3rd of March 2025", "2025-03-03"),
        ("on Dec. 7th, 2024", "Dec. 7th, 2024", "2024-12-07"),
        ("he came on 7/4/26 and left", "7/4/26", "2026-07-04"),
        ("he came on 25/12/2025 and left", "25/12/2025", "2025-12-25"),
        ("vino el 7/4/2026 a la casa", "7/4/2026", "2026-04-07"),
        ("vino el 13.05.2025 a la casa", "13.05.2025", "2025-05-13"),
        ("el 1º de mayo del 2024", "1º de mayo del 2024", "2024-05-01"),
        ("en marzo de 2024 empezó", "marzo de 2024", "2024-03"),
        ("2025-11-30", "2025-11-30", "2025-11-30"),
        ("يوم ١٦ أكتوبر سنة ٢٠٢٤ جاء", "١٦ أكتوبر سنة ٢٠٢٤", "2024-10-16"),
        ("من 20 من يوليو 2025", "20 من يوليو 2025", "2025-07-20"),
        ("في حدود 7 شهر 5 سنة 2025", "7 شهر 5 سنة 2025", "2025-05-07"),
        ("في 3 تشرين الثاني 2023 وصل", "3 تشرين الثاني 2023", "2023-11-03"),
        ("on March 3 he left", "March 3", ""),
        ("الفاتورة يوم الأحد و5 مايو 2025", "5 مايو 2025", "2025-05-05"),
    ],
)
def test_dates(text: str, raw: str, value: str) -> None:
    assert found(text) == [(raw, value)]


@pytest.mark.parametrize(
    "text",
    ["31/31/2025", "case 2020/197109", "1.2.3.2025", "may 5 people come",
     "march 4 miles", "version 12.10.24.1", "last Friday", "ayer", "امبارح", "12/2025/7",
     "plate ZHB-53-89", "call 06-67-39-79-17"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "raw", "value"),
    [
        ("he came last Friday at noon", "last Friday", "2026-11-13"),
        ("next Monday they move", "next Monday", "2026-11-23"),
        ("yesterday he", "yesterday", "2026-11-19"),
        ("two weeks ago she", "two weeks ago", "2026-11-06"),
        ("vino el lunes pasado a casa", "el lunes pasado", "2026-11-16"),
        ("hace tres días lo vi", "hace tres días", "2026-11-17"),
        ("يوم الجمعة الماضية", "يوم الجمعة الماضية", "2026-11-13"),
        ("امبارح شفته", "امبارح", "2026-11-19"),
        ("on March 3 he left", "March 3", "2026-03-03"),
        ("on December 24 he left", "December 24", "2025-12-24"),
        ("on 29 February he left", "29 February", "2024-02-29"),
    ],
)
def test_days_are_told_from_the_day_of_writing(text: str, raw: str, value: str) -> None:
    assert found(text, FRIDAY) == [(raw, value)]


def test_a_day_before_the_calendar_is_none() -> None:
    assert not found("999 days ago", date(1, 1, 2))
