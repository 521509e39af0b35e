"""The true world behind the sources: households, people, companies, where they live and work.

Everything is a pure function of the seed and a number, so any part of a world of millions can
be had without the rest in memory. Telephone numbers are of the exchange 555, first those that
North America reserves for fiction (555-0100 to 555-0199); registration, account, licence and
plate numbers have forms that no authority uses.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from math import exp
from random import Random

from caseloom.cli.demo import names, words
from caseloom.cli.demo.names import Naming

PEOPLE_PER_COMPANY = 22
HOUSEHOLD_MAX = 4
_FICTION, _EXCHANGE = 100, 9_600


@dataclass(frozen=True, slots=True)
class Address:
    """A true address; `id` is its cluster."""

    id: str
    number: int
    street: str
    kind: str
    unit: str
    city: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A true vehicle; `plate` is three letters and four digits of a state that is not."""

    id: str
    plate: str
    kind: str
    model: str
    colour: str


@dataclass(frozen=True, slots=True)
class Person:
    """A true person. `homes`: oldest first, the last is where he lives, each with its move-in."""

    id: str
    number: int
    name: Naming
    birth: date
    tax: str
    licence: str
    phone: str
    email: str
    account: str
    homes: tuple[tuple[Address, date], ...]
    employer: int = -1
    job: str = ""
    vehicle: Vehicle | None = None
    company: int | None = None  # the number of the company that this person founded


@dataclass(frozen=True, slots=True)
class Company:
    """A true company. `name` is without its form."""

    id: str
    number: str
    name: str
    form: str
    address: Address
    incorporated: date
    phone: str
    email: str
    account: str
    status: str = "Active"
    aliases: tuple[str, ...] = field(default=())


