"""Whatever is sent: spans stay exact, in order and apart; only a date may have no value."""

import itertools
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from caseloom.assist.spans.finding import find, find_by_rules
from caseloom.assist.spans.span import level

PIECES = st.sampled_from(
    ["My name is ", "John Smith", "MARÍA DE LA CRUZ", "محمد بن سالم", "و", "ـ", "شركة النور ",
     "Acme & Sons Ltd.", "calle 5 de Mayo 23, 2º B", "12 Main St., ", "Apt 4",
     "شارع الملك فهد رقم ٨", "، ", "5/6/2025", "March 3", "5 de mayo del 2024", "$1,234.50",
     "٣ آلاف ريال", "two million dollars", "call ", "+1 702 919 1300 ",
     "a [dot] b [at] c [dot] org", "plate ", "8KXY291", "ES91 2100 0418 4502 0005 1332",
     "\u202e", "\u2066", "\u200d", "e\u0301\u0327", "İ", "ß", "ŉ", "ﬁ", "😀", "👩‍👩‍👧", "\x00",
     "\ufeff", "，", "١٢٣", "𝟙𝟚𝟛", "Ⅻ", "½", "²", "\n", "\r\n", "\t", ".", ",", "'s ", "-", "#",
     "last Friday ", "hace dos semanas ", "O'", "J. "]
)  # fmt: skip
TEXTS = st.lists(
    st.one_of(PIECES, st.text(st.characters(exclude_categories=["Cs"]), max_size=6)), max_size=25
).map("".join)


# The first call reads the lists.
@settings(deadline=None)
@given(TEXTS, st.one_of(st.none(), st.dates()))
def test_spans_are_exact_in_order_and_apart(text: str, reference: date | None) -> None:
    spans = find(text, reference=reference)
    for one in spans:
        assert text[one.start : one.end] == one.raw
        assert one.raw and one.raw.strip() == one.raw
        assert one.value or one.kind == "date"
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


@settings(deadline=None)
@given(TEXTS)
def test_the_same_text_has_the_same_spans_and_names_take_none_away(text: str) -> None:
    spans = find(text)
    assert spans == find(text)
    ruled = [(s.kind, s.start, s.end) for s in find_by_rules(level(text))]
    kept = [(s.kind, s.start, s.end) for s in spans if s.kind not in ("person", "organisation")]
    assert ruled == kept
