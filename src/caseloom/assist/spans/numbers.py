"""Numbers that a register gives: accounts, cards, wallets, vehicles; their check digits decide."""

import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256

from caseloom.assist.spans.span import Span

_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])")
_IBAN_CUE = re.compile(r"(?i)\biban\b|آيبان|ايبان|الآيبان")
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
_VIN_CUE = re.compile(r"(?i)\bvin\b|chassis|bastidor|chasis|serial|frame|هيكل|شاصي|قاعدة")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_CUE = 48


def ibans(plain: str) -> Iterator[Span]:
    """International bank account numbers (ISO 13616): with right check digits, or called so."""
    from stdnum import iban

    end = 0
    for start in _IBAN_START.finditer(plain):
        length = _iban_length(start.group()[:2].upper())
        raw = _of_length(plain, start.start(), length) if length else None
        if raw is None or start.start() < end:
            continue
        right = iban.is_valid(raw, check_country=False)
        if right or _IBAN_CUE.search(plain, max(0, start.start() - _CUE), start.start()):
            end = start.start() + len(raw)
            yield Span("iban", start.start(), end, raw, iban.compact(raw), right)


@cache
def _iban_length(country: str) -> int:
    """Characters of an account number of `country`, by the register that stdnum carries; or 0."""
    from stdnum import numdb

    found = numdb.get("iban").info(country)[0][1].get("bban", "")
    parts = [int(number) for number in re.findall(r"(\d+)!", found)]
    return 4 + sum(parts) if parts else 0


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
    """Payment cards: 13 to 19 digits of a known issuer whose last is right (ISO 7812, Luhn)."""
    from stdnum import luhn

    for found in _CARD.finditer(plain):
        digits = re.sub(r"\D", "", found.group())
        if _ISSUER.match(digits) and len(set(digits)) > 1 and luhn.is_valid(digits):
            yield Span("card", found.start(), found.end(), found.group(), digits, True)


def wallets(plain: str) -> Iterator[Span]:
    """Crypto-currency addresses: Bitcoin and Tron by their checksums, Ether and Monero by form."""
    from stdnum import bitcoin

    for found in _BITCOIN.finditer(plain):
        if bitcoin.is_valid(found.group()):
            yield _wallet(found, True)
    for found in _TRON.finditer(plain):
        if _base58_checked(found.group()):
            yield _wallet(found, True)
    for pattern in (_ETHER, _MONERO):
        yield from (_wallet(found, None) for found in pattern.finditer(plain))


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
        if right or _VIN_CUE.search(plain, max(0, found.start() - _CUE), found.start()):
            yield Span("vin", found.start(), found.end(), found.group(), value, right)


def _vin_right(value: str) -> bool:
    total = sum(
        weight * (int(letter) if letter.isdigit() else _VIN_VALUES[letter])
        for weight, letter in zip(_VIN_WEIGHTS, value, strict=True)
    )
    return value[8] == "0123456789X"[total % 11]
