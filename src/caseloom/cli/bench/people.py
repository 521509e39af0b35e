"""People with labels and faults: `people(records, seed=…, rates=…)`, to measure resolution on.

The true people are the demonstration's: households that share a surname, an address, sometimes a
telephone, with twins and juniors among them. Each is written once to six times, and each writing
after the first is spoilt field by field, at rates that the caller may set. The same number of
records, seed and rates give the same records.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from caseloom.cli.demo import dirt, words
from caseloom.cli.demo.world import Address, Person, World
from caseloom.kernel.errors import Invalid

COLUMNS = (
    "id", "given_name", "surname", "birth_date", "street", "city", "postcode", "phone", "email",
)  # fmt: skip
# Shares of people who are written once, twice and so on.
WRITINGS = (0.42, 0.28, 0.16, 0.08, 0.04, 0.02)
# Records that a household gives on average, of which the number of households follows.
PER_HOUSEHOLD = 4.4
LARGEST = 1_300_000


@dataclass(frozen=True, slots=True)
class Rates:
    """How likely each fault is in a writing after the first, where the field allows it."""

    given_typo: float = 0.08
    surname_typo: float = 0.08
    nickname: float = 0.15
    initial: float = 0.03
    names_swapped: float = 0.02
    day_month_swapped: float = 0.04
    year_off: float = 0.02
    moved: float = 0.35
    street_typo: float = 0.06
    birth_missing: float = 0.15
    address_missing: float = 0.12
    phone_missing: float = 0.50
    phone_changed: float = 0.20
    email_missing: float = 0.50


@dataclass(frozen=True, slots=True)
class Written:
    """One record. `person`: whose it is, the label; `faults`: which of Rates struck."""

    id: str
    person: str
    given_name: str
    surname: str
    birth_date: str
    street: str
    city: str
    postcode: str
    phone: str
    email: str
    faults: tuple[str, ...] = ()

    def row(self) -> tuple[str, ...]:
        """The cells of COLUMNS: neither the label nor the faults."""
        return tuple(getattr(self, name) for name in COLUMNS)


def people(records: int, *, seed: int = 2026, rates: Rates | None = None) -> Iterator[Written]:
    """Yield exactly `records` writings, person by person; ids tell nothing of their order.

    Raises Invalid beyond LARGEST: there are no more telephone numbers.
    """
    if not 1 <= records <= LARGEST:
        raise Invalid(
            f"{records:,} records of people cannot be made.",
            remedy=f"Choose from 1 to {LARGEST:,}.",
            field="records",
        )
    world = World(seed, max(1, round(records / PER_HOUSEHOLD) + 50))
    asked = rates or Rates()
    order = _scattered(records, seed)
    made = 0
    for household in range(world.households * 2):
        for person in world.household(household % world.households):
            for written in _writings(world, person, household // world.households, asked):
                yield _numbered(written, next(order))
                made += 1
                if made == records:
                    return


def write(
    folder: Path, records: int, *, seed: int = 2026, rates: Rates | None = None
) -> tuple[Path, Path]:
    """Write people.csv, sorted by id, and people-truth.csv (id, person, faults) into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = sorted(people(records, seed=seed, rates=rates), key=lambda one: one.id)
    file, truth = folder / "people.csv", folder / "people-truth.csv"
    _table(file, COLUMNS, (one.row() for one in made))
    labels = ((one.id, one.person, " ".join(one.faults)) for one in made)
    _table(truth, ("id", "person", "faults"), labels)
    return file, truth


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def _scattered(records: int, seed: int) -> Iterator[int]:
    """Every number below `records` once, far from its neighbours: a step that shares no factor."""
    step = int(records * 0.618) | 1
    while _common(step, records) != 1:
        step += 2
    return ((seed + place * step) % records for place in range(records))


def _common(one: int, two: int) -> int:
    while two:
        one, two = two, one % two
    return one


def _numbered(written: dict[str, Any], number: int) -> Written:
    return Written(id=f"r{number:07d}", **written)


def _writings(world: World, person: Person, lap: int, rates: Rates) -> Iterator[dict[str, Any]]:
    rng = world.random(f"writings-{lap}", person.number)
    draw, count = rng.random(), 1
    for share in WRITINGS[:-1]:
        draw -= share
        if draw < 0:
            break
        count += 1
    yield _clean(person) if lap == 0 else _spoilt(rng, person, rates)
    for _ in range(count - 1):
        yield _spoilt(rng, person, rates)


