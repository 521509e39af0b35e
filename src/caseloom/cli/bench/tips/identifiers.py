"""Numbers that a register gives, right by their check digits: accounts, cards, vehicles, wallets.

All are invented; American telephone numbers are of the exchange 555.
"""

from hashlib import sha256
from random import Random

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
# Country: the form of the rest, a letter A or a digit 9 each.
_IBANS = {
    "ES": "9" * 20, "DE": "9" * 18, "GB": "AAAA" + "9" * 14, "FR": "9" * 23, "SA": "9" * 20,
    "EG": "9" * 25, "AE": "9" * 19, "NL": "AAAA" + "9" * 10,
}  # fmt: skip
_VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True)
)  # fmt: skip
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_MAKERS = ("1HG", "1FT", "2T1", "3VW", "4T1", "5NP", "1GC", "WBA", "JTD", "VSS", "3N1", "KMH")
_AREAS = (
    "212", "305", "415", "512", "602", "713", "718", "773", "786", "818", "915", "956", "210",
    "303", "404", "480", "505", "559", "619", "702",
)  # fmt: skip
_MX_AREAS = ("55", "33", "81")
_PLATE_LETTERS = "BCDFGHJKLMNPRSTVWXYZ"
_ARABIC_PLATE = "ابحدرسصطعقكلمنهوى"
_CODES = {"US": "1", "ES": "34", "MX": "52", "SA": "966", "EG": "20", "MA": "212"}
# How people write a number of each country: `#` is a digit of the national number.
_AT_HOME = {
    "US": ("(###) ###-####", "###-###-####", "###.###.####", "### ### ####", "1-###-###-####",
           "##########", "(###)###-####"),
    "ES": ("### ### ###", "### ## ## ##", "#########", "###-###-###", "## ### ## ##"),
    "MX": ("## #### ####", "## ## ## ## ##", "##########", "(##) ####-####"),
    "SA": ("0## ### ####", "0#########", "0##-###-####"),
    "EG": ("0### ### ####", "0##########", "0## #### ####"),
    "MA": ("0#########", "0# ## ## ## ##", "0###-######"),
}  # fmt: skip
_ABROAD = {
    "US": ("### ### ####", "##########", "(###) ###-####"),
    "ES": ("### ### ###", "#########", "### ## ## ##"),
    "MX": ("## #### ####", "##########", "1 ## #### ####"),
    "SA": ("## ### ####", "#########"),
    "EG": ("## #### ####", "##########", "### ### ####"),
    "MA": ("### ######", "#########", "# ## ## ## ##"),
}


def _digits(rng: Random, count: int) -> str:
    return str(rng.randrange(10**count)).zfill(count)


def phone(rng: Random, language: str) -> tuple[str, str]:
    """(country, national number) of a telephone number that its country's plan has."""
    near = {"en": ("US",), "es": ("ES", "MX", "US"), "ar": ("SA", "EG", "MA")}[language]
    country = rng.choice(near if rng.random() < 0.88 else tuple(_CODES))
    if country == "US":
        return country, f"{rng.choice(_AREAS)}555{_digits(rng, 4)}"
    if country == "ES":
        start = rng.choice(("60", "61", "62", "64", "65", "66", "67", "91", "93", "95"))
        return country, start + str(rng.randrange(2, 9)) + _digits(rng, 6)
    if country == "MX":
        return country, rng.choice(_MX_AREAS) + str(rng.randrange(1, 6)) + _digits(rng, 7)
    if country == "SA":
        return country, rng.choice(("50", "53", "54", "55", "56", "59")) + _digits(rng, 7)
    if country == "EG":
        return country, rng.choice(("100", "101", "106", "109", "111", "114", "120")) + (
            _digits(rng, 7)
        )
    return country, rng.choice(("661", "662", "663", "667", "668")) + _digits(rng, 6)


def dialled(country: str, national: str) -> str:
    """A number in E.164."""
    return f"+{_CODES[country]}{national}"


def phone_as_written(rng: Random, country: str, national: str, at_home: bool) -> str:
    """One of the ways in which people write it, with the country's code where not at home."""
    if at_home and rng.random() < 0.75:
        return _masked(rng.choice(_AT_HOME[country]), national)
    masks = _ABROAD[country]
    # Mexico's 1 after the code is out of use since 2019.
    mask = rng.choice(masks[:2] if country == "MX" else masks)
    start = f"{rng.choice(('+', '+', '+', '00'))}{_CODES[country]}"
    gap = rng.choice((" ", "", "-")) if mask[0] == "#" else " "
    return start + gap + _masked(mask, national)


def _masked(mask: str, digits: str) -> str:
    given = iter(digits)
    return "".join(next(given) if one == "#" else one for one in mask)


