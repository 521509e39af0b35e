"""Records described in columns are those that Python describes one by one, whatever is in them."""

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from caseloom.cli.bench.people import people
from caseloom.cli.demo import names, words
from caseloom.cli.demo.world import make_address
from caseloom.engine.linkage import batch, columns, features, keyed, online, plain, ragged
from caseloom.engine.linkage.given import Given, Record

SCHEMATA = ("Person", "Company", "LegalEntity", "Vehicle", "PhoneAccount", "Address")
NAMES = [
    "Dr. Robert O'Hare Jr", "robert ohare II", "I", "Henry I", "I Henry", "jr", "Dr", "Dr Mr",
    "Bob", "王伟", "Łukasz Kowalczyk", "Шевченко Тарас", "محمد بن سلمان", "Maria de la Cruz",
    "Ludwig van B", "van der von", "al bin", "a b c d e f g h i j", "Asif\u00a0Ali", "x\x1fy zed",
    "\u200fد. علي\u200e", "Ta\tb \\N", "\\.", "", "  ", "'", "O’Hare `x`", "Mr J. von Zu",
    "Jean-Luc Picard III", "S.C. Johnson & Son (Holdings), Inc.", "Bank of the West LLC",
    "ООО Ромашка", "3rd 4th",
    "International Business Machines Corporation", "^IBM", "I.B.M.", "The Co", "Alpha II GmbH",
    "株式会社日立", "ABC", "Twenty First 21", "İstanbul A.Ş.", "ﬁne ß", "a" * 5_000, "name " * 400,
]  # fmt: skip
DATES = [
    "1978-12-11", "1978-11-12", "1978-13-31", "1978-00-00", "1978", "1978-12", "1978-1", "19781",
    "1978-12-11T10:00:00", "1978-12-1١", "١٩٧٨-١٢-١١", "1978-12-11 год", "", "circa 1978", "1978\n",
]  # fmt: skip
PHONES = [
    "+1 (702) 919-1300", "0070291913000", "919130", "9191300", "1 0123456789", "٠١٢٣٤٥٦٧٨٩",
    "тел. 702 919 1300", "call me", "", "00000000", "+44\u200e 20 7946 0018",
]  # fmt: skip
EMAILS = [
    "Bob <A@X.org>", "a@x.org b@y.org", "A\\B@x.org", "a\x1fb@x.org", "a\x0bb@c.org", "ÄÖ@ü.de",
    "x\u00a0y@z.org", "İ@x.org", "@", "a@", "", "a@@b", "\x7fa@b", "a\u2028b@c",
]  # fmt: skip
NUMBERS = [
    "294-66-9999", "294669999", "12", "№ 77", "x'1`2", "", "529900T8BM49AURSDO55", "7707083893",
    "IMO 9074729", "1027700132195", "0" * 3_000, "Ⅷ-9",
]  # fmt: skip
ADDRESSES = [
    "123 Main Street, Las Vegas NV 89132", "Hardenbergstraße 87, 66879", "The Apt No", "PO Box 9",
    "Hardenbergstrasse 87 hardenberg st", " ".join(f"w{n}" for n in range(20)), "", "12",
    "1 2 3 4 5 12345 AB1 2CD", "улица Ленина, д. 5", "Kerkstraat 1a 1017 GA", "12 12 Oak oak OAK",
    "1017 abcdstraat", "north NORTH n", " ".join(["Long"] * 900), "a\u0000b 12 Oak", "x\x1fy 3",
]  # fmt: skip
WORDS = [
    *NAMES[:12],
    "us",
    "US",
    "Ünited",
    "male",
    "female",
    "Male",
    "İ",
    'say "x"',
    "a\\b",
    "\x01",
]


def texts(known: Iterable[str]) -> st.SearchStrategy[list[str]]:
    one = st.one_of(st.sampled_from(list(known)), st.text(max_size=12))
    return st.lists(one, max_size=3)


def of_kind(schema: str, name: str) -> st.SearchStrategy[list[str]]:
    kind = features.kind_of(schema, name)
    if name in features.REGISTERS:
        return texts(NUMBERS)
    if name in ("firstName", "lastName", "middleName"):
        return texts(NAMES)
    known = {
        "name": NAMES, "date": DATES, "phone": PHONES, "email": EMAILS, "identifier": NUMBERS,
        "address": ADDRESSES,
    }  # fmt: skip
    return texts(known.get(kind, ADDRESSES if name in features.ADDRESS_PARTS else WORDS))


def names_of(schema: str) -> list[str]:
    model = features._ftm().get(schema)
    extra = {
        "name",
        "alias",
        "email",
        "address",
        "number",
        "gender",
        "birthDate",
        "birthPlace",
        "plate",
        "vin",
        "imei",
        "unheard of",
    }
    extra |= {*features.ADDRESS_PARTS, *features.REGISTERS, "firstName", "lastName", "full"}
    return sorted({*(model.properties if model else ()), *extra})


@st.composite
def properties(draw: st.DrawFn, schema: str) -> dict[str, list[str]]:
    telling = [n for n in names_of(schema) if features.kind_of(schema, n) or n in PARTS]
    some = draw(st.lists(st.one_of(st.sampled_from(telling), st.sampled_from(names_of(schema))),
                         max_size=7, unique=True))  # fmt: skip
    return {name: draw(of_kind(schema, name)) for name in some}


