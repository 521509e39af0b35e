"""Forms by which a span's value and what stands in the text are compared."""

import re
import unicodedata

_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"})
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?:\D|$))")
_COINS = {
    "USD": ("$", "dol", "usd", "bucks", "دولار"), "EUR": ("€", "eur", "يورو"),
    "MXN": ("pesos", "mxn", "بيزو"), "SAR": ("ri", "sar", "ريال"),
    "EGP": ("egyptian", "egipcias", "egp", "جنيه"), "MAD": ("dirhams", "mad", "درهم"),
}  # fmt: skip


def level(text: str) -> str:
    """Without case, accents, spelling variants; digits of all scripts as ASCII."""
    digits = "".join(
        str(unicodedata.decimal(c)) if unicodedata.decimal(c, None) is not None else c for c in text
    )
    plain = unicodedata.normalize("NFKD", digits.casefold().translate(_ARABIC))
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_ARABIC)


def says(kind: str, raw: str, value: str) -> bool:
    """Whether `raw` writes `value`."""
    plain = level(raw)
    if kind in ("person", "organisation", "address"):
        return plain == level(value)
    if kind == "phone":
        digits = re.sub(r"\D", "", plain)
        return digits.removeprefix("00").removeprefix("0")[-8:] == re.sub(r"\D", "", value)[-8:]
    if kind == "email":
        spelt = re.sub(r" arroba | \[at\] |\(at\)", "@", plain).replace(" [dot] ", ".")
        return spelt == value
    if kind in ("plate", "iban", "card", "vin"):
        return re.sub(r"[\W_]", "", level(raw)) == level(value)
    if kind == "date":
        return _dated(plain, value)
    if kind == "money":
        return _summed(plain, value)
    return kind == "crypto" and raw == value


def _dated(plain: str, value: str) -> bool:
    year, month, day = value.split("-")
    numbers = [int(one) for one in re.findall(r"\d+", plain)]
    wanted = [int(day), int(year)]
    if len(numbers) == 3:
        wanted.append(int(month))
    short = [one + 2000 if one == int(year) % 100 and int(year) not in numbers else one
             for one in numbers]  # fmt: skip
    return sorted(short) == sorted(wanted) or sorted(_last_year(numbers)) == sorted(wanted)


def _last_year(numbers: list[int]) -> list[int]:
    return [*numbers[:-1], numbers[-1] + 2000]


def _summed(plain: str, value: str) -> bool:
    amount, coin = value.split()
    shown = re.search(r"[\d.,]+", plain)
    assert shown is not None
    figure = int(_THOUSANDS.sub("", shown[0].rstrip(".,")))
    if re.search(r"\d(?:k| mil| الف)\b", plain):
        figure *= 1_000
    return figure == int(amount) and any(one in plain for one in map(level, _COINS[coin]))
