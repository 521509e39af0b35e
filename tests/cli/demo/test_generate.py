"""The demonstration's sources: the same every time, true to their truth, real in frequency."""

import csv
import hashlib
import json
from collections import Counter
from datetime import date
from itertools import zip_longest
from pathlib import Path

import openpyxl
import phonenumbers
import pyarrow.parquet as pq
import pytest

from caseloom.cli.demo import words
from caseloom.cli.demo.generate import FILES, Generated, generate
from caseloom.cli.demo.world import World, phone_number
from caseloom.kernel.errors import Invalid

# Nothing in the world, its sources or its truth may hold these of anybody.
REFUSED = ("ethnic", "religio", "immigra", "nationality", "citizen", "race")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate(tmp_path_factory.mktemp("demo"))


def _truth(made: Generated) -> list[dict[str, str]]:
    with made.truth_path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _rows(made: Generated) -> dict[str, list[dict[str, str]]]:
    """Every row of every file, by file name (and sheet)."""
    found: dict[str, list[dict[str, str]]] = {}
    for path in (path for paths in made.files.values() for path in paths):
        if path.suffix == ".csv":
            found[path.name] = _csv(path)
        elif path.suffix == ".jsonl":
            found[path.name] = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        elif path.suffix == ".parquet":
            found[path.name] = pq.read_table(path).to_pylist()
        else:
            book = openpyxl.load_workbook(path, read_only=True)
            for sheet in book:
                heading, *rows = sheet.iter_rows(values_only=True)
                found[sheet.title] = [dict(zip_longest(heading, row)) for row in rows]
            book.close()
    return found


def _csv(path: Path) -> list[dict[str, str]]:
    encoding, delimiter = {
        "payroll.csv": ("cp1252", "|"),
        "bank-transfers.csv": ("utf-8-sig", ";"),
    }.get(path.name, ("utf-8", ","))
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


KEYS = {
    "payroll.csv": ("payroll", ("STAFF_NO", "EMPLOYER_NO")),
    "Companies": ("register", ("Number",)),
    "Officers": ("register", ("Officer no.",)),
    "phones-contacts.csv": ("phones", ("contact_no", "device_number", "number")),
    "phones-calls.csv": ("phones", ("from_number", "to_number")),
    "bank-transfers.csv": ("bank", ("FROM_CUSTOMER", "TO_CUSTOMER")),
    "vehicle-stops.jsonl": ("stops", ("occupant_no", "vehicle_no")),
    "addresses.parquet": ("addresses", ("entry_no", "premises_no")),
}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    def digests(name: str, seed: int) -> dict[str, str]:
        folder = tmp_path / name
        generate(folder, size=5_000, seed=seed)
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}

    first = digests("a", 1)
    assert first == digests("b", 1)
    assert set(first) == {"truth.csv", *(name for names in FILES.values() for name in names)}
    assert not set(first.values()) & set(digests("c", 2).values())


def test_the_truth_names_every_key_in_the_files_once_and_no_other(made: Generated) -> None:
    truth = Counter((line["source"], line["key"]) for line in _truth(made))
    assert max(truth.values()) == 1
    rows = _rows(made)
    assert set(rows) == set(KEYS)
    seen = {
        (source, row[column])
        for name, (source, columns) in KEYS.items()
        for row in rows[name]
        for column in columns
    }
    assert seen == set(truth)


def test_sources_overlap_and_repeat_themselves(made: Generated) -> None:
    sources: dict[str, Counter[str]] = {}
    for line in _truth(made):
        if line["cluster"].startswith("person"):
            sources.setdefault(line["cluster"], Counter())[line["source"]] += 1
    assert sum(len(counts) >= 2 for counts in sources.values()) > 600
    assert sum(len(counts) >= 4 for counts in sources.values()) > 20
    assert sum(counts["payroll"] > 1 for counts in sources.values()) > 30


def test_dirt_is_there(made: Generated) -> None:
    rows = _rows(made)
    born = [row["BORN"] for row in rows["payroll.csv"]]
    assert born.count("") > 50
    assert any(len(value) == 4 for value in born)
    assert any(value.startswith("02/30/") for value in born)
    names = [row["name"] for row in rows["phones-contacts.csv"]]
    scripts = "".join(names)
    assert any("\u0400" <= letter <= "\u04ff" for letter in scripts)
    assert any("\u0600" <= letter <= "\u06ff" for letter in scripts)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in scripts)
    assert any(name in words.KIN for name in names)
    plates = [row["plate"] for row in rows["vehicle-stops.jsonl"]]
    assert any("-" in plate for plate in plates) and any(plate.islower() for plate in plates)
    assert b"\xe9" in (made.folder / "payroll.csv").read_bytes()  # é as Windows writes it


