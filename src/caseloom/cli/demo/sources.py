"""The six sources: what each writes down of the truth, in its own columns and with its own dirt.

Each class writes one source's files and says in the truth which of its keys is whom.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from caseloom.cli.demo import dirt, words
from caseloom.cli.demo.names import ascii_of
from caseloom.cli.demo.world import Address, Company, Person, Vehicle
from caseloom.cli.demo.writers import Delimited, JsonLines, Parquet, Truth, Workbook

LAST_DAY = date(2026, 6, 30)

PAYROLL = ("STAFF_NO", "NAME", "BORN", "TAX_NO", "PHONE", "EMAIL", "ADDRESS", "POSITION",
           "EMPLOYER_NO", "EMPLOYER", "STARTED", "ENDED", "PAID_TO")  # fmt: skip
COMPANIES = ("Number", "Name", "Form", "Status", "Incorporated", "Registered office", "Phone",
             "E-mail", "Former name")  # fmt: skip
OFFICERS = ("Officer no.", "Name", "Born", "Role", "Company no.", "Appointed", "Resigned",
            "Service address", "Share %")  # fmt: skip
CONTACTS = ("contact_no", "device_number", "name", "number", "note")
CALLS = ("call_no", "device_number", "from_number", "to_number", "started", "seconds", "kind")
TRANSFERS = ("TX", "BOOKED", "AMOUNT", "CCY", "FROM_CUSTOMER", "FROM_KIND", "FROM_NAME",
             "FROM_ACCOUNT", "TO_CUSTOMER", "TO_KIND", "TO_NAME", "TO_ACCOUNT",
             "REFERENCE")  # fmt: skip
STOPS = ("stop_no", "at", "place", "reason", "vehicle_no", "plate", "vehicle", "colour",
         "occupant_no", "seat", "name", "born", "licence", "phone")  # fmt: skip
ADDRESSES = ("entry_no", "name", "born", "phone", "premises_no", "street", "city", "postcode",
             "since", "until")  # fmt: skip


class Payroll:
    """Rolls of staff as employers hand them in: cp1252, columns parted by "|"."""

    key = "payroll"

    def __init__(self, folder: Path, truth: Truth) -> None:
        self._file = Delimited(folder / "payroll.csv", PAYROLL, delimiter="|", encoding="cp1252")
        self._truth, self._count, self.close = truth, 0, self._file.close

    def add(self, rng: Random, person: Person, employer: Company, *, ended: str = "") -> str:
        """One line for `person` on the roll of `employer`; the staff number it was given."""
        self._count += 1
        key = f"E{self._count:06d}"
        self._truth.say(self.key, key, person.id)
        self._truth.say_once(self.key, employer.number, employer.id)
        loose = rng.random()
        started = LAST_DAY - timedelta(days=rng.randrange(20, 2_400))
        self._file.write((
            key,
            dirt.last_first(rng, person.name, loose=loose),
            dirt.born(rng, person.birth, style="%m/%d/%Y"),
            person.tax if rng.random() < 0.7 else "",
            dirt.phone(rng, person.phone, missing=0.25),
            person.email if rng.random() < 0.5 else "",
            dirt.full_address(rng, rng.choice(person.homes)[0], loose=loose),
            person.job,
            employer.number,
            f"{employer.name} {employer.form}".strip(),
            started.strftime("%m/%d/%Y"),
            ended,
            person.account,
        ))  # fmt: skip
        return key


class Register:
    """The company register: a workbook with a sheet of companies and one of officers."""

    key = "register"

    def __init__(self, folder: Path, truth: Truth) -> None:
        sheets = {"Companies": COMPANIES, "Officers": OFFICERS}
        self._book = Workbook(folder / "register.xlsx", sheets)
        self._companies, self._officers = map(self._book.sheet, sheets)
        self._truth, self._count, self.close = truth, 0, self._book.close

    def company(self, rng: Random, company: Company) -> str:
        """The register's line for `company`; its number."""
        self._truth.say(self.key, company.number, company.id)
        self._companies((
            company.number,
            f"{company.name} {company.form}".strip(),
            words.FORMS[company.form][2] if company.form in ("LLC", "Inc") else company.form,
            company.status,
            company.incorporated.isoformat(),
            dirt.full_address(rng, company.address, loose=0.2),
            dirt.phone(rng, company.phone, missing=0.4),
            company.email if rng.random() < 0.5 else "",
            company.aliases[0] if company.aliases else "",
        ))  # fmt: skip
        return company.number

    def officer(
        self, rng: Random, person: Person, company: Company, role: str, *, share: int = 0
    ) -> str:
        """`person` as an officer or owner of `company`; the officer number of this line."""
        self._count += 1
        key = f"OF-{self._count:06d}"
        self._truth.say(self.key, key, person.id)
        since = company.incorporated + timedelta(days=rng.randrange(0, 900))
        resigned = rng.random() < 0.15
        self._officers((
            key,
            dirt.person_name(rng, person.name, loose=0.5 * rng.random()),
            dirt.born(rng, person.birth, style="%Y-%m" if rng.random() < 0.7 else "%Y-%m-%d"),
            role,
            company.number,
            since.isoformat(),
            (since + timedelta(days=rng.randrange(200, 2_000))).isoformat() if resigned else "",
            dirt.full_address(rng, person.homes[-1][0], loose=0.4),
            str(share) if share else "",
        ))  # fmt: skip
        return key