def iban(rng: Random, language: str) -> str:
    """An account number whose check digits are right (ISO 13616)."""
    near = {"en": ("GB", "DE", "AE"), "es": ("ES", "ES", "FR"), "ar": ("SA", "EG", "AE")}[language]
    country = rng.choice(near if rng.random() < 0.8 else tuple(_IBANS))
    rest = "".join(
        rng.choice("ABCDKLNR") if one == "A" else str(rng.randrange(10)) for one in _IBANS[country]
    )
    left = "".join(str(int(one, 36)) for one in f"{rest}{country}00")
    return f"{country}{98 - int(left) % 97:02d}{rest}"


def card(rng: Random) -> str:
    """A payment card whose last digit is right (Luhn)."""
    start = rng.choice(("4", "4", "51", "52", "53", "54", "55", "34", "37"))
    size = 15 if start[0] == "3" else 16
    digits = start + _digits(rng, size - 1 - len(start))
    total = sum(
        sum(divmod(2 * int(one), 10)) if place % 2 == 0 else int(one)
        for place, one in enumerate(reversed(digits))
    )
    return f"{digits}{-total % 10}"


def vin(rng: Random) -> str:
    """A vehicle's number whose ninth character is right (49 CFR 565)."""
    letters = list(rng.choice(_MAKERS) + "".join(rng.choices(_VIN_LETTERS, k=8)) + _digits(rng, 6))
    total = sum(
        weight * (int(one) if one.isdigit() else _VIN_VALUES[one])
        for weight, one in zip(_VIN_WEIGHTS, letters, strict=True)
    )
    letters[8] = "0123456789X"[total % 11]
    return "".join(letters)


def wallet(rng: Random) -> str:
    """An address of Bitcoin (old and new form), Tron or Ether."""
    kind = rng.randrange(4)
    held = rng.randbytes(20)
    if kind == 0:
        return f"0x{held.hex()}"
    if kind == 1:
        return _bech32(held)
    return _base58(bytes([0 if kind == 2 else 0x41]) + held)


def _base58(held: bytes) -> str:
    held += sha256(sha256(held).digest()).digest()[:4]
    number, made = int.from_bytes(held, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        made = BASE58[rest] + made
    return "1" * (len(held) - len(held.lstrip(b"\0"))) + made


def _bech32(held: bytes) -> str:
    """A version 0 program (BIP 173)."""
    number = int.from_bytes(held, "big")
    words = [0] + [number >> 5 * place & 31 for place in range(31, -1, -1)]
    check = 1
    for word in [3, 3, 0, 2, 3, *words, 0, 0, 0, 0, 0, 0]:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ word
        for bit, mask in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= mask if top >> bit & 1 else 0
    check ^= 1
    return "bc1" + "".join(
        _BECH32[one] for one in (*words, *(check >> 5 * (5 - place) & 31 for place in range(6)))
    )


def plate(rng: Random, language: str) -> str:
    """A registration plate as it stands on the car."""
    near = {"en": ("CA", "TX", "NY"), "es": ("ES", "ES", "MX"), "ar": ("SA", "EG", "MA")}[language]
    country = rng.choice(near if rng.random() < 0.9 else ("CA", "ES", "MX", "TX"))
    letters = "".join(rng.choices(_PLATE_LETTERS, k=3))
    if country == "CA":
        return f"{rng.randrange(4, 10)}{letters}{_digits(rng, 3)}"
    if country in ("TX", "NY"):
        return f"{letters}{rng.choice(('-', ' ', ''))}{_digits(rng, 4)}"
    if country == "ES":
        return f"{_digits(rng, 4)}{rng.choice((' ', '', '-'))}{letters}"
    if country == "MX":
        return f"{letters}-{_digits(rng, 2)}-{_digits(rng, 2)}"
    arabic = rng.sample(_ARABIC_PLATE, 3)
    if country == "MA":
        return f"{_digits(rng, 5)}-{rng.choice('أبده')}-{rng.randrange(1, 90)}"
    return f"{' '.join(arabic)} {rng.randrange(1000, 10000)}"


def slipped(rng: Random, number: str) -> str:
    """`number` with one digit other than it was."""
    places = [place for place, one in enumerate(number) if one.isdigit() and place > 3]
    at = rng.choice(places)
    return number[:at] + str((int(number[at]) + rng.randrange(1, 10)) % 10) + number[at + 1 :]


def grouped(rng: Random, number: str) -> str:
    """`number` in groups of four, or as it is."""
    if rng.random() < 0.45:
        return number
    gap = rng.choice((" ", " ", " ", "-"))
    return gap.join(number[at : at + 4] for at in range(0, len(number), 4))
