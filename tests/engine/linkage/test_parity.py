"""The batch (Splink on DuckDB) and the online scorer (Python) give the same levels and bits."""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseloom.engine.linkage import batch, comparing, features, weighing
from caseloom.engine.linkage.batch import Unit
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.levels import COMPARISONS, level_of
from caseloom.engine.linkage.score import score

GIVEN = [
    "Robert",
    "Bob",
    "R",
    "Mohamed",
    "Muhammed",
    "Mhd",
    "Ann",
    "John",
    "Jane",
    "王伟",
    "Łukasz",
    "Arif",
    "Asif Ali",
    "Mohammad Hasni",
    "Mohammadhasni",
    "Merz",
    "Mertz",
]
FAMILY = ["Smith", "Smyth", "Kowalczyk", "Kowalczik", "O'Hare", "Ohare", "Miller", "Milner", "Li"]
NAMES = st.builds(
    lambda one, two, order, end: " ".join(([one, two] if order else [two, one]) + end),
    st.sampled_from(GIVEN),
    st.sampled_from(FAMILY),
    st.booleans(),
    st.sampled_from([[], ["Jr"], ["II"], ["Maria"]]),
)
DATES = st.sampled_from(
    ["1978-12-11", "1978-11-12", "1979-11-12", "1978", "1978-12", "1990-03-15", "1978-12-01"]
)
PHONES = st.sampled_from(["+17029191300", "7029191300", "9191300", "+390352655353", "0352655353"])
EMAILS = st.sampled_from(["a@x.org", "b@x.org", "info@x.org", "Bob <A@X.org>"])
NUMBERS = st.sampled_from(["294-66-9999", "294669999", "294669998", "X1234567", "12"])
ADDRESSES = st.sampled_from(
    ["123 Main Street, Las Vegas NV 89132", "123 E Main St, Henderson NV 89132", "PO Box 9",
     "Hardenbergstraße 87, 66879", "Hardenberg str. 87 66879 Germany", "1 High Road"]
)  # fmt: skip

MANY_DATES = [
    "1978-12-11",
    "1978-11-12",
    "1979-11-12",
    "1978",
    "1978-12",
    "1990-03-15",
    "1978-12-01",
    "1987-12-11",
    "1978-12-12",
    "0978-12-11",
    "1978-21-11",
    "1978-10-13",
    "1977-11-12",
]
MANY_PHONES = ["+17029191300", "7029191300", "9191300", "9191301", "+390352655353", "0352655353"]
MANY_NUMBERS = ["294-66-9999", "294669999", "294669998", "X1234567", "X1234568", "12"]
MANY_ADDRESSES = [
    "123 Main Street, Las Vegas NV 89132", "123 E Main St, Henderson NV 89132", "PO Box 9",
    "12 Oak Street Apt 3D, Ashby 00034", "12 Oak St Unit 7F, Ashby 00034", "Las Vegas NV",
    "Hardenbergstraße 87, 66879", "Hardenberg str. 87 66879 Germany", "87 66879 1",
]  # fmt: skip