def test_nothing_is_held_that_caseloom_refuses(made: Generated) -> None:
    for rows in _rows(made).values():
        heading = " ".join(rows[0]).lower()
        assert not [word for word in REFUSED if word in heading]


def test_telephones_ring_nowhere_and_yet_look_right() -> None:
    for number in [*range(0, 15_000, 97), *range(15_000, 1_440_000, 39_119)]:
        text = phone_number(number)
        assert text[5:8] == "555"
        assert number >= 15_000 or text[8:10] == "01"
        assert phonenumbers.is_valid_number(phonenumbers.parse(text))
    assert len({phone_number(number) for number in range(50_000)}) == 50_000
    with pytest.raises(ValueError, match="telephone"):
        phone_number(1_440_000 + 15_000)


def test_frequencies_are_like_those_of_real_people() -> None:
    """In a US county of 11,000 the commonest surname has about 1% and half the names are rare."""
    world = World(7, 5_000)
    people = [person for number in range(5_000) for person in world.household(number)]
    surnames = Counter(person.name.surname for person in people)
    share = surnames.most_common(1)[0][1] / len(people)
    assert 0.004 < share < 0.02
    assert len(surnames) > 2_500
    assert sum(count == 1 for count in surnames.values()) > len(surnames) / 3
    assert len({person.phone for person in people}) < len(people)  # families share
    assert all(date(1948, 1, 1) <= person.birth <= date(2006, 12, 31) for person in people)
    employers = Counter(person.employer for person in people)
    assert employers.most_common(1)[0][1] > 8 * len(people) / world.companies


def test_a_world_does_not_depend_on_the_order_in_which_it_is_asked() -> None:
    one, two = World(3, 500), World(3, 500)
    forward = [one.household(number) for number in range(500)]
    backward = [two.household(number) for number in reversed(range(500))]
    assert forward == backward[::-1]


def test_families_hold_twins_and_juniors() -> None:
    world = World(2026, 2_000)
    twins = juniors = 0
    for number in range(2_000):
        people = world.household(number)
        if len(people) > 1:
            first, second = people[:2]
            twins += first.birth == second.birth and first.name.surname == second.name.surname
            juniors += second.name.suffix == "Jr" and second.name.given == first.name.given
    assert twins > 10
    assert juniors > 10


def test_the_cast_of_the_inquiry_is_found_where_the_scenario_says(made: Generated) -> None:
    truth = {(line["source"], line["key"]): line["cluster"] for line in _truth(made)}
    scenario = made.scenario
    for keys in scenario.entities.values():
        assert len({truth[key] for key in keys}) == 1
    assert {source for source, _ in scenario.entities["marsh"]} >= {
        "payroll", "phones", "stops", "bank", "addresses",
    }  # fmt: skip
    assert len([role for role in scenario.entities if role.startswith("ghost-")]) == 26


def test_the_kickback_can_be_followed(made: Generated) -> None:
    rows = _rows(made)["bank-transfers.csv"]
    by_key = {row["TX"]: row for row in rows}
    gull = dict(made.scenario.entities["gull_point"])["bank"]
    anneke = dict(made.scenario.entities["anneke"])["bank"]
    paid = [by_key[key] for key in made.scenario.kickbacks]
    assert {row["TO_CUSTOMER"] for row in paid} == {gull}
    assert all(float(row["AMOUNT"]) < 10_000 for row in paid)
    assert any(row["FROM_CUSTOMER"] == gull and row["TO_CUSTOMER"] == anneke for row in rows)


def test_workers_share_the_crew_leaders_phone_and_ghosts_leave_no_trace(made: Generated) -> None:
    entities = made.scenario.entities
    for role, keys in entities.items():
        if role.startswith("ghost-"):
            assert {source for source, _ in keys} == {"payroll"}
    accounts = {row["STAFF_NO"]: row["PAID_TO"] for row in _rows(made)["payroll.csv"]}
    ghosts = {accounts[dict(entities[f"ghost-{n}"])["payroll"]] for n in range(26)}
    assert len(ghosts) == 2


def test_a_size_out_of_range_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot have 10 records"):
        generate(tmp_path, size=10)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    generate(tmp_path, size=10_000, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0
