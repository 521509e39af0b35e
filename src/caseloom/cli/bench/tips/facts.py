"""What happened: who, where, when and by which numbers, of which tips then tell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from caseloom.cli.bench.tips import identifiers
from caseloom.cli.bench.tips.stock import Stock
from caseloom.cli.bench.tips.tip import LANGUAGES

_FIRST = date(2024, 6, 1)
_DAYS = 800
# Of mistyped numbers, those with a slip that their own digits betray.
_SLIPS = 0.06
_SUMS = (40, 75, 120, 200, 350, 600, 850, 1_200, 1_500, 2_400, 3_000, 4_500, 7_800, 12_000, 18_500,
         25_000, 40_000, 65_000, 90_000, 140_000, 300_000, 750_000, 1_200_000)  # fmt: skip
_DOMAINS = ("gmail.com", "outlook.com", "yahoo.com", "hotmail.es", "icloud.com", "proton.me",
            "hotmail.com", "mail.com", "live.com", "yahoo.es")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Names as pairs: in its own script and in Latin letters."""

    given: tuple[str, str]
    family: tuple[str, str]
    middle: tuple[str, str]
    woman: bool
    community: str

    def names(self, language: str) -> tuple[str, str, str]:
        """(given, middle, family) as a text in `language` writes them."""
        at = 0 if language == "ar" else 1
        return self.given[at], self.middle[at], self.family[at]


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a register; `as_typed` where it has a slip in it."""

    value: str
    valid: bool = True
    country: str = ""
    national: str = ""


class Story:
    """An event whose facts are drawn when they are first asked for, each by itself.

    So each teller of it gets the same ones, whichever he tells. changed: what one teller has
    otherwise, by fact.
    """

    def __init__(self, seed: int, number: int, stock: Stock, language: str) -> None:
        self.seed, self.number, self.stock, self.language = seed, number, stock, language
        self.key = number
        self.changed: dict[str, int] = {}
        self._known: dict[tuple[str, int], Any] = {}

    @property
    def id(self) -> str:
        """How the story is named."""
        return f"s{self.number:07d}"

    def fact(self, name: str) -> Any:
        """The fact of that name."""
        source = self.changed.get(name, self.key)
        found = self._known.get((name, source))
        if found is None:
            rng = Random(f"{self.seed} {source} {name}")  # noqa: S311 - no secret
            found = self._known[name, source] = MAKERS[name](rng, self)
        return found

    def retold(self, changed: dict[str, int]) -> "Story":
        """The same event, with other facts for the names in `changed`."""
        other = Story(self.seed, self.number, self.stock, self.language)
        other.changed = {**self.changed, **changed}
        return other


def person(rng: Random, stock: Stock, language: str, *, men: bool = False) -> Person:
    """Somebody; most have names of the language, whatever else is told of them."""
    community = language if rng.random() < 0.72 else rng.choice(LANGUAGES)
    lists = stock.lists[community]
    woman = not men and rng.random() < 0.45
    given = rng.choice(lists["women" if woman else "men"])
    family = rng.choice(lists["family"])
    second = rng.choice(lists["family"] if community == "es" else lists["men"])
    return Person(_pair(given), _pair(family), _pair(second), woman, community)


def _pair(name: str) -> tuple[str, str]:
    own, _, latin = name.partition("/")
    return own, latin or own


def _accused(rng: Random, story: Story) -> Person:
    # Arabic verbs agree with who does it; phrases have the forms for men.
    return person(rng, story.stock, story.language, men=story.language == "ar")


def _somebody(rng: Random, story: Story) -> Person:
    return person(rng, story.stock, story.language)


def _organisation(rng: Random, story: Story) -> str:
    language = story.language if rng.random() < 0.85 else rng.choice(LANGUAGES)
    lists = story.stock.lists[language]
    name = rng.choice(lists["orgwords"] if rng.random() < 0.75 else lists["family"])
    return rng.choice(lists["orgkinds"]).replace("*", _pair(name)[0])


def _listed(kind: str) -> Callable[[Random, Story], str]:
    def made(rng: Random, story: Story) -> str:
        return rng.choice(story.stock.lists[story.language][kind])

    return made


def _address(rng: Random, story: Story) -> str:
    lists = story.stock.lists[story.language]
    street, city = rng.choice(lists["streets"]), story.fact("city")
    number = rng.randrange(1, 900)
    if story.language == "en":
        unit = rng.choice(
            ("", "", f" Apt {rng.randrange(1, 40)}", f", Unit {rng.randrange(1, 40)}")
        )
        kind = rng.choice(("St", "Street", "Ave", "Avenue", "Rd", "Road", "Blvd", "Lane", "Dr"))
        return f"{number} {street} {kind}{unit}" + rng.choice(("", f", {city}"))
    if story.language == "es":
        kind = rng.choice(("calle", "c/", "Av.", "avenida", "Calle", "plaza", "paseo"))
        floor = rng.choice(("", "", f", {rng.randrange(1, 9)}º {rng.choice('ABCD')}"))
        mark = rng.choice((", ", " ", " nº ", " #"))
        return f"{kind} {street}{mark}{number % 200 + 1}{floor}" + rng.choice(("", f", {city}"))
    area = rng.choice(lists["areas"])
    return rng.choice((
        f"{number % 200 + 1} شارع {street}، {city}", f"شارع {street}، حي {area}، {city}",
        f"حي {area} شارع {street} عمارة {number % 60 + 1}", f"شارع {street} رقم {number % 200 + 1}",
    ))  # fmt: skip


def _date(rng: Random, _: Story) -> date:
    return _FIRST + timedelta(days=rng.randrange(_DAYS))


def _money(rng: Random, story: Story) -> tuple[int, str]:
    near = {"en": ("USD", "USD", "EUR"), "es": ("EUR", "EUR", "MXN", "USD"),
            "ar": ("SAR", "EGP", "MAD", "USD")}[story.language]  # fmt: skip
    amount = min(rng.choice(_SUMS), rng.choice(_SUMS))  # small ones are told of more often
    if rng.random() < 0.4:
        amount += amount // 10 * rng.randrange(1, 9)
    return amount, rng.choice(near)


def _phone(rng: Random, story: Story) -> Number:
    country, national = identifiers.phone(rng, story.language)
    if rng.random() < _SLIPS:
        at = rng.randrange(4, len(national))
        lost = national[:at] + national[at + 1 :]
        return Number(lost, valid=False, country=country, national=lost)
    return Number(identifiers.dialled(country, national), True, country, national)


def _email(rng: Random, story: Story) -> Number:
    somebody = story.fact("who" if story.number > 0 and rng.random() < 0.6 else "other")
    given, family = (
        "".join(c for c in name.lower().translate(_FOLD) if c.isascii() and c.isalnum())
        for name in (somebody.given[1], somebody.family[1])
    )
    number = rng.choice(("", "", str(rng.randrange(1, 99)), str(rng.randrange(1960, 2009))))
    gap = rng.choice((".", "_", "", "-"))
    name = rng.choice(
        (f"{given}{gap}{family}{number}", f"{given[:1]}{family}{number}", f"{family}{gap}{given}")
    )
    words = "".join(
        c for c in rng.choice(story.stock.lists["en"]["orgwords"]).lower() if c.isalnum()
    )
    own = words + rng.choice((".com", ".net", ".org", ".es", ".com.mx", ".com.sa"))
    return Number(f"{name}@{own if rng.random() < 0.3 else rng.choice(_DOMAINS)}")


_FOLD = str.maketrans("áéíóúüñç", "aeiouunc")


def _iban(rng: Random, story: Story) -> Number:
    return _maybe_slipped(rng, identifiers.iban(rng, story.language))


def _card(rng: Random, _: Story) -> Number:
    return _maybe_slipped(rng, identifiers.card(rng))


def _vin(rng: Random, _: Story) -> Number:
    return _maybe_slipped(rng, identifiers.vin(rng))


def _maybe_slipped(rng: Random, value: str) -> Number:
    if rng.random() >= _SLIPS:
        return Number(value)
    return Number(identifiers.slipped(rng, value), valid=False)


def _wallet(rng: Random, _: Story) -> Number:
    value = identifiers.wallet(rng)
    if rng.random() < _SLIPS and not value.startswith("0x"):
        at = rng.randrange(6, len(value) - 1)
        other = "q" if value[at] != "q" else "z"
        return Number(value[:at] + other + value[at + 1 :], valid=False)
    return Number(value)


def _plate(rng: Random, story: Story) -> Number:
    return Number(identifiers.plate(rng, story.language))


# In this order facts rest on others: an e-mail address on who has it, an address on its city.
MAKERS: dict[str, Callable[[Random, Story], Any]] = {
    "who": _accused, "who2": _somebody, "other": _somebody, "victim": _somebody,
    "org": _organisation, "org2": _organisation, "city": _listed("cities"),
    "job": _listed("jobs"), "address": _address, "address2": _address,
    "date": _date, "date2": _date,
    "money": _money, "money2": _money, "phone": _phone, "email": _email, "iban": _iban,
    "card": _card, "vin": _vin, "crypto": _wallet, "plate": _plate,
    "n": lambda rng, _: rng.randrange(2, 45),
}  # fmt: skip
