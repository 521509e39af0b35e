"""How a fact is written down: each kind in several ways, by language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from caseloom.cli.bench.tips import identifiers
from caseloom.cli.bench.tips.facts import Number, Person

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
_COINS = {
    "en": {"USD": ("dollars", "bucks", "USD"), "EUR": ("euros", "EUR"), "MXN": ("pesos",),
           "SAR": ("riyals", "SAR"), "EGP": ("Egyptian pounds", "EGP"), "MAD": ("dirhams", "MAD")},
    "es": {"USD": ("dólares", "USD"), "EUR": ("euros", "€", "EUR"), "MXN": ("pesos", "MXN"),
           "SAR": ("riales", "SAR"), "EGP": ("libras egipcias", "EGP"), "MAD": ("dirhams", "MAD")},
    "ar": {"USD": ("دولار", "$"), "EUR": ("يورو", "€"), "MXN": ("بيزو",),
           "SAR": ("ريال", "ريال سعودي"),
           "EGP": ("جنيه", "جنيه مصري"), "MAD": ("درهم", "درهم مغربي")},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A place in a text to be: `raw` writes `value`. exact: letters must stay as they are.

    Without a kind it is no fact, only a text to be left as it is.
    """

    kind: str
    raw: str
    value: str
    valid: bool = True
    exact: bool = False


def person(rng: Random, one: Person, language: str, times: int) -> Fact:
    """The whole name at first, then often a part of it. The value is what is written."""
    given, middle, family = one.names(language)
    way = rng.random()
    if times and way < 0.75:
        raw = family if way < 0.4 else given
    elif way < 0.07 and language == "en":
        raw = f"{family}, {given}"
    elif one.community != "en" and way < 0.45:
        raw = (
            f"{given} {family} {middle}" if one.community == "es" else f"{given} {middle} {family}"
        )
    else:
        raw = f"{given} {family}"
    return Fact("person", raw, raw)


def organisation(_: Random, name: str, __: str, ___: int) -> Fact:
    """Its name."""
    return Fact("organisation", name, name)


def address(_: Random, place: str, __: str, ___: int) -> Fact:
    """As its story has it."""
    return Fact("address", place, place)


def day(rng: Random, one: date, language: str, _: int) -> Fact:
    """A date in words or digits; digits stand in the order of the language."""
    name = _MONTHS[language].split()[one.month - 1]
    year = one.year
    if language == "en":
        ways = (f"{name} {one.day}, {year}", f"{one.day} {name} {year}", f"{one:%m/%d/%Y}",
                f"{one.month}/{one.day}/{one:%y}", one.isoformat(), f"{name[:3]} {one.day} {year}",
                f"{name} {one.day}{_ordinal(one.day)}, {year}")  # fmt: skip
    elif language == "es":
        ways = (f"{one.day} de {name} de {year}", f"{one.day} de {name} del {year}",
                f"{one:%d/%m/%Y}", f"{one.day}-{one.month}-{year}",
                f"{one.day}/{one.month}/{one:%y}",
                f"{one:%d.%m.%Y}", f"{one.day} {name} {year}")  # fmt: skip
    else:
        ways = (f"{one.day} {name} {year}", f"{one.day}/{one.month}/{year}", f"{one:%d-%m-%Y}",
                f"{year}/{one.month}/{one.day}", f"{one.day} من {name} {year}",
                f"{one.day} شهر {one.month} سنة {year}",
                f"{one.day} {name} سنة {year}")  # fmt: skip
    return Fact("date", rng.choice(ways), one.isoformat())


def _ordinal(number: int) -> str:
    if 10 < number < 14:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def money(rng: Random, given: tuple[int, str], language: str, _: int) -> Fact:
    """A sum in its coin. `k` and `mil` stand for thousands."""
    amount, coin = given
    plain, comma = str(amount), f"{amount:,}"
    dotted = comma.replace(",", ".")
    name = rng.choice(_COINS[language][coin])
    figure = rng.choice((plain, dotted if language == "es" and coin == "EUR" else comma))
    ways = [f"{figure} {name}"]
    if coin in ("USD", "EUR") and language != "ar":
        sign = "$" if coin == "USD" else "€"
        ways += [f"{sign}{comma}", f"{sign}{plain}"] if language == "en" else [f"{figure}{sign}"]
    if amount >= 2_000 and amount % 1_000 == 0:
        thousands = amount // 1_000
        ways.append({"en": f"{thousands}k {name}", "es": f"{thousands} mil {name}",
                     "ar": f"{thousands} ألف {name}"}[language])  # fmt: skip
    return Fact("money", rng.choice(ways), f"{amount} {coin}")


def phone(rng: Random, number: Number, language: str, _: int) -> Fact:
    """A telephone number; with a digit lost, as plain digits."""
    if not number.valid:
        return Fact("phone", number.national, number.value, valid=False)
    at_home = (
        number.country in {"en": ("US",), "es": ("ES", "MX"), "ar": ("SA", "EG", "MA")}[language]
    )
    return Fact(
        "phone", identifiers.phone_as_written(rng, number.country, number.national, at_home),
        number.value,
    )  # fmt: skip


def email(rng: Random, number: Number, language: str, _: int) -> Fact:
    """An e-mail address; a few are spelt out so that machines do not find them."""
    raw = number.value
    way = rng.random()
    if way < 0.05:
        raw = raw.replace("@", " [at] ").replace(".", " [dot] ")
    elif way < 0.1 and language == "es":
        raw = raw.replace("@", " arroba ")
    elif way < 0.14:
        raw = raw.replace("@", "(at)")
    elif way < 0.2:
        raw = raw.capitalize()
    return Fact("email", raw, number.value, exact=True)


def plate(rng: Random, number: Number, _: str, __: int) -> Fact:
    """A plate; a few in small letters."""
    raw = number.value.lower() if rng.random() < 0.08 else number.value
    return Fact("plate", raw, "".join(c for c in number.value if c.isalnum()).upper(), exact=True)


def grouped(kind: str) -> Callable[[Random, Number, str, int], Fact]:
    """How accounts and cards are written: in groups of four or in one."""

    def written(rng: Random, number: Number, _: str, __: int) -> Fact:
        raw = identifiers.grouped(rng, number.value)
        return Fact(kind, raw, number.value, number.valid, exact=True)

    return written


def as_it_is(kind: str) -> Callable[[Random, Number, str, int], Fact]:
    """Vehicles' numbers and wallets."""

    def written(_: Random, number: Number, __: str, ___: int) -> Fact:
        return Fact(kind, number.value, number.value, number.valid, exact=True)

    return written
