"""The inquiry's own people and firms, and what they did. All of it is invented.

Blue Crane Staffing LLC supplies crews to a county. Its owner bills for ghosts: names on the roll
whose pay lands in her accounts. Part of the county's money goes through four subcontractors that
stand in the names of nominees, on to a consultancy of the procurement officer's wife: the
kickback. A crew leader holds his workers' telephones and bank cards and houses them together.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from caseloom.cli.demo import names
from caseloom.cli.demo.names import Naming
from caseloom.cli.demo.sources import (
    LAST_DAY,
    Addresses,
    Bank,
    Party,
    Payroll,
    Phones,
    Register,
    Stops,
)
from caseloom.cli.demo.world import Address, Company, Person, Vehicle, World, phone_number

GHOSTS, WORKERS = 26, 18
FIRST_MONTH, MONTHS = date(2024, 9, 1), 20


@dataclass(frozen=True, slots=True)
class Desk:
    """The six sources, open for writing."""

    payroll: Payroll
    register: Register
    phones: Phones
    bank: Bank
    stops: Stops
    addresses: Addresses


@dataclass(frozen=True, slots=True)
class Scenario:
    """Where the cast of the inquiry is found: for each role, its (source, key) pairs.

    Roles are those of `Cast`: "voss", "whitlock", "blue_crane", "worker-3", "ghost-7" and so on.
    `kickbacks`: the numbers of the transfers that carried the kickback, in order of time.
    """

    entities: dict[str, tuple[tuple[str, str], ...]]
    kickbacks: tuple[str, ...]
    names: dict[str, str]


class Cast:
    """The people and firms of the inquiry, true values and all."""

    def __init__(self, world: World) -> None:
        self._rng = world.random("story", 0)
        self._first_phone = world.households * 4 + world.companies + 40
        self._made = 0
        office = _address("office", 1180, "Foundry", "Street", "200", "Heronport", "00021")
        self.county = self._firm("Calder County Public Works", "", "CC-0000001", self._home(7))
        self.blue_crane = replace(
            self._firm("Blue Crane Staffing", "LLC", "CC-0048211", office),
            aliases=("Blue Crane Personnel LLC",),
        )
        self.shells = tuple(
            self._firm(name, form, number, office)
            for name, form, number in (
                ("Heron Ridge Labor Services", "LLC", "CC-0051904"),
                ("Kestrel Field Crews", "Inc", "CC-0051911"),
                ("Sandpiper Site Support", "LLC", "CC-0052377"),
                ("Osprey Workforce Partners", "LLC", "CC-0053028"),
            )
        )
        self.gull_point = self._firm("Gull Point Consulting", "LLC", "CC-0050466", self._home(8))
        self._people()
        self._crews()

    def _people(self) -> None:
        self.voss = self._person(
            "Marlene", "Voss", (1971, 3, 9), others=("Marly",), middle="Adelaide"
        )
        self.whitlock = self._person(
            "Gerald", "Whitlock", (1966, 11, 4), others=("Gerry", "Jerry"), middle="Thomas"
        )
        self.anneke = replace(
            self._person("Anneke", "Whitlock", (1969, 5, 22), others=("Anna", "Annie")),
            homes=self.whitlock.homes,
        )
        self.marsh = self._person(
            "Teodor", "Marsh", (1983, 8, 17), others=("Teddy", "Ted", "Theodore")
        )
        self.calloway = self._person("Ruth", "Calloway", (1978, 1, 30), others=("Ruthie",))
        self.lysenko = self._person(
            "Oleksandr", "Lysenko", (1990, 4, 6), others=("Aleksandr", "Sasha", "Alexander"),
            native="Олександр Лисенко",
        )  # fmt: skip
        self.thorne = self._person("Priscilla", "Thorne", (1958, 12, 12), others=("Cilla",))
        self.ibanez = self._person("Osvaldo", "Ibáñez Rivera", (1987, 7, 1), others=("Ozzie",))
        self.haddad = self._person(
            "Yusuf", "Haddad", (1992, 10, 25), others=("Youssef", "Joseph"), native="يوسف حداد"
        )
        self.mira = self._person("Mira", "Kessler", (1995, 2, 14), others=())
        self.mara = replace(
            self._person("Mara", "Kessler", (1995, 2, 14), others=()), homes=self.mira.homes
        )
        self.van = Vehicle("vehicle-story-1", "QRV4471", "van", "Ford Transit", "white")
        self.suv = Vehicle("vehicle-story-2", "QWZ0094", "suv", "Jeep Cherokee", "black")

    def _crews(self) -> None:
        bunkhouse = _address("bunkhouse", 4411, "Cannery", "Road", "", "Heronport", "00025")
        drops = [
            _address(f"drop-{n}", 70 + n, "Market", "Street", str(300 + n), "Calder", "00001")
            for n in range(3)
        ]
        self.workers = tuple(
            replace(
                self._stranger(f"worker-{n}", bunkhouse),
                phone=self.marsh.phone if n % 3 else self._phone(),
                account=f"99{7_700 + n % 3:010d}",
            )
            for n in range(WORKERS)
        )
        self.ghosts = tuple(
            replace(
                self._stranger(f"ghost-{n}", drops[n % 3]),
                account=f"99{6_600 + n % 2:010d}",
                email="",
            )
            for n in range(GHOSTS)
        )

    def nominees(self) -> tuple[Person, ...]:
        """In whose names the four subcontractors stand, in their order."""
        return (self.lysenko, self.thorne, self.ibanez, self.thorne)

    def _phone(self) -> str:
        self._made += 1
        return phone_number(self._first_phone + self._made)

    def _home(self, number: int) -> Address:
        return _address(f"home-{number}", 100 + number * 37, "Prospect", "Avenue", "",
                        ("Calder", "Heronport", "Larkspur")[number % 3], "00007")  # fmt: skip

    def _firm(self, name: str, form: str, number: str, address: Address) -> Company:
        return Company(
            id=f"company-story-{number}",
            number=number,
            name=name,
            form=form,
            address=address,
            incorporated=date(2021, 4, 1) + timedelta(days=self._rng.randrange(900)),
            phone=self._phone(),
            email=f"office@{name.lower().replace(' ', '')}.example",
            account=f"99{int(number[3:]):010d}",
        )

    def _person(
        self,
        given: str,
        surname: str,
        birth: tuple[int, int, int],
        *,
        others: tuple[str, ...],
        middle: str = "",
        native: str = "",
    ) -> Person:
        naming = Naming(given, surname, others, middle, native)
        home = self._home(self._made)
        return self._as_person(given.lower(), naming, date(*birth), home)

    def _stranger(self, role: str, home: Address) -> Person:
        naming = names.naming(self._rng, names.tradition(self._rng))
        birth = date(1970, 1, 1) + timedelta(days=self._rng.randrange(12_500))
        return self._as_person(role, naming, birth, home)

    def _as_person(self, role: str, naming: Naming, birth: date, home: Address) -> Person:
        phone = self._phone()
        return Person(
            id=f"person-story-{role}",
            number=9_000_000 + self._made,
            name=naming,
            birth=birth,
            tax=f"T{99_000_000 + self._made}C",
            licence=f"D{99_000_000 + self._made}",
            phone=phone,
            email=f"{names.ascii_of(naming.surname).lower().replace(' ', '')}@example.net",
            account=f"99{self._made:010d}",
            homes=((home, date(2022, 3, 1)),),
            job="Flagger",
        )


def _address(
    role: str, number: int, street: str, kind: str, unit: str, city: str, postcode: str
) -> Address:
    return Address(f"address-story-{role}", number, street, kind, unit, city, postcode)


class Story:
    """Writes the inquiry into the sources and remembers under which keys."""

    def __init__(self, world: World, cast: Cast, desk: Desk) -> None:
        self._rng, self._cast, self._desk = world.random("story", 1), cast, desk
        self._found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self._kickbacks: list[str] = []

    def tell(self) -> Scenario:
        """Write all of it; says where everybody is found."""
        self._register()
        self._payroll()
        self._addresses()
        self._money()
        self._telephones()
        self._stops()
        people = {role: person.name.full for role, person in self._people().items()}
        firms = {role: f"{firm.name} {firm.form}".strip() for role, firm in self._firms().items()}
        found = {role: tuple(dict.fromkeys(keys)) for role, keys in self._found.items()}
        return Scenario(found, tuple(self._kickbacks), people | firms)

    def _people(self) -> dict[str, Person]:
        cast = self._cast
        roles = ("voss", "whitlock", "anneke", "marsh", "calloway", "lysenko", "thorne", "ibanez",
                 "haddad", "mira", "mara")  # fmt: skip
        crew = {f"worker-{n}": person for n, person in enumerate(cast.workers)}
        ghosts = {f"ghost-{n}": person for n, person in enumerate(cast.ghosts)}
        return {role: getattr(cast, role) for role in roles} | crew | ghosts

    def _firms(self) -> dict[str, Company]:
        cast = self._cast
        shells = {f"shell-{n}": firm for n, firm in enumerate(cast.shells)}
        return {"blue_crane": cast.blue_crane, "gull_point": cast.gull_point,
                "county": cast.county} | shells  # fmt: skip

    def _note(self, role: str, source: str, key: str) -> None:
        self._found[role].append((source, key))

    def _register(self) -> None:
        rng, cast, register = self._rng, self._cast, self._desk.register
        for role, firm in self._firms().items():
            self._note(role, register.key, register.company(rng, firm))
        roles = {id(person): role for role, person in self._people().items()}
        posts = [
            (cast.voss, cast.blue_crane, "Owner", 100),
            (cast.calloway, cast.blue_crane, "Secretary", 0),
            (cast.anneke, cast.gull_point, "Owner", 100),
            *((nominee, shell, "Owner", 100)
              for nominee, shell in zip(cast.nominees(), cast.shells, strict=True)),
        ]  # fmt: skip
        for person, firm, post, share in posts:
            key = register.officer(rng, person, firm, post, share=share)
            self._note(roles[id(person)], register.key, key)

    def _payroll(self) -> None:
        rng, cast, payroll = self._rng, self._cast, self._desk.payroll
        for role, person in self._people().items():
            if role in ("voss", "whitlock", "anneke", "lysenko", "thorne", "ibanez"):
                continue
            silent = replace(person, phone="+12015550100") if role.startswith("ghost") else person
            firm = cast.shells[0] if role == "mara" else cast.blue_crane
            self._note(role, payroll.key, payroll.add(rng, silent, firm))
        self._note("blue_crane", payroll.key, cast.blue_crane.number)

    def _addresses(self) -> None:
        addresses = self._desk.addresses
        for role, person in self._people().items():
            if not role.startswith("ghost"):
                self._note(role, addresses.key, addresses.entry(self._rng, person, 0))

    # --- Money -----------------------------------------------------------------------------------

    def _money(self) -> None:
        cast, bank, rng = self._cast, self._desk.bank, self._rng
        firms = {role: bank.company(rng, firm) for role, firm in self._firms().items()}
        people = {role: bank.person(rng, person) for role, person in self._people().items()}
        for role in ("voss", "whitlock", "anneke", "marsh", "calloway"):
            self._note(role, bank.key, people[role].customer)
        for role, party in firms.items():
            self._note(role, bank.key, party.customer)
        for month in range(MONTHS):
            first = _months_later(FIRST_MONTH, month)
            self._invoice(firms, people, first)
            self._wages(firms["blue_crane"], people, first, len(cast.ghosts))

    def _invoice(self, firms: dict[str, Party], people: dict[str, Party], first: date) -> None:
        """The county pays; a fortnight later part of it has come to the officer's wife."""
        rng, bank = self._rng, self._desk.bank
        amount = rng.randrange(180_000, 260_000) + rng.random()
        invoice = f"invoice BC-{first:%Y%m}"
        bank.transfer(rng, firms["county"], firms["blue_crane"], first, amount, invoice)
        for number in range(4):
            shell, day = firms[f"shell-{number}"], first + timedelta(days=3 + number)
            share = round(amount * rng.uniform(0.03, 0.05), -2)
            bank.transfer(rng, firms["blue_crane"], shell, day, share, "subcontract labor")
            part, day = rng.randrange(7_000, 9_900), day + timedelta(days=rng.randrange(2, 5))
            key = bank.transfer(rng, shell, firms["gull_point"], day, part, "consulting")
            self._kickbacks.append(key)
        day = first + timedelta(days=14)
        bank.transfer(rng, firms["gull_point"], people["anneke"], day, 9_400, "owner's draw")
        bank.transfer(
            rng, people["anneke"], people["whitlock"], day + timedelta(days=1), 6_000, "house"
        )

    def _wages(self, payer: Party, people: dict[str, Party], first: date, ghosts: int) -> None:
        """Pay to ghosts lands with the owner, pay to workers with the crew leader."""
        rng, bank = self._rng, self._desk.bank
        bank.transfer(rng, payer, people["calloway"], first + timedelta(days=6), 3_150, "salary")
        for number in range(0, ghosts, 3):
            payee = replace_account(people["voss"], f"99{6_600 + number % 2:010d}")
            bank.transfer(rng, payer, payee, first + timedelta(days=6), 1_940, "wages")
        for number in range(0, WORKERS, 3):
            payee = replace_account(people["marsh"], f"99{7_700 + number // 3 % 3:010d}")
            bank.transfer(rng, payer, payee, first + timedelta(days=6), 1_610, "wages")
            if rng.random() < 0.3:
                worker = people[f"worker-{number}"]
                bank.transfer(
                    rng, people["marsh"], worker, first + timedelta(days=9), 240, "advance"
                )

    # --- Telephones and stops --------------------------------------------------------------------

    def _telephones(self) -> None:
        rng, cast, phones = self._rng, self._cast, self._desk.phones
        for owner, book in (
            (cast.marsh, {"voss": "Boss M.", "calloway": "Ruthie office", "haddad": "Yusuf disp."}),
            (cast.voss, {"whitlock": "G Works", "marsh": "Teddy", "calloway": "Ruth",
                         "thorne": "Aunt Cilla", "lysenko": "Sasha L"}),
        ):  # fmt: skip
            for role, name in book.items():
                person = getattr(cast, role)
                key = phones.contact(rng, owner.phone, person, name=name)
                self._note(role, phones.key, key)
                self._talk(owner, person, 14)
        for number, worker in enumerate(cast.workers):
            key = phones.contact(rng, cast.marsh.phone, worker, note="crew")
            self._note(f"worker-{number}", phones.key, key)
        for month in range(MONTHS):
            day = _months_later(FIRST_MONTH, month) + timedelta(days=2)
            at = datetime(day.year, day.month, day.day, 21, rng.randrange(60))  # noqa: DTZ001 - local
            phones.call(rng, cast.voss.phone, cast.whitlock.phone, at)

    def _talk(self, owner: Person, other: Person, often: int) -> None:
        for _ in range(often):
            self._desk.phones.call(self._rng, owner.phone, other.phone, moment(self._rng))

    def _stops(self) -> None:
        rng, cast, stops = self._rng, self._cast, self._desk.stops
        place = cast.workers[0].homes[0][0]
        for trip in range(7):
            crew = [cast.workers[(trip * 5 + seat) % WORKERS] for seat in range(5)]
            _, keys = stops.stop(rng, cast.van, moment(rng), place, [cast.marsh, *crew])
            self._note("marsh", stops.key, keys[0])
            for seat, key in enumerate(keys[1:]):
                self._note(f"worker-{(trip * 5 + seat) % WORKERS}", stops.key, key)
        people = [cast.whitlock, cast.voss]
        _, keys = stops.stop(rng, cast.suv, moment(rng), cast.gull_point.address, people)
        self._note("whitlock", stops.key, keys[0])
        self._note("voss", stops.key, keys[1])


def replace_account(party: Party, account: str) -> Party:
    """`party` with another of its accounts."""
    return replace(party, account=account)


def moment(rng: Random) -> datetime:
    """A time in the two years before LAST_DAY, as the local clocks show it."""
    day = LAST_DAY - timedelta(days=rng.randrange(730))
    hour = min(23, int(abs(rng.gauss(15, 5))))
    return datetime(  # noqa: DTZ001 - sources write local time without saying so
        day.year, day.month, day.day, hour, rng.randrange(60), rng.randrange(60)
    )


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
