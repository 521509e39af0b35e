"""What is kept beside a record gives back its features; what an older form kept is not read."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.linkage.test_parity import PEOPLE

from caseloom.engine.linkage import blocking, features, online
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.features import Features
from caseloom.engine.linkage.levels import COMPARISONS, level_of
from caseloom.engine.linkage.score import Scorer, score

# Anything that people write, most of all what a separator or an escape may be taken for.
TEXTS = st.lists(
    st.text(
        alphabet=st.sampled_from('ab Zé王١٢ 0129-./|\\"\x1f\x00[],~=^#@\n'), min_size=1, max_size=14
    ),
    max_size=3,
)
HOSTILE = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        (
            "name", "alias", "birthDate", "phone", "email", "address", "country", "passportNumber",
            "gender", "birthPlace", "position", "firstName", "lastName",
        ),
        TEXTS,
    ),
)  # fmt: skip


def alike(one: Features, two: Features) -> bool:
    """The same but for the order within a list, which nothing that is compared depends on."""
    return all(
        sorted(getattr(one, f.name)) == sorted(getattr(two, f.name))
        if isinstance(getattr(one, f.name), tuple)
        else getattr(one, f.name) == getattr(two, f.name)
        for f in fields(Features)
        if f.name != "shown"
    )


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["Person", "Company", "PhoneAccount", "Address"]), HOSTILE)
def test_what_is_packed_comes_back(schema: str, properties: dict[str, list[str]]) -> None:
    found = features.extract(schema, [properties])
    packed = online.pack(found)
    assert online.readable(packed)
    assert alike(online.unpack(found.group, packed), found)


@settings(max_examples=200, deadline=None)
@given(PEOPLE, PEOPLE)
def test_packed_features_weigh_the_same(one: dict[str, Any], two: dict[str, Any]) -> None:
    model = default_model("person")
    a, b = (features.extract("Person", [given]) for given in (one, two))
    kept = online.unpack("person", online.pack(b))
    assert score(model, a, kept) == score(model, a, b)
    scorer = Scorer(model, a)
    assert scorer.bits(scorer.levels(b)) == pytest.approx(score(model, a, b).bits, abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(PEOPLE, PEOPLE)
def test_a_number_found_at_once_is_that_of_the_first_test_that_holds(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    a, b = (features.extract("Person", [given]) for given in (one, two))
    for field in ("names", "addresses"):
        comparison = COMPARISONS[field]
        assert comparison.ranked is not None
        assert level_of(comparison, a, b, frozenset()) == level_of(
            replace(comparison, ranked=None), a, b, frozenset()
        )


def test_another_form_is_not_read() -> None:
    packed = online.pack(features.extract("Person", [{"name": ["Ada Byron"]}]))
    assert packed.startswith(f"[{online.FORM},")
    older = packed.replace(f"[{online.FORM},", f"[{online.FORM}0,", 1)
    assert not online.readable(older) and not online.readable(None) and not online.readable("")
    assert online.readable(online.pack(features.extract("Person", [{}])))


def test_whoever_finds_something_else_in_a_record_raises_the_form() -> None:
    """If this fails, `features` has changed: raise online.FORM, and say so in CHANGELOG."""
    person = features.extract("Person", [{
        "name": ["Dr. Łukasz Kowalczyk Jr", "Müller, Bob"], "birthDate": ["1978-12-11", "1979"],
        "phone": ["+1 (702) 919-1300"], "email": ["Bob <A@X.org>"], "passportNumber": ["AB 12-34"],
        "address": ["12 Hardenbergstrasse, Apt. 4, 10623 Berlin"], "nationality": ["PL"],
        "gender": ["male"], "birthPlace": ["Łódź"], "position": ["Truck driver"],
    }])  # fmt: skip
    company = features.extract(
        "Company", [{"name": ["First National Widgets Ltd"], "innCode": ["7707083893"]}]
    )
    # Whoever adds a field adds it here too, so that it is seen to be kept.
    assert all(getattr(person, f.name) or getattr(company, f.name) for f in fields(Features))
    assert (online.FORM, online.pack(person), online.pack(company)) == (
        1,
        '[1,["lukasz kowalczyk","muller bob"],["12 hardenberg st 4 10623 berlin"],["1978-12-11"],'
        '["7029191300"],["pl"],["a@x.org"],["ab1234"],["passportNumber"],["1979"],["male"],'
        '["lodz"],["truck driver"],["jr"]]',
        '[1,["first national widgets","^fnw"],[],[],[],[],[],["7707083893"],["innCode"],[],[],[],'
        '[],[],["inn:7707083893"]]',
    )


def test_a_whole_number_is_a_key_of_its_own() -> None:
    found = features.extract("Person", [{"phone": ["+17029191300"]}])
    assert online.keys(found) == ("p:9191300", "t:7029191300")
    assert blocking.keys(found) == ("p:9191300",)
    assert set(online.KINDS) >= set(blocking.KINDS)
