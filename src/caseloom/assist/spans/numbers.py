"""Numbers that a register gives: accounts, cards, wallets, vehicles.

Their check digits decide; where those are wrong, a form that nothing else has, or a word near by.
"""

import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256

from caseloom.assist.spans.span import Span

_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])")
_CARD = re.compile(r"(?<![\w.,/-])\d(?:[ -]?\d){12,18}(?![\w/-]|[.,]\d)")
_ISSUER = re.compile(r"4|5[1-5]|2[2-7]|3[47]|3(?:0[0-5]|[689])|6(?:011|4[4-9]|5)|35|62|50|5[6-9]")
_BITCOIN = re.compile(
    r"(?<!\w)(?:[13][1-9A-HJ-NP-Za-km-z]{25,39}|(?:bc1|BC1)[0-9A-Za-z]{8,87})(?!\w)"
)
_ETHER = re.compile(r"(?<!\w)0x[0-9a-fA-F]{40}(?!\w)")
_TRON = re.compile(r"(?<!\w)T[1-9A-HJ-NP-Za-km-z]{33}(?!\w)")
_MONERO = re.compile(r"(?<!\w)[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}(?!\w)")
_VIN = re.compile(r"(?<![A-Za-z0-9])[A-HJ-NPR-Za-hj-npr-z0-9]{17}(?![A-Za-z0-9])")
_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True)
)  # fmt: skip
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_CUE = re.compile(
    r"(?i)\bvin\b|chassis|bastidor|chasis|serial|frame|dash|windshield|title|tablero|parabrisas|"
    r"\b(?:car|truck|van|suv|vehicle|carro|coche|auto|camioneta|veh[ií]culo|furgoneta)\b|"
    r"هيكل|شاصي|شاسيه|قاعد[ةه]|طبلون|تابلوه|سيار[ةه]"
)
_CARD_CUE = re.compile(
    r"(?i)\b(?:cards?|visa|master ?card|amex|debit|credit|tarjetas?|cr[eé]dito|d[eé]bito)\b|"
    r"بطاق[ةه]|فيزا|ماستر|كارت"
)
_WALLET_CUE = re.compile(
    r"(?i)\b(?:wallets?|crypto|bitcoins?|btc|usdt|tron|trx|ether\w*|address|cartera|billetera|"
    r"monedero|cripto\w*|direcci[oó]n)\b|محفظ[ةه]|عمل[ةه]|عملات|بتكوين|بيتكوين|كريبتو|عنوان"
)
# The last four are digits everywhere (ISO 3779, 49 CFR 565.15).
_VIN_END = re.compile(r"\d{4}$")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_CUE = 48


def ibans(plain: str) -> Iterator[Span]:
    """International bank account numbers (ISO 13616) by their country's length and form.

    A slip is told by the check digits; the form is one that nothing else has.
    """
    from stdnum import iban

    end = 0
    for start in _IBAN_START.finditer(plain):
        length, form = _iban_form(start.group()[:2].upper())
        raw = _of_length(plain, start.start(), length) if length else None
        if raw is None or start.start() < end:
            continue
        value = iban.compact(raw)
        if form.fullmatch(value[4:]):
            end = start.start() + len(raw)
            right = iban.is_valid(raw, check_country=False)
            yield Span("iban", start.start(), end, raw, value, right)


_FORMS = {"n": r"\d", "a": "[A-Z]", "c": "[A-Z0-9]"}


@cache
def _iban_form(country: str) -> tuple[int, re.Pattern[str]]:
    """(characters of an account number, form of what follows the check digits) of `country`.

    By the register that stdnum carries; 0 characters where it has none.
    """
    from stdnum import numdb

    found = numdb.get("iban").info(country)[0][1].get("bban", "")
    parts = re.findall(r"(\d+)!([nac])", found)
    form = "".join(f"{_FORMS[kind]}{{{size}}}" for size, kind in parts)
    return (4 + sum(int(size) for size, _ in parts) if parts else 0), re.compile(form)


def _of_length(plain: str, start: int, length: int) -> str | None:
    """`length` letters and digits from `start` on, singly spaced, which end a word; or None."""
    at, seen, gap = start, 0, False
    while at < len(plain) and seen < length:
        letter = plain[at]
        if letter.isascii() and letter.isalnum():
            seen, gap = seen + 1, False
        elif letter in " -." and not gap:
            gap = True
        else:
            return None
        at += 1
    ends = at >= len(plain) or not plain[at].isalnum()
    return plain[start:at] if seen == length and ends else None


def cards(plain: str) -> Iterator[Span]:
    """Payment cards: 13 to 19 digits of a known issuer whose last is right (ISO 7812, Luhn).

    Where it is wrong, a word must call them so, and they are 15 or 16.
    """
    from stdnum import luhn

    for found in _CARD.finditer(plain):
        digits = re.sub(r"\D", "", found.group())
        if not _ISSUER.match(digits) or len(set(digits)) < 2:
            continue
        right = luhn.is_valid(digits)
        if right or (len(digits) in (15, 16) and _before(_CARD_CUE, plain, found)):
            yield Span("card", found.start(), found.end(), found.group(), digits, right)


def _before(cue: re.Pattern[str], plain: str, found: re.Match[str]) -> bool:
    return bool(cue.search(plain, max(0, found.start() - _CUE), found.start()))


def wallets(plain: str) -> Iterator[Span]:
    """Crypto-currency addresses: Bitcoin and Tron by their checksums, Ether and Monero by form.

    Where a checksum is wrong, a word beside it must call it one.
    """
    from stdnum import bitcoin

    for pattern, is_right in ((_BITCOIN, bitcoin.is_valid), (_TRON, _base58_checked)):
        for found in pattern.finditer(plain):
            right = is_right(found.group())
            near = (max(0, found.start() - _CUE), found.end() + _CUE)
            if right or (_mixed(found.group()) and _WALLET_CUE.search(plain, *near)):
                yield _wallet(found, right)
    for pattern in (_ETHER, _MONERO):
        yield from (_wallet(found, None) for found in pattern.finditer(plain))


def _mixed(text: str) -> bool:
    """Whether it is made up as a machine does: digits among letters of no word."""
    return sum(c.isdigit() for c in text) > 3 and sum(c.isalpha() for c in text) > 3


def _wallet(found: re.Match[str], checked: bool | None) -> Span:
    return Span("crypto", found.start(), found.end(), found.group(), found.group(), checked)


def _base58_checked(text: str) -> bool:
    number = 0
    for letter in text:
        number = number * 58 + _BASE58.index(letter)
    held = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return sha256(sha256(held[:-4]).digest()).digest()[:4] == held[-4:]


def vins(plain: str) -> Iterator[Span]:
    """Vehicle identification numbers (ISO 3779): with a right check digit, or called so.

    The check digit is required in North America alone (49 CFR 565); elsewhere a word beside the
    number must call it one.
    """
    for found in _VIN.finditer(plain):
        value = found.group().upper()
        if value.isdigit() or value.isalpha() or len(set(value)) < 5:
            continue
        right = _vin_right(value)
        if right or (_VIN_END.search(value) and _before(_VIN_CUE, plain, found)):
            yield Span("vin", found.start(), found.end(), found.group(), value, right)


def _vin_right(value: str) -> bool:
    total = sum(
        weight * (int(letter) if letter.isdigit() else _VIN_VALUES[letter])
        for weight, letter in zip(_VIN_WEIGHTS, value, strict=True)
    )
    return value[8] == "0123456789X"[total % 11]
