"""Numbers that people read out: random, with a check digit that catches slips of the pen.

A running number would tell everybody who opens a case how many others were opened since his
last one, hidden ones included. See docs/adr/0009-case-numbers-and-scopes.md.
"""

import secrets

# The totally anti-symmetric quasigroup of order 10 in H. M. Damm, "Total anti-symmetrische
# Quasigruppen" (Marburg 2004), p. 111: finds every single wrong digit and adjacent swap.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2), (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9), (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8), (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4), (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5), (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)  # fmt: skip


def check_digit(digits: str) -> str:
    """The digit that makes `digits` (0 to 9 only) a valid number when put behind them."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def draw(year: int, length: int = 5) -> str:
    """A new case number, such as 2026-483710: the year, `length` random digits, a check digit."""
    digits = "".join(secrets.choice("0123456789") for _ in range(length))
    return f"{year}-{digits}{check_digit(f'{year}{digits}')}"


def is_code(digits: str, length: int = 16) -> bool:
    """Whether `digits` could be a code with a check digit at its end."""
    plain = digits.isascii() and digits.isdigit() and len(digits) == length
    return plain and check_digit(digits) == "0"


def is_number(text: str) -> bool:
    """Whether `text` has the form and the check digit of a case number."""
    year, _, rest = text.partition("-")
    digits = year + rest
    plain = digits.isascii() and digits.isdigit()
    return plain and len(year) == 4 and len(rest) >= 6 and check_digit(digits) == "0"
