"""SQL cleaning equals followthemoney's own, wherever SQL dares to answer."""

import random
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from followthemoney.types import registry
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType, example_number_for_type

from caseloom.engine import fast_phone, readers, sql
from caseloom.engine.fast import SAFE, Kind, fast, safe
from caseloom.ontology import cleaning

KINDS = [
    Kind("name"), Kind("address"), Kind("date"), Kind("date", ("iso", "%d.%m.%Y")),
    Kind("date", ("%m/%d/%Y",)), Kind("date", ("%Y%m%d",)), Kind("date", ("%m/%d/%Y %H:%M:%S",)),
    Kind("date", ("%Y",)), Kind("date", ("%d %b %Y",)), Kind("email"), Kind("ip"), Kind("url"),
    Kind("phone"), Kind("phone", ("us",)), Kind("phone", ("de",)), Kind("phone", ("gb",)),
    Kind("phone", ("es",)), Kind("phone", ("jp",)), Kind("string"), Kind("number"),
    Kind("identifier"), Kind("text"),
]  # fmt: skip
CON = duckdb.connect()


def answers(kind: Kind, values: Sequence[str]) -> list[tuple[str, bool, str | None]]:
    """(value, whether SQL dares, its answer) for each sanitised value."""
    found = fast(kind, "v")
    if found.when is None:
        return []
    table = pa.table({"v": pa.array(values, pa.string())})
    with CON.cursor() as con:
        con.register("given", table)
        return con.execute(
            f"SELECT v, coalesce({safe('v')} AND {found.when}, false) AS dares, "
            f"CASE WHEN dares THEN {found.value} END FROM given"
        ).fetchall()


def differences(kind: Kind, values: Sequence[str]) -> list[tuple[str, str | None, str | None]]:
    """Where SQL dares and followthemoney says something else."""
    sanitised = [v for v in map(cleaning.sanitize, values) if v is not None]
    return [
        (value, got, expected)
        for value, dares, got in answers(kind, sanitised)
        if dares and got != (expected := cleaning.clean(kind.type, value, formats=kind.formats))
    ]


LIKELY = st.one_of(
    st.text(),
    st.from_regex(r"\A[12][0-9]{3}(-[0-9]{1,2}(-[0-9]{1,2}([T ][0-9:]{2,8})?)?)?\Z"),
    st.from_regex(r"\A[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}( [0-9:]{5,8})?\Z"),
    st.from_regex(r"\A[0-9]{8}\Z"),
    st.from_regex(r"\A(mailto:)?[A-Za-z0-9.+'_-]{1,12}@([A-Za-z0-9-]{1,8}\.){0,3}[A-Za-z0-9]{1,4}\.?\Z"),
    st.from_regex(r"\A(https?://)?[a-z0-9.-]{1,12}(:[0-9]{1,5})?(/[A-Za-z0-9._~/;?=-]{0,12})?\Z"),
    st.from_regex(r"\A[0-9]{1,3}(\.[0-9]{1,3}){2,4}\Z"),
    st.from_regex(r"\A(\+|00|0|\+\+)?[0-9][0-9 ().-]{5,14}[0-9]\Z"),
    st.from_regex(
        r"\A[\"']?[A-ZÄÖÜ][a-zäöü]{0,6}"
        r"[ \t\n,]{1,3}([A-Z]\.? ?){0,2}[A-Za-z;<>]{1,8}[\"']?\Z"
    ),
    st.from_regex(
        r"\A[A-Za-z0-9 ]{0,8}(,|, ,|,\.|;|<BR>|<BR/>|ESQ,|ESQ\.,|"
        r"\r\n|\t){0,3}[A-Za-z ]{0,8}\Z"
    ),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(KINDS), st.lists(LIKELY, min_size=1, max_size=30))
def test_sql_never_disagrees_with_followthemoney(kind: Kind, values: list[str]) -> None:
    assert differences(kind, values) == []


