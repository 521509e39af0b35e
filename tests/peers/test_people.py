"""The made-up people that resolution is measured on: the same again, and at the rates asked."""

import csv
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseloom.cli.bench.people import COLUMNS, WRITINGS, Rates, Written, people, write
from caseloom.kernel.errors import Invalid

NONE = Rates(**dict.fromkeys(Rates.__slots__, 0.0))


@pytest.fixture(scope="module")
def made() -> list[Written]:
    return list(people(6_000))


@settings(max_examples=15, deadline=None)
@given(records=st.integers(1, 400), seed=st.integers(0, 2**40))
def test_as_many_as_asked_each_with_an_id_of_its_own(records: int, seed: int) -> None:
    found = list(people(records, seed=seed))
    assert len(found) == records
    assert {one.id for one in found} == {f"r{number:07d}" for number in range(records)}
    assert found == list(people(records, seed=seed))


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    one = [path.read_bytes() for path in write(tmp_path / "one", 500)]
    assert one == [path.read_bytes() for path in write(tmp_path / "two", 500)]
    assert one != [path.read_bytes() for path in write(tmp_path / "other", 500, seed=7)]


def test_the_files_hold_each_record_and_its_label_apart(tmp_path: Path) -> None:
    file, truth = write(tmp_path, 500)
    with file.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    with truth.open(newline="") as opened:
        labels = {row["id"]: row["person"] for row in csv.DictReader(opened)}
    assert tuple(rows[0]) == COLUMNS
    assert [row["id"] for row in rows] == sorted(labels)
    assert labels == {one.id: one.person for one in people(500)}
    assert "person-" not in file.read_text()


def test_labels_are_of_one_person_each(made: list[Written]) -> None:
    """What no fault touched is the same in all writings of a person, and first ones have none."""
    by_person = defaultdict(list)
    for one in made:
        by_person[one.person].append(one)
    for many in by_person.values():
        clean = [one for one in many if not one.faults]
        assert clean
        assert len({one.row()[1:] for one in clean}) == 1
    sizes = Counter(len(many) for many in by_person.values())
    assert set(sizes) == set(range(1, len(WRITINGS) + 1))
    for number, share in enumerate(WRITINGS, 1):
        assert abs(sizes[number] / len(by_person) - share) < 0.03


def test_neighbours_in_the_file_are_not_one_person(made: list[Written]) -> None:
    ordered = sorted(made, key=lambda one: one.id)
    same = sum(one.person == two.person for one, two in pairwise(ordered))
    assert same < len(made) * 0.01


@pytest.mark.parametrize("fault", ["surname_typo", "birth_missing", "year_off", "moved"])
def test_a_fault_strikes_as_often_as_asked(fault: str) -> None:
    """Those that every record allows; a nickname needs a name that has one, a swap a day ≤ 12."""
    found = list(people(3_000, rates=replace(NONE, **{fault: 0.5})))
    first = {}
    for one in found:
        first.setdefault(one.person, one.id)
    later = [one for one in found if first[one.person] != one.id]
    struck = [one for one in later if one.faults]
    assert all(one.faults == (fault,) for one in struck)
    assert abs(len(struck) / len(later) - 0.5) < 0.05


def test_without_faults_every_writing_is_the_true_one() -> None:
    values = defaultdict(set)
    for one in people(1_000, rates=NONE):
        assert one.faults == ()
        values[one.person].add(one.row()[1:])
    assert all(len(rows) == 1 for rows in values.values())


def test_a_fault_is_what_it_is_called(made: list[Written]) -> None:
    true = {one.person: one for one in made if not one.faults}
    alone = [(one, true[one.person]) for one in made if len(one.faults) == 1]
    seen = Counter(one.faults[0] for one, _ in alone)
    assert set(seen) == set(Rates.__slots__)
    for one, was in alone:
        match one.faults[0]:
            case "day_month_swapped":
                born, told = (date.fromisoformat(x.birth_date) for x in (was, one))
                assert (born.year, born.month, born.day) == (told.year, told.day, told.month)
            case "names_swapped":
                assert (one.given_name, one.surname) == (was.surname, was.given_name)
            case "initial":
                assert one.given_name == was.given_name[0]
            case "address_missing":
                assert (one.street, one.city, one.postcode) == ("", "", "")
            case "phone_missing":
                assert one.phone == "" != was.phone
            case "moved":
                assert one.street != was.street and one.phone == was.phone


@pytest.mark.parametrize("records", [0, -1, 10_000_000])
def test_no_more_than_there_are_numbers_for(records: int) -> None:
    with pytest.raises(Invalid, match="cannot be made"):
        next(people(records))