PARTS = {"firstName", "lastName", "middleName", *features.ADDRESS_PARTS}


@st.composite
def records(draw: st.DrawFn) -> Record:
    schema = draw(st.sampled_from(SCHEMATA))
    return schema, draw(properties(schema)), draw(properties(schema))


UNITS = st.lists(
    st.one_of(
        st.lists(records(), min_size=1, max_size=3),
        records().flatmap(
            lambda one: st.lists(properties(one[0]), max_size=3).map(
                lambda many: [one, *((one[0], p, {}) for p in many)]
            )
        ),
    ),
    min_size=1,
    max_size=20,
)


def units(many: Iterable[list[Record]]) -> list[Given]:
    return [Given(f"{n}|1", str(n), one, n % 2 == 0, n % 3, n) for n, one in enumerate(many)]


def told(table: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.to_pylist()
    return found


@pytest.fixture(scope="module", autouse=True)
def _at_once() -> Iterable[None]:
    """Columns even for one record: most of the chunks here are small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "LEAST", 1)
        yield


def same(many: list[Given]) -> None:
    (found,) = columns.tables(many, threads=1)
    expected = batch.table([one.described() for one in many])
    assert found.schema == batch.schema()
    assert told(found) == told(expected)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(UNITS)
@example([[("Person", {}, {})]])
def test_hostile_records_are_described_alike(many: list[list[Record]]) -> None:
    same(units(many))


def some_people(count: int) -> list[Given]:
    """Generated people, now and then with two or three records."""
    found: list[list[Record]] = []
    for n, one in enumerate(people(count)):
        where = " ".join(v for v in (one.street, one.postcode, one.city) if v)
        made = {
            "firstName": one.given_name, "lastName": one.surname, "birthDate": one.birth_date,
            "address": where, "phone": one.phone, "email": one.email,
        }  # fmt: skip
        text = json.dumps({name: [value] for name, value in made.items() if value})
        if n % 5 == 0 or not found:
            found.append([])
        if n % 5 < 3:
            found[-1].append(("Person", text, '{"birthDate": ["1.2.1970"], "summary": ["x"]}'))
        else:
            found.append([("Person", text, "{}")])
    return units(found)


def some_companies(count: int) -> list[Given]:
    random, found = Random(7), list[list[Record]]()
    for n in range(count):
        name, form = names.company_name(random, n)
        address = make_address(random, f"address-{n}", n)
        found.append([("Company", {
            "name": [f"{name} {random.choice(words.FORMS[form])}"],
            "alias": [name] if n % 3 == 0 else [],
            "address": [f"{address.street}, {address.city} {address.postcode}"],
            "registrationNumber": [str(random.randrange(10**8))],
            "leiCode": ["529900T8BM49AURSDO55"] if n % 7 == 0 else [], "country": ["gb"],
            "incorporationDate": [f"19{random.randrange(50, 99)}-0{n % 9 + 1}-11"],
        }, {})])  # fmt: skip
    return units(found)


@pytest.mark.parametrize("made", [some_people, some_companies])
def test_generated_records_are_described_alike_and_none_is_left_to_python(
    made: Callable[[int], list[Given]], monkeypatch: pytest.MonkeyPatch
) -> None:
    many = made(3_000)
    expected = batch.table([one.described() for one in many])
    monkeypatch.setattr(columns, "_left", lambda _: pytest.fail("some were left"))
    monkeypatch.setattr(columns, "CHUNK", 700)
    monkeypatch.setattr(ragged, "SLICE", 100)
    found = list(columns.tables(many, threads=2))
    assert [one.num_rows for one in found] == [700] * (len(many) // 700) + [len(many) % 700]
    assert pa.concat_tables(found) == expected


def test_long_records_are_taken_fewer_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "CHUNK_TEXT", 1_000)
    long = [("Person", json.dumps({"notes": ["x" * 400]}), "{}")]
    found = columns.tables(units([long] * 10))
    assert [one["n"].to_pylist() for one in found] == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]
    assert list(columns.tables([])) == []


def test_what_is_not_json_is_told() -> None:
    wrong: list[list[Record]] = [[("Person", '{"name": ["Ann"]}', "{}")], [("Person", "not", {})]]
    with pytest.raises(ValueError, match="Expecting value"):
        list(columns.tables(units(wrong)))


RECORDS = st.lists(records(), min_size=1, max_size=20)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(RECORDS)
def test_keys_and_packed_words_are_alike(many: list[Record]) -> None:
    with closing(batch.connect(threads=1)) as connection:
        plain.prepare(connection)
        schemata, given, originals = zip(*many, strict=True)
        texts = [json.dumps(one, ensure_ascii=n % 2 == 0) for n, one in enumerate(given)]
        rows = columns.recorded(
            range(len(many)), schemata, texts, [json.dumps(one) for one in originals]
        )
        found = keyed.keyed(connection, rows).to_pylist()
    for n, (row, (schema, one, others)) in enumerate(zip(found, many, strict=True)):
        wanted = features.extract(schema, [features.with_originals(schema, one, others)])
        assert (row["n"], row["category"]) == (n, wanted.group)
        assert row["keys"].split(keyed.GAP) == list(online.keys(wanted) or [""])
        assert row["described"] == online.pack(wanted)