class Phones:
    """What seized phones held, read out by a forensic tool: contacts and call logs."""

    key = "phones"

    def __init__(self, folder: Path, truth: Truth) -> None:
        self._contacts = Delimited(folder / "phones-contacts.csv", CONTACTS)
        self._calls = Delimited(folder / "phones-calls.csv", CALLS)
        self._truth, self._people, self._logged = truth, 0, 0

    def _number(self, rng: Random, number: str) -> str:
        written = number if rng.random() < 0.85 else dirt.phone(rng, number)
        self._truth.say_once(self.key, written, f"phone{number}")
        return written

    def contact(
        self, rng: Random, device: str, person: Person, *, name: str = "", note: str = ""
    ) -> str:
        """`person` among the contacts of the phone `device`; the contact's number."""
        self._people += 1
        key = f"C{self._people:06d}"
        self._truth.say(self.key, key, person.id)
        self._truth.say_once(self.key, device, f"phone{device}")
        name = name or dirt.contact_name(rng, person.name)
        self._contacts.write((key, device, name, self._number(rng, person.phone), note))
        return key

    def call(self, rng: Random, device: str, other: str, at: datetime) -> str:
        """A call or message between the phone `device` and `other` at `at`; its number."""
        self._logged += 1
        key = f"L{self._logged:07d}"
        self._truth.say_once(self.key, device, f"phone{device}")
        ends = (device, self._number(rng, other))
        kind = "message" if rng.random() < 0.4 else "voice"
        seconds = str(int(rng.expovariate(1 / 90))) if kind == "voice" else ""
        origin, target = ends if rng.random() < 0.5 else ends[::-1]
        stamp = at.isoformat(timespec="seconds")
        self._calls.write((key, device, origin, target, stamp, seconds, kind))
        return key

    def close(self) -> None:
        """Finish both files."""
        self._contacts.close()
        self._calls.close()


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a transfer. `kind`: P for a person, C for a company; `customer`: his number."""

    cluster: str
    customer: str
    kind: str
    name: str
    account: str


class Bank:
    """Transfers that banks handed over: semicolons, a byte order mark."""

    key = "bank"

    def __init__(self, folder: Path, truth: Truth) -> None:
        path = folder / "bank-transfers.csv"
        self._file = Delimited(path, TRANSFERS, delimiter=";", encoding="utf-8-sig")
        self._truth, self._count, self.close = truth, 0, self._file.close

    def person(self, rng: Random, person: Person) -> Party:
        """`person` as a customer; some are customers twice, under another writing."""
        again = rng.random() < 0.06
        prefix = "K9" if again else "K1"
        stable = rng if again else Random(person.number)  # noqa: S311 - nothing secret
        name = dirt.person_name(stable, person.name, loose=0.6 if again else 0.3)
        return Party(person.id, f"{prefix}{person.number:07d}", "P", name, person.account)

    def company(self, rng: Random, company: Company) -> Party:
        """`company` as a customer."""
        name = dirt.company_name(rng, company, loose=0.5)
        customer = "K5" + company.number.removeprefix("CC-")
        return Party(company.id, customer, "C", name, company.account)

    def transfer(
        self, rng: Random, payer: Party, payee: Party, day: date, amount: float, reference: str = ""
    ) -> str:
        """`amount` dollars from `payer` to `payee` on `day`; the transfer's number."""
        self._count += 1
        key = f"TX{self._count:08d}"
        for party in (payer, payee):
            self._truth.say_once(self.key, party.customer, party.cluster)
        self._file.write((
            key,
            day.strftime("%d.%m.%Y"),
            f"{amount:.2f}",
            "USD",
            *(payer.customer, payer.kind, payer.name, payer.account),
            *(payee.customer, payee.kind, payee.name, payee.account),
            reference or rng.choice(words.PURPOSES),
        ))  # fmt: skip
        return key


