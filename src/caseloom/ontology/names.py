"""Names and identifiers made comparable, whatever their script, order, case or punctuation.

`latinise` and `fold` bring every script to Latin letters; the keys say which names are worth
comparing; `squash` and its kin bring an identifier to the one form that all its spellings share.
"""

import re
from functools import lru_cache

from phonenumbers import NumberParseException
from phonenumbers import parse as parse_number
from rigour.names import remove_org_types, remove_person_prefixes
from rigour.text.phonetics import metaphone
from rigour.text.translit import ascii_text

CACHE = 131_072
PREFIX = re.compile(r"^(?:\+|00|011)(?=\s*[1-9])")
_JOINED = re.compile(r"['`’‘ʼʹʺʻ´.]")
_OTHER = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=CACHE)
def latinise(text: str) -> str:
    """`text` in ASCII, case and punctuation kept; letters without a Latin form are left out.

    Other scripts are transliterated (ICU, through rigour).
    """
    if text.isascii():
        return text
    plain = ascii_text(text)
    if "?" not in text:
        plain = plain.replace("?", "")  # what ICU writes for a letter that it does not know
    return plain.encode("ascii", "ignore").decode()


@lru_cache(maxsize=CACHE)
def fold(text: str) -> str:
    """`text` as lower-case ASCII words with single spaces; "" when nothing has a Latin form.

    Apostrophes and full stops join (O'Hare → ohare, U.S. → us); other marks separate words.
    """
    return _OTHER.sub(" ", _JOINED.sub("", latinise(_JOINED.sub("", text)).lower())).strip()


def words(name: str) -> tuple[str, ...]:
    """The folded words of a name, in order."""
    return tuple(fold(name).split())


def fingerprint(name: str) -> str:
    """One key for a person's name in any order: its words sorted, each once, titles left out."""
    plain = remove_person_prefixes(name) or name
    return " ".join(sorted(set(words(plain)))) or " ".join(sorted(set(words(name))))


def organisation(name: str) -> str:
    """One key for an organisation's name: its words in order, without its legal form."""
    return fold(remove_org_types(name, replacement=" ")) or fold(name)


def sounds(name: str) -> tuple[str, ...]:
    """How the words of a name sound (Metaphone), each once; initials and digits stay."""
    found = (metaphone(word) if word.isalpha() and len(word) > 2 else word for word in words(name))
    return tuple(dict.fromkeys(sound for sound in found if sound))


def keys(name: str) -> frozenset[str]:
    """What a person's name can be found by: sorted words, pairs of sounds, initial and surname.

    Two names that share no key are hardly ever the same person's.
    """
    made = set()
    parts = fingerprint(name).split()
    if parts:
        made.add("w:" + " ".join(parts))
    heard = sorted({metaphone(p) or p for p in parts if len(p) > 2})
    made.update(f"s:{a} {b}" for at, a in enumerate(heard) for b in heard[at + 1 :])
    if len(heard) == 1:
        made.add(f"s:{heard[0]}")
    return frozenset(made)


def squash(identifier: str) -> str:
    """Letters and digits alone, in lower case: one form for all spellings of a number."""
    return fold(identifier).replace(" ", "")


def phone(number: str, country: str | None = None) -> str:
    """The digits of a phone number with its country code, as far as they can be known.

    `country` (ISO 3166, two letters) is where a national number is dialled. A number that the
    numbering plans do not know gives its bare digits.
    """
    digits = re.sub(r"\D", "", latinise(number))
    marked = PREFIX.sub("+", number.strip())
    try:
        parsed = parse_number(marked, country.upper() if country else None)
    except NumberParseException:
        return digits
    return f"{parsed.country_code}{parsed.national_number}"


def phone_tail(number: str, length: int = 7) -> str:
    """The last digits of a phone number, equal with and without prefixes; "" when too few."""
    digits = re.sub(r"\D", "", latinise(number))
    return digits[-length:] if len(digits) >= length else ""


def plate(plate_text: str) -> str:
    """A licence plate without spaces and dashes; O and 0, I and 1 read alike."""
    return squash(plate_text).translate(str.maketrans("oi", "01"))


def iban(text: str) -> str:
    """An IBAN, or what is offered as one, as capitals and digits."""
    return squash(text).upper()


def email(address: str) -> str:
    """An e-mail address to compare by: lower case, no “+tag”; of Gmail's local part no dots."""
    local, _, domain = address.strip().lower().rpartition("@")
    local = local.split("+", 1)[0]
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}" if local and domain else address.strip().lower()


def identifier(prop_type: str, value: str, country: str | None = None) -> str:
    """The one form of a value of this property type, for index, search and blocking."""
    if prop_type == "phone":
        return phone(value, country)
    if prop_type == "email":
        return email(value)
    return squash(value)
