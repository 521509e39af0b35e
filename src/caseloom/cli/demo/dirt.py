"""How clerks, forms and phones spoil what is true: given the truth, a writing of it.

Every function draws from the `rng` it is given, so the same seed spoils the same things.
"""

from datetime import date
from random import Random

from caseloom.cli.demo import words
from caseloom.cli.demo.names import Naming, ascii_of
from caseloom.cli.demo.world import Address, Company

_KEYS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w",
    "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu",
    "z": "x",
}  # fmt: skip
_LOOKALIKE = str.maketrans({"O": "0", "0": "O", "I": "1", "1": "I", "S": "5", "B": "8", "8": "B"})


def typo(rng: Random, text: str) -> str:
    """`text` with one slip of the finger: a letter lost, doubled, swapped or its neighbour."""
    if len(text) < 4:
        return text
    at = rng.randrange(1, len(text) - 1)
    slip = rng.random()
    if slip < 0.25:
        return text[:at] + text[at + 1 :]
    if slip < 0.45:
        return text[:at] + text[at] + text[at:]
    if slip < 0.7:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    near = _KEYS.get(text[at].lower())
    return text[:at] + (rng.choice(near) if near else "") + text[at + 1 :]


def person_name(rng: Random, name: Naming, *, loose: float, native: float = 0.0) -> str:
    """A writing of `name`. `loose` in [0, 1]: how freely this source treats names.

    `native`: the probability that it is written in its own script, where it has one.
    """
    if name.native and rng.random() < native:
        return name.native
    given = _given(rng, name, loose)
    surname = _surname(rng, name, loose)
    if rng.random() < 0.5 * loose:
        given, surname = ascii_of(given), ascii_of(surname)
    if rng.random() < 0.06 * loose:
        surname = typo(rng, surname)
    elif rng.random() < 0.05 * loose:
        given = typo(rng, given)
    return _ordered(rng, given, surname, loose)


def _given(rng: Random, name: Naming, loose: float) -> str:
    given = name.given
    if name.others and rng.random() < 0.35 * loose:
        given = rng.choice(name.others)
    elif rng.random() < 0.06 * loose:
        return given[0] + "."
    if name.middle and rng.random() < 0.6:
        given += " " + (name.middle if rng.random() < 0.4 else name.middle[0] + ".")
    return given


def _surname(rng: Random, name: Naming, loose: float) -> str:
    surname = name.surname
    if " " in surname and surname[0].isupper() and rng.random() < 0.4 * loose:
        surname = surname.split()[0] if rng.random() < 0.5 else surname.replace(" ", "-")
    if name.suffix and rng.random() < 0.6:
        surname += " " + name.suffix
    return surname


def _ordered(rng: Random, given: str, surname: str, loose: float) -> str:
    draw = rng.random()
    if draw < 0.15 * loose:
        return f"{surname.upper()} {given}"
    if draw < 0.22 * loose:
        return f"{surname} {given}"
    if draw < 0.28 * loose:
        return f"{given} {surname}".upper()
    if draw < 0.32 * loose:
        return f"{given}  {surname} ".lower()
    return f"{given} {surname}"


def last_first(rng: Random, name: Naming, *, loose: float) -> str:
    """A writing as payroll clerks do it: "SURNAME, Given"."""
    surname, given = _surname(rng, name, loose), _given(rng, name, loose)
    if rng.random() < 0.05 * loose:
        surname = typo(rng, surname)
    return f"{surname.upper() if rng.random() < 0.5 else surname}, {given}"


def contact_name(rng: Random, name: Naming) -> str:
    """What people call others in their phones: nicknames, first names, own script, kin."""
    draw = rng.random()
    if draw < 0.06:
        return rng.choice(words.KIN)
    called = rng.choice(name.others) if name.others and rng.random() < 0.6 else name.given
    if draw < 0.2:
        return called
    if draw < 0.3:
        return f"{called} {name.surname[0]}"
    if draw < 0.38:
        return f"{called} {rng.choice(words.JOBS).lower()}"
    return person_name(rng, name, loose=1.0, native=0.4)


def born(rng: Random, day: date, *, style: str, missing: float = 0.06) -> str:
    """A date of birth in `style` (of strftime), sometimes swapped, partial, off or missing."""
    draw = rng.random()
    if draw < missing:
        return ""
    if draw < missing + 0.03:
        return f"{day.year}"
    if draw < missing + 0.06 and day.day <= 12:
        day = date(day.year, day.day, day.month)
    elif draw < missing + 0.08:
        day = day.replace(year=day.year + rng.choice((-10, -1, 1, 10)), day=min(day.day, 28))
    elif draw < missing + 0.09:
        day = day.replace(day=1, month=1)
    elif draw < missing + 0.094:
        return "02/30/" + str(day.year) if "/" in style else f"{day.year}-02-30"
    return day.strftime(style)


def phone(rng: Random, number: str, *, missing: float = 0.0) -> str:
    """The number (E.164, +1…) as people write it."""
    if rng.random() < missing:
        return ""
    area, office, line = number[2:5], number[5:8], number[8:]
    form = rng.randrange(8)
    return (
        number,
        f"({area}) {office}-{line}",
        f"{area}-{office}-{line}",
        f"{area}.{office}.{line}",
        f"1 {area} {office} {line}",
        f"{area}{office}{line}",
        f"+1 {area} {office} {line}",
        f"001-{area}-{office}-{line}",
    )[form]


def plate(rng: Random, true: str) -> str:
    """A plate (ABC1234 like) as an officer notes it."""
    if rng.random() < 0.05:
        at = rng.randrange(len(true))
        true = true[:at] + true[at].translate(_LOOKALIKE) + true[at + 1 :]
    draw = rng.random()
    if draw < 0.4:
        return f"{true[:3]}-{true[3:]}"
    if draw < 0.6:
        return f"{true[:3]} {true[3:]}"
    return true.lower() if draw < 0.7 else true


def street(rng: Random, address: Address, *, loose: float) -> str:
    """The street line of an address as written by somebody."""
    kind = address.kind
    if rng.random() < 0.7 * loose:
        kind = rng.choice(words.STREET_KINDS[kind])
    name = typo(rng, address.street) if rng.random() < 0.06 * loose else address.street
    line = f"{address.number} {name} {kind}"
    if address.unit and rng.random() > 0.12 * loose:
        line += rng.choice((" Apt ", " #", ", Unit ", " Apt. ")) + address.unit
    return line.upper() if rng.random() < 0.12 * loose else line


def full_address(rng: Random, address: Address, *, loose: float) -> str:
    """Street, city and postal code in one line."""
    parts = [street(rng, address, loose=loose), address.city]
    if rng.random() > 0.25 * loose:
        parts.append(address.postcode)
    return (", " if rng.random() > 0.2 * loose else " ").join(parts)


def company_name(rng: Random, company: Company, *, loose: float) -> str:
    """A company's name as others write it: form abbreviated or left out, ampersands, typos."""
    forms = words.FORMS[company.form]
    name = company.name
    if rng.random() < 0.3 * loose:
        name = name.replace("&", "and") if "&" in name else name.replace("Services", "Svcs")
    if rng.random() < 0.06 * loose:
        name = typo(rng, name)
    if rng.random() > 0.2 * loose:
        name += (", " if rng.random() < 0.2 else " ") + rng.choice(forms[: 1 + round(3 * loose)])
    name = name.strip()
    return name.upper() if rng.random() < 0.25 * loose else name