class Stops:
    """Vehicle stops as officers entered them: one JSON object per occupant."""

    key = "stops"
    _REASONS = ("speeding", "broken light", "expired tag", "checkpoint", "seat belt", "inspection")

    def __init__(self, folder: Path, truth: Truth) -> None:
        self._file = JsonLines(folder / "vehicle-stops.jsonl", STOPS)
        self._truth, self._count, self.close = truth, 0, self._file.close

    def stop(
        self, rng: Random, vehicle: Vehicle, at: datetime, place: Address, people: list[Person]
    ) -> tuple[str, tuple[str, ...]]:
        """`vehicle` stopped with `people`, the driver first; the stop's and the people's keys."""
        self._count += 1
        key = f"S{self._count:06d}"
        self._truth.say(self.key, f"{key}-V", vehicle.id)
        where = f"{rng.randrange(1, 900)} blk {place.street} {place.kind}, {place.city}"
        shared = (key, at.isoformat(timespec="minutes"), where, rng.choice(self._REASONS))
        seen = (f"{key}-V", dirt.plate(rng, vehicle.plate), vehicle.model, vehicle.colour)
        keys = tuple(f"{key}-{at}" for at in range(1, len(people) + 1))
        for number, person in zip(keys, people, strict=True):
            self._truth.say(self.key, number, person.id)
            seat = "driver" if number == keys[0] else "passenger"
            self._file.write((*shared, *seen, number, seat, *self._identity(rng, person, seat)))
        return key, keys

    def _identity(self, rng: Random, person: Person, seat: str) -> tuple[str, ...]:
        shown = rng.random() < (0.9 if seat == "driver" else 0.4)
        return (
            dirt.person_name(rng, person.name, loose=0.3 if shown else 0.9),
            dirt.born(rng, person.birth, style="%Y-%m-%d", missing=0.02 if shown else 0.4),
            person.licence if shown else "",
            dirt.phone(rng, person.phone, missing=0.7),
        )


class Addresses:
    """A register of who lived where, bought from a utility: Parquet, all text."""

    key = "addresses"

    def __init__(self, folder: Path, truth: Truth) -> None:
        self._file = Parquet(folder / "addresses.parquet", ADDRESSES)
        self._truth, self._count, self.close = truth, 0, self._file.close

    def entry(self, rng: Random, person: Person, home: int) -> str:
        """`person` at his home number `home` (of `person.homes`); the entry's number."""
        self._count += 1
        key = f"U{self._count:07d}"
        address, since = person.homes[home]
        premises = address.id.replace("address-", "PR-")
        if rng.random() < 0.12:  # the same premises, entered a second time by a clerk
            premises += f"-{rng.randrange(2, 9)}"
        self._truth.say(self.key, key, person.id)
        self._truth.say_once(self.key, premises, address.id)
        until = person.homes[home + 1][1].isoformat() if home + 1 < len(person.homes) else ""
        written = dirt.person_name(rng, person.name, loose=0.6)
        self._file.write((
            key,
            ascii_of(written) if rng.random() < 0.3 else written,
            dirt.born(rng, person.birth, style="%Y-%m-%d", missing=0.3),
            dirt.phone(rng, person.phone, missing=0.5),
            premises,
            dirt.street(rng, address, loose=0.4),
            address.city if rng.random() > 0.03 else dirt.typo(rng, address.city),
            address.postcode if rng.random() > 0.1 else "",
            since.isoformat(),
            until,
        ))  # fmt: skip
        return key