class World:
    """`households` households, numbered from 0, and as many companies as they keep alive."""

    def __init__(self, seed: int, households: int) -> None:
        self.seed = seed
        self.households = households
        self.companies = max(12, households * 2 // PEOPLE_PER_COMPANY)
        self._step = max(1, households // self.companies)
        self.household = lru_cache(maxsize=2_048)(self._household)
        self.known: dict[int, Company] = {}
        self._made = lru_cache(maxsize=8_192)(self._company)

    def company(self, number: int) -> Company:
        """The company `number`: one that is known by name, or one made up."""
        return self.known.get(number) or self._made(number)

    def random(self, kind: str, number: int) -> Random:
        """The source of chance for one thing of the world: the same at every asking."""
        return Random(f"{self.seed}/{kind}/{number}")  # noqa: S311 - nothing secret hangs on it

    def founder_of(self, household: int) -> int | None:
        """The number of the company that somebody of `household` founded, if one was."""
        company, rest = divmod(household, self._step)
        return company if rest == 0 and company < self.companies else None

    def _household(self, number: int) -> tuple[Person, ...]:
        """The one to four grown-ups of household `number`."""
        rng = self.random("household", number)
        kind = names.tradition(rng)
        size = (1, 2, 2, 3, 4, 1, 2, 3)[int(rng.random() * 8)]
        surname = names.family_name(rng, kind)
        homes = self._homes(rng, number)
        people = [self._person(rng, number, at, kind, surname, homes) for at in range(size)]
        if size > 1 and rng.random() < 0.05:
            people[1] = _relative(rng, people[0], people[1])
        return tuple(people)

    def _homes(self, rng: Random, number: int) -> tuple[tuple[Address, date], ...]:
        moved = date(2016, 1, 1) + timedelta(days=rng.randrange(2_900))
        now = (make_address(rng, f"address-{number}-1", number), moved)
        if rng.random() < 0.65:
            return (now,)
        earlier = moved - timedelta(days=rng.randrange(300, 3_000))
        return ((make_address(rng, f"address-{number}-0", number), earlier), now)

    def _person(
        self,
        rng: Random,
        household: int,
        at: int,
        kind: str,
        surname: str,
        homes: tuple[tuple[Address, date], ...],
    ) -> Person:
        number = household * HOUSEHOLD_MAX + at
        own = surname if at == 0 or rng.random() < 0.75 else names.family_name(rng, kind)
        name = names.naming(rng, kind, own)
        shared = at > 0 and rng.random() < 0.06
        return Person(
            id=f"person-{number}",
            number=number,
            name=name,
            birth=date(1948, 1, 1) + timedelta(days=int(rng.triangular(0, 20_800, 13_500))),
            tax=f"T{10_000_000 + number * 37 % 89_999_999:08d}{'BCDFGHJK'[number % 8]}",
            licence=f"D{20_000_000 + number * 61 % 79_999_999:08d}",
            phone=phone_number(number - at if shared else number),
            email=_email(rng, name),
            account=f"77{number:010d}",
            homes=homes,
            employer=names.rank(rng, self.companies, 4),
            job=words.JOBS[names.rank(rng, len(words.JOBS), 5)],
            vehicle=make_vehicle(rng, number) if rng.random() < 0.4 else None,
            company=self.founder_of(household) if at == 0 else None,
        )

    def _company(self, number: int) -> Company:
        rng = self.random("company", number)
        name, form = names.company_name(rng, number)
        web = "".join(c for c in names.ascii_of(name).lower() if c.isalnum())
        return Company(
            id=f"company-{number}",
            number=f"CC-{100_000 + number:07d}",
            name=name,
            form=form,
            address=make_address(rng, f"address-company-{number}", number * 3),
            incorporated=date(1988, 1, 1) + timedelta(days=rng.randrange(13_500)),
            phone=phone_number(self.households * HOUSEHOLD_MAX + number),
            email=f"office@{web}.example",
            account=f"88{number:010d}",
            status="Dissolved" if rng.random() < 0.08 else "Active",
        )


def _relative(rng: Random, first: Person, second: Person) -> Person:
    """`second` as the twin of `first`, or as the child that bears the parent's name."""
    kwargs = {name: getattr(second, name) for name in Person.__slots__}
    if rng.random() < 0.5:
        kwargs["birth"] = first.birth
        kwargs["name"] = _renamed(second.name, first.name.surname, "")
    else:
        year = min(first.birth.year + rng.randrange(20, 34), 2006)
        kwargs["birth"] = date(year, rng.randrange(1, 13), rng.randrange(1, 29))
        kwargs["name"] = _renamed(first.name, first.name.surname, "Jr")
    return Person(**kwargs)


def _renamed(name: Naming, surname: str, suffix: str) -> Naming:
    native = name.native if surname == name.surname else ""
    return Naming(name.given, surname, name.others, name.middle, native, suffix)


def make_address(rng: Random, cluster: str, number: int) -> Address:
    """An address; every thirtieth household lives in one of few large buildings."""
    if rng.random() < 0.12:
        rng_house = Random(number // 40)  # noqa: S311 - nothing secret hangs on it
        unit = f"{rng.randrange(1, 9)}{rng.choice('ABCDEF')}"
    else:
        rng_house = rng
        unit = str(rng.randrange(1, 40)) if rng.random() < 0.2 else ""
    city = names.rank(rng_house, len(words.CITIES), 3)
    street = names.rank(rng_house, len(words.STREETS), 20)
    return Address(
        id=cluster,
        number=int(exp(1 + 7 * rng_house.random())),
        street=words.STREETS[street],
        kind=rng_house.choice(tuple(words.STREET_KINDS)),
        unit=unit,
        city=words.CITIES[city],
        postcode=f"00{city:02d}{street % 10}",
    )


def make_vehicle(rng: Random, number: int) -> Vehicle:
    """A vehicle of its owner's number."""
    kind = rng.choice(tuple(words.VEHICLES))
    letters, digits = divmod(number * 7_919 % 87_880_000, 10_000)
    first, rest = divmod(letters % 8_788, 26 * 13)
    middle, last = divmod(rest, 26)
    return Vehicle(
        id=f"vehicle-{number}",
        plate=f"{chr(65 + first)}{chr(78 + middle)}{chr(65 + last)}{digits:04d}",
        kind=kind,
        model=rng.choice(words.VEHICLES[kind]),
        colour=rng.choice(words.COLOURS).lower(),
    )


def phone_number(number: int) -> str:
    """Telephone number of `number`, in E.164: each another, none that rings.

    Raises ValueError beyond 1.4 million.
    """
    if number >= len(words.AREAS) * (_FICTION + _EXCHANGE):
        raise ValueError(f"There is no telephone number {number}.")
    line, area = divmod(number, len(words.AREAS))
    area = (area * 61 + line) % len(words.AREAS)
    return f"+1{words.AREAS[area]}555{line + 100 if line < _FICTION else line + 300:04d}"


def _email(rng: Random, name: Naming) -> str:
    if rng.random() < 0.5:
        return ""
    given, surname = (names.ascii_of(part).lower() for part in (name.given, name.surname))
    given, surname = ("".join(c for c in part if c.isalnum()) for part in (given, surname))
    host = rng.choice(("example.com", "example.org", "mail.example.com"))
    form = rng.choice((f"{given}.{surname}", f"{given[0]}{surname}", f"{surname}{given[0]}"))
    return f"{form}{rng.randrange(1, 99) if rng.random() < 0.5 else ''}@{host}"
