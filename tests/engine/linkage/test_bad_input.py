"""Data as it should not be: constant, empty, all different, one key for all, everything twice."""

from collections.abc import Iterable, Mapping
from random import Random

import pytest

from caseloom.engine.linkage import batch, features, linking
from caseloom.engine.linkage.batch import Unit
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.linking import Linked

PEOPLE = 2_400  # beyond choosing.LEAST_UNITS: rules are chosen, weights learnt
GIVEN = ["Anna", "Boris", "Carla", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Irina", "Jonas"]

Person = Mapping[str, list[str]]


def people(**every: list[str]) -> list[Person]:
    """Pairs of records of 1,200 people, the second with a slip in the name; `every` has it all."""
    random, found = Random(4), []
    for number in range(PEOPLE // 2):
        family = "".join(random.choice("bcdfglmnprst") + random.choice("aeiou") for _ in range(4))
        day = f"19{random.randrange(30, 99)}-{random.randrange(1, 13):02d}-{number % 28 + 1:02d}"
        given = random.choice(GIVEN)
        names = (f"{given} {family}", f"{given} {family[:-1]}")
        found += [{"name": [name], "birthDate": [day], **every} for name in names]
    return found


def linked(many: Iterable[Person], source: int = 0) -> tuple[Linked, list[tuple[str, ...]]]:
    """What candidates and groups come of `many`."""
    connection = batch.connect(threads=2, memory_limit="1GB")
    units = (
        Unit(f"{n:05d}", f"{n:05d}", features.extract("Person", [person]), source=source)
        for n, person in enumerate(many)
    )
    batch.load_units(connection, units)
    done = linking.link(connection, default_model("person"))
    groups = linking.group(connection, done.model).clusters()
    connection.close()
    return done, groups


def right(groups: Iterable[tuple[str, ...]]) -> tuple[float, float]:
    """(precision of pairs, recall), where records 2n and 2n + 1 are one person."""
    claimed = hit = 0
    for group in groups:
        claimed += len(group) * (len(group) - 1) // 2
        known = {int(member) for member in group}
        hit += sum(1 for member in known if member % 2 == 0 and member + 1 in known)
    return hit / max(1, claimed), hit / (PEOPLE // 2)


@pytest.mark.parametrize(
    "every",
    [
        {},
        {"phone": []},
        {"phone": ["+1 702 919 1300"], "country": ["us"]},
        {"address": ["12 Oak Street, Ashby 00034"], "idNumber": ["000000000"]},
    ],
    ids=["plain", "empty", "constant phone", "constant address and number"],
)
def test_a_field_that_says_nothing_joins_nobody(every: dict[str, list[str]]) -> None:
    done, groups = linked(people(**every))
    precision, recall = right(groups)
    assert precision > 0.97 and recall > 0.9
    # A key that all share makes no pairs, and is told.
    assert done.blocked.pairs < 40 * PEOPLE
    if any(every.values()):
        assert done.blocked.keys_left_out >= 1
        assert done.blocked.largest_key == PEOPLE


def test_what_is_different_in_every_row_parts_nobody_else() -> None:
    given = people()
    for number, person in enumerate(given):
        person["email"] = [f"user{number}@example.org"]  # type: ignore[index]  # made here
    precision, recall = right(linked(given)[1])
    assert precision > 0.97 and recall > 0.9


def test_nothing_but_one_constant_gives_nothing() -> None:
    done, groups = linked([{"address": ["12 Oak Street, Ashby 00034"]}] * PEOPLE)
    assert (done.blocked.pairs, groups) == (0, [])
    assert done.blocked.keys_left_out >= 1
    assert not done.model.trained


def test_records_without_anything_to_compare_give_nothing() -> None:
    done, groups = linked([{"summary": ["n/a"]}] * PEOPLE)
    assert (done.blocked.pairs, done.blocked.units_without_key, groups) == (0, PEOPLE, [])


def test_a_source_that_was_brought_in_twice_is_found_in_itself() -> None:
    once = people()[::2]
    groups = linked([record for record in once for _ in range(2)], source=1)[1]
    precision, recall = right(groups)
    assert precision > 0.99 and recall > 0.99
