"""Sums are figures beside a coin; what the coin is, where a name or sign tells."""

import pytest

from caseloom.assist.spans.finding import find


def found(text: str) -> list[tuple[str, str]]:
    return [(s.raw, s.value) for s in find(text) if s.kind == "money"]


@pytest.mark.parametrize(
    ("text", "raw", "value"),
    [
        ("he took $1,234.50 from her", "$1,234.50", "1234.50 USD"),
        ("about 90k usd each", "90k usd", "90000 USD"),
        ("3,000 dollars a week", "3,000 dollars", "3000 USD"),
        ("£1.5 million", "£1.5 million", "1500000 GBP"),
        ("USD 500 in cash", "USD 500", "500 USD"),
        ("$20 CAD", "$20 CAD", "20 CAD"),
        ("12,000 Egyptian pounds", "12,000 Egyptian pounds", "12000 EGP"),
        ("two hundred thousand dollars", "two hundred thousand dollars", "200000 USD"),
        ("me debe 1.500,50 euros de la nómina", "1.500,50 euros", "1500.50 EUR"),
        ("son 3 mil pesos por persona", "3 mil pesos", "3000 MXN"),
        ("pagó 2 millones de pesos colombianos", "2 millones de pesos colombianos", "2000000 COP"),
        ("pide 18.500€ por la plaza", "18.500€", "18500 EUR"),
        ("cobra $500 por la visa", "$500", "500"),
        ("cobra 500$ por la visa", "500$", "500 USD"),
        ("dos mil pesos al mes", "dos mil pesos", "2000 MXN"),
        ("دفع ٢٢٤ ألف درهم مغربي له", "٢٢٤ ألف درهم مغربي", "224000 MAD"),
        ("طلب ١٬٠٨٠ جنيه مصري", "١٬٠٨٠ جنيه مصري", "1080 EGP"),
        ("خمسة آلاف ريال", "خمسة آلاف ريال", "5000 SAR"),
        ("أخذ 300 دينار", "300 دينار", "300"),
    ],
)
def test_sums(text: str, raw: str, value: str) -> None:
    assert found(text) == [(raw, value)]


@pytest.mark.parametrize(
    "text",
    ["2 mad dogs", "in room 500", "5 euroscepticos", "$ for nothing", "90 kilos", "12 cop cars",
     "1.2.3 dollars", "a dollar"],
)  # fmt: skip
def test_what_is_no_sum(text: str) -> None:
    assert not found(text)