def _clean(person: Person) -> dict[str, Any]:
    now = person.homes[-1][0]
    return {
        "person": person.id, "given_name": person.name.given, "surname": person.name.surname,
        "birth_date": person.birth.isoformat(), "street": _street(now), "city": now.city,
        "postcode": now.postcode, "phone": person.phone, "email": person.email,
    }  # fmt: skip


def _street(home: Address) -> str:
    unit = f" Apt {home.unit}" if home.unit else ""
    return f"{home.number} {home.street} {home.kind}{unit}"


def _spoilt(rng: Random, person: Person, rates: Rates) -> dict[str, Any]:
    """A writing with faults. Every chance is drawn in every writing, so that rates are kept."""
    made = _clean(person)
    struck = [name for name in _FAULTS if rng.random() < getattr(rates, name)]
    faults = tuple(fault for fault in struck if _FAULTS[fault](rng, person, made))
    return {**made, "faults": faults}


def _changed(made: dict[str, Any], name: str, value: str) -> bool:
    before, made[name] = made[name], value
    return bool(before != value)


def _typo(field: str, rng: Random, _: Person, made: dict[str, Any]) -> bool:
    # More than one attempt: two equal letters exchanged are the same word.
    return any(_changed(made, field, dirt.typo(rng, made[field])) for _attempt in range(4))


def _nickname(rng: Random, person: Person, made: dict[str, Any]) -> bool:
    others = person.name.others
    return bool(others) and _changed(made, "given_name", rng.choice(others))


def _initial(_: Random, __: Person, made: dict[str, Any]) -> bool:
    return _changed(made, "given_name", made["given_name"][:1])


def _swap_names(_: Random, __: Person, made: dict[str, Any]) -> bool:
    made["given_name"], made["surname"] = made["surname"], made["given_name"]
    return bool(made["given_name"] != made["surname"])


def _swap_day(_: Random, person: Person, made: dict[str, Any]) -> bool:
    day = person.birth
    if day.day > 12:
        return False
    return _changed(made, "birth_date", date(day.year, day.day, day.month).isoformat())


def _year_off(rng: Random, _: Person, made: dict[str, Any]) -> bool:
    year = int(made["birth_date"][:4]) + rng.choice((-10, -1, 1, 10))
    return _changed(made, "birth_date", f"{year}{made['birth_date'][4:]}")


def _moved(rng: Random, person: Person, made: dict[str, Any]) -> bool:
    homes = [home for home, _ in person.homes[:-1]]
    if not homes:
        place = words.CITIES[rng.randrange(len(words.CITIES))]
        street = words.STREETS[rng.randrange(len(words.STREETS))]
        kind = rng.choice(tuple(words.STREET_KINDS))
        code = f"00{words.CITIES.index(place):02d}{rng.randrange(10)}"
        homes = [Address("", rng.randrange(1, 3_000), street, kind, "", place, code)]
    home = homes[0]
    made["city"], made["postcode"] = home.city, home.postcode
    return _changed(made, "street", _street(home))


def _other_phone(rng: Random, _: Person, made: dict[str, Any]) -> bool:
    area = words.AREAS[rng.randrange(len(words.AREAS))]
    return _changed(made, "phone", f"+1{area}555{rng.randrange(400, 10_000):04d}")


def _missing(*fields: str) -> Any:
    def empty(_: Random, __: Person, made: dict[str, Any]) -> bool:
        held = any(made[name] for name in fields)
        made.update(dict.fromkeys(fields, ""))
        return held

    return empty


def _slip(field: str) -> Any:
    def slip(rng: Random, person: Person, made: dict[str, Any]) -> bool:
        return _typo(field, rng, person, made)

    return slip


# In the order in which they strike: another name first, then a slip in it; what is left out, last.
_FAULTS = {
    "nickname": _nickname, "given_typo": _slip("given_name"), "surname_typo": _slip("surname"),
    "initial": _initial, "names_swapped": _swap_names, "day_month_swapped": _swap_day,
    "year_off": _year_off, "moved": _moved, "street_typo": _slip("street"),
    "birth_missing": _missing("birth_date"),
    "address_missing": _missing("street", "city", "postcode"),
    "phone_changed": _other_phone, "phone_missing": _missing("phone"),
    "email_missing": _missing("email"),
}  # fmt: skip