def test_the_common_values_are_answered_in_sql() -> None:
    common = {
        Kind("name"): ["Ann Lee", "Jürgen  Müller", "Владимир Путин", "習近平"],
        Kind("date"): ["1980-02-29", "1980", "2020-01-31T10:20:30", "unknown"],
        Kind("date", ("%m/%d/%Y",)): ["12/31/1980"],
        Kind("phone"): ["+17029191300", "+49 30 1234567", "none"],
        Kind("phone", ("us",)): ["702-919-1300", "(702) 919 1300", "1.702.919.1300"],
        Kind("email"): ["Ann.Lee@Example.com"],
        Kind("address"): ["1 Main St; Springfield"],
        Kind("url"): ["https://example.com"],
        Kind("ip"): ["10.0.0.1"],
    }
    for kind, values in common.items():
        assert [dares for _, dares, _ in answers(kind, values)] == [True] * len(values), kind
        assert differences(kind, values) == []


@pytest.mark.parametrize("code", sorted(fast_phone.PLANS))
def test_phones_of_each_numbering_plan(code: str) -> None:
    region = fast_phone.PLANS[code][0]
    rng = random.Random(code)
    values = []
    for kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE):
        example = str(example_number_for_type(region, kind).national_number)
        for _ in range(300):
            digits = list(example)
            for at in rng.sample(range(len(digits)), rng.randint(0, 4)):
                digits[at] = rng.choice("0123456789")
            national = "".join(digits)
            values += [f"+{code}{national}", f"+{code} {national}", national, f"0{national}",
                       f"1{national}", f"00{code}{national}", f"{code}{national}"]  # fmt: skip
    assert differences(Kind("phone"), values) == []
    assert differences(Kind("phone", (region.lower(),)), values) == []
    dares = [d for _, d, _ in answers(Kind("phone"), [v for v in values if v.startswith("+")])]
    assert sum(dares) > len(dares) / 10


def test_safe_characters_are_left_alone_alone_and_together() -> None:
    """No safe character is changed by sanitising, nor composes with one before it."""
    every = [chr(c) for c in range(1, 0x110000) if not 0xD800 <= c <= 0xDFFF]
    table = pa.table({"v": pa.array(every, pa.string())})
    with CON.cursor() as con:
        con.register("given", table)
        kept = con.execute(f"SELECT v FROM given WHERE regexp_full_match(v, {sql.text(SAFE)})")
        good = {row[0] for row in kept.fetchall()}
    assert len(good) > 30_000
    for one in good:
        assert cleaning.sanitize(f"a{one}b") == f"a{one}b", hex(ord(one))
        assert one in " \t\n\r" or not one.isspace(), hex(ord(one))
    seconds = {
        unicodedata.normalize("NFD", c)[-1] for c in every if unicodedata.normalize("NFD", c) != c
    }
    composing = {c for c in seconds & good if any(
        unicodedata.normalize("NFC", a + c) != a + c for a in "aAeoun가")}  # fmt: skip
    assert composing == set()


DATA = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not at ../shared/data")
@pytest.mark.parametrize(
    "file",
    ["ofac-sdn/sdn.csv", "ofac-sdn/sdn_address.csv", "senzing-truth-set/customers.csv",
     "senzing-truth-set/watchlist.csv", "name-pairs/cases.csv", "name-pairs/donations.csv",
     "febrl/dataset4a.csv", "historical-people/historical_figures_with_errors_50k.parquet"],
)  # fmt: skip
def test_real_values(file: str) -> None:
    """Every distinct value of real files, under every kind of cleaning."""
    preview = readers.preview(DATA / file, rows=3_000)
    values = sorted({cell for row in preview.rows for cell in row if cell.strip()})
    assert values
    for kind in KINDS:
        assert differences(kind, values) == [], kind


@pytest.mark.parametrize("kind", sorted(t.name for t in registry.types))
def test_every_type_is_either_answered_or_left_to_followthemoney(kind: str) -> None:
    found = fast(Kind(kind), "v")
    assert found.when is None or found.value