def lists(values: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(values, max_size=2, unique=True)


PEOPLE = st.fixed_dictionaries(
    {
        "name": lists(NAMES), "birthDate": lists(DATES), "phone": lists(PHONES),
        "email": lists(EMAILS), "idNumber": lists(NUMBERS), "passportNumber": lists(NUMBERS),
        "address": lists(ADDRESSES), "gender": lists(st.sampled_from(["male", "female"])),
        "nationality": lists(st.sampled_from(["us", "de"])),
    }
)  # fmt: skip


@given(people=st.lists(PEOPLE, min_size=8, max_size=16))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_batch_and_online_agree(people: list[dict[str, Any]]) -> None:
    described = {str(n): features.extract("Person", [p]) for n, p in enumerate(people)}
    model = default_model("person").with_frequencies(
        5_000, {"bob smith": 0.01}, {"emails": frozenset({"info@x.org"})}
    )
    connection = batch.connect(threads=1)
    batch.load_units(connection, (Unit(name, name, f) for name, f in described.items()))
    connection.execute(
        "CREATE TABLE pair AS SELECT l.n AS l, r.n AS r FROM unit l JOIN unit r ON l.n < r.n"
    )
    weighing.predict(connection, model, least_bits=None)
    found = list(weighing.scored(connection))
    assert len(found) == len(people) * (len(people) - 1) // 2
    for pair in found:
        online = score(model, described[pair["left"]], described[pair["right"]])
        levels = {w.field: w.level for w in online.weights if w.field in COMPARISONS}
        assert levels == {
            name: COMPARISONS[name].levels[int(pair[f"level_{name}"])].key
            for name in model.fields
            if pair[f"level_{name}"] is not None
        }, (pair["left"], pair["right"])
        assert abs(online.bits - pair["bits"]) < 1e-9
    connection.close()


# The last of the first is of no register: its check digits are wrong.
LEIS = [["529900T8BM49AURSDO55"], ["5493001KJTIIGC8Y1R12"], [], ["529900T8BM49AURSDO56"]]
INN = [["7707083893"], [], ["7736050003"]]
FIRMS = st.sampled_from(
    ["People's Liberation Army", "PLA", "Bowne Solutions II, Inc.", "Bowne Solutions Two", "2",
     "Bowne Solutions, L.L.C.", "S.C. Johnson & Son", "SC Johnson and Son Inc", "B", "Bowne Sol",
     "Bank of China (Hong Kong) Ltd", "Bank of China (Australia) Ltd", "Astra Internat ional"]
)  # fmt: skip


@given(firms=st.lists(lists(FIRMS), min_size=8, max_size=16))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_batch_and_online_agree_on_names_of_firms(firms: list[list[str]]) -> None:
    described = {
        str(n): features.extract(
            "Company", [{"name": f, "leiCode": LEIS[n % 4], "innCode": INN[n % 3]}]
        )
        for n, f in enumerate(firms)
    }
    connection = batch.connect(threads=1)
    batch.load_units(connection, (Unit(name, name, f) for name, f in described.items()))
    connection.execute(
        "CREATE TABLE pair AS SELECT l.n AS l, r.n AS r FROM unit l JOIN unit r ON l.n < r.n"
    )
    model = default_model("organisation").with_frequencies(5_000, {}, {})
    weighing.predict(connection, model, least_bits=None)
    for pair in weighing.scored(connection):
        online = score(model, described[pair["left"]], described[pair["right"]])
        levels = {w.field: w.level for w in online.weights}
        number = pair["level_names"]
        key = None if number is None else COMPARISONS["names"].levels[int(number)].key
        assert levels.get("names") == key, (pair["left"], pair["right"])
        number = pair["level_registers"]
        key = None if number is None else COMPARISONS["registers"].levels[int(number)].key
        assert levels.get("registers") == key, (pair["left"], pair["right"])
        assert abs(online.bits - pair["bits"]) < 1e-9
    connection.close()


WORDS = ["anna", "ana", "anne", "maria", "marie", "j", "k", "de", "silva", "sylva", "silwa", "7",
         "12", "santos", "santoz", "ii", "ruiz", "lopez", "lopes", "al"]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("schema", ["Person", "Company"])
def test_batch_and_online_agree_on_names_of_any_length(schema: str, seed: int) -> None:
    """One word to nine, of which eight count; many share words, initials, slips and numbers."""
    random = Random(seed)
    described = [
        features.extract(schema, [{"name": [
            " ".join(random.choices(WORDS, k=random.choice([1, 2, 2, 3, 4, 7, 8, 9])))
            for _ in range(random.choice([1, 1, 2]))
        ]}])
        for _ in range(150)
    ]  # fmt: skip
    assert any(len(name) == 8 for one in described for name in one.names)
    connection = batch.connect(threads=1)
    batch.load_units(connection, (Unit(str(n), str(n), f) for n, f in enumerate(described)))
    connection.execute(
        "CREATE TABLE pair AS SELECT l.n AS l, r.n AS r FROM unit l JOIN unit r ON l.n < r.n"
    )
    model = default_model("person" if schema == "Person" else "organisation")
    comparing.prepare(connection, model)
    comparing.compare(connection, model, "pair", "compared")
    seen = set()
    for left, right, number in connection.execute("SELECT l, r, names FROM compared").fetchall():
        a, b = described[left], described[right]
        batched = None if number is None else COMPARISONS["names"].levels[number]
        assert level_of(COMPARISONS["names"], a, b, frozenset()) == batched, (a.names, b.names)
        seen.add(number)
    assert len(seen) >= 6, "hardly a level is missing"
    connection.close()


@given(one=PEOPLE, two=PEOPLE)
@settings(max_examples=200, deadline=None)
def test_left_and_right_are_alike(one: dict[str, Any], two: dict[str, Any]) -> None:
    a, b = features.extract("Person", [one]), features.extract("Person", [two])
    model = default_model("person")
    there, back = score(model, a, b), score(model, b, a)
    assert {w.field: w.level for w in there.weights} == {w.field: w.level for w in back.weights}
    assert abs(there.bits - back.bits) < 1e-9


def _some(random: Random, values: list[str]) -> list[str]:
    return random.sample(values, random.choice([0, 1, 1, 1, 2]))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_batch_and_online_agree_on_many_pairs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(seed)
    names = [f"{one} {two}" for one in GIVEN for two in FAMILY]
    people = [
        features.extract("Person", [{
            "name": _some(random, names), "birthDate": _some(random, MANY_DATES),
            "phone": _some(random, MANY_PHONES), "address": _some(random, MANY_ADDRESSES),
            "idNumber": _some(random, MANY_NUMBERS), "passportNumber": _some(random, MANY_NUMBERS),
        }])
        for _ in range(80)
    ]  # fmt: skip
    connection = batch.connect(threads=1)
    batch.load_units(connection, (Unit(str(n), str(n), f) for n, f in enumerate(people)))
    connection.execute(
        "CREATE TABLE pair AS SELECT l.n AS l, r.n AS r FROM unit l JOIN unit r ON l.n < r.n"
    )
    model = default_model("person")
    comparing.prepare(connection, model)
    comparing.compare(connection, model, "pair", "compared")
    found = connection.execute(f"SELECT l, r, {', '.join(model.fields)} FROM compared").fetchall()
    assert len(found) == 80 * 79 // 2
    for left, right, *numbers in found:
        a, b = people[left], people[right]
        online = [level_of(COMPARISONS[name], a, b, frozenset()) for name in model.fields]
        batched = [
            None if number is None else COMPARISONS[name].levels[number]
            for name, number in zip(model.fields, numbers, strict=True)
        ]
        assert online == batched, (a, b)
    # The same in parts, as millions of pairs are compared.
    monkeypatch.setattr(comparing, "PAIRS", 500)
    comparing.compare(connection, model, "pair", "parted")
    for one, two in (("compared", "parted"), ("parted", "compared")):
        apart = f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {two})"
        assert connection.execute(apart).fetchall() == [(0,)]
    connection.close()
