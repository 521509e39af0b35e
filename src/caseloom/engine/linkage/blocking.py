"""Blocking keys: two entities are compared when they share one. The same keys serve online."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

from caseloom.engine.linkage import text
from caseloom.engine.linkage.features import Features

# A key is `kind:value`. When a key is oversized it is left out, said so, and the entity is found
# by its other keys. See choosing for which sizes of which kinds pay.
KINDS = "ipecaswdvbzyn"
TITLES = {
    "i": "identifier",
    "p": "phone",
    "e": "e-mail",
    "c": "whole postcode",
    "a": "house number and street",
    "s": "two words of an address",
    "w": "birth date with a place",
    "d": "birth date with a name",
    "v": "birth year with two names",
    "b": "birth place with a name",
    "z": "postcode with a name",
    "y": "birth year with a name",
    "n": "two names, or the only one",
}
CAP = 100
# Of an address: the first that may number a house and name a street, the last that may be codes.
NUMBERS, STREET_WORDS, POSTCODES = 2, 3, 2


def keys(features: Features) -> tuple[str, ...]:
    """The distinct blocking keys of `features`, sorted; TITLES says what each kind is.

    Names go in by their sound or, where they are a nickname, by the full form. Dates of birth go
    in with day and month exchanged, too.
    """
    return tuple(sorted(set(_keys(features))))


def _keys(f: Features) -> list[str]:
    found = [f"i:{value}" for value in f.identifiers if len(value) >= 3]
    found += [f"p:{value}" for value in f.phone_ends]
    found += [f"e:{value}" for value in f.emails]
    if f.group == "phone":
        return found
    heard = [_sounds(name) for name in f.names]
    found += _name_keys(f, heard)
    flat = sorted({s for name in heard for s in name})
    found += [f"d:{day}|{s[:3]}" for day in (*f.dates, *f.swaps) for s in flat]
    found += [f"b:{place}|{s}" for place in f.places for s in flat]
    found += [f"w:{day}|{place}" for day in f.dates for place in f.places]
    if f.group == "person":
        years = sorted({day[:4] for day in (*f.dates, *f.partial)})
        found += [f"y:{year}|{s}" for year in years for s in flat]
    return found + _address_keys(f, flat) if f.addresses else found


@lru_cache(maxsize=131_072)
def _sounds(name: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(sorted({sound for word in name for sound in sounds(word)}))


def sounds(word: tuple[str, ...]) -> tuple[str, ...]:
    """What a word of a name goes in by, `word` being its text.alternatives."""
    full = tuple(a for a in word if a[0] == "=")
    if full:
        return full[:3]
    if len(word[0]) > 1 and word[0][0] != text.ACRONYM:
        return (next((a for a in word if a[0] == "~"), word[0]),)
    return ()


def _name_keys(f: Features, sounds: Sequence[tuple[str, ...]]) -> list[str]:
    found = [f"n:{full}" for full in f.full if " " not in full and len(full) > 3]
    if f.group == "organisation":
        found += _acronym_keys(name[0][0] for name in f.names if len(name) == 1)
    years = [day[:4] for day in (*f.dates, *f.partial)]
    for name in sounds:
        pairs = [f"{one}|{two}" for one, two in combinations(name, 2)]
        found += [f"n:{pair}" for pair in pairs]
        found += [f"v:{year}|{pair}" for year in years for pair in pairs]
    return found


def _acronym_keys(words: Iterable[str]) -> list[str]:
    bare = (word.lstrip(text.ACRONYM) for word in words)
    return [f"n:{text.ACRONYM}{word}" for word in bare if 3 <= len(word) <= 6]


def _address_keys(f: Features, sounds: list[str]) -> list[str]:
    found: list[str] = []
    for address in f.addresses:
        places, pairs, codes = _places(address)
        found += places
        found += pairs
        found += [f"z:{code}|{sound[:4]}" for code in codes for sound in sounds]
        found += [f"w:{day}|{code}" for code in codes for day in f.dates]
        if len(codes) > 1:
            found.append(f"c:{'|'.join(codes)}")
    return found


@lru_cache(maxsize=131_072)
def _places(address: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """House number and street word; two words; the last two words that may be a postcode."""
    numbers = [w for w in address if house_number(w)][:NUMBERS]
    words = [w for w in address if street_word(w)][:STREET_WORDS]
    codes = [w for w in address if postcode(w)][-POSTCODES:]
    pairs = (sorted(pair) for pair in combinations(words, 2))
    return (
        tuple(f"a:{number}|{word}" for number in numbers for word in words),
        tuple(f"s:{one}|{two}" for one, two in pairs),
        tuple(codes),
    )


def house_number(word: str) -> bool:
    """Whether a word of an address may be the number of a house."""
    return word.isdigit() and len(word) < 5


def street_word(word: str) -> bool:
    """Whether a word of an address may name a street or a town."""
    return word.isalpha() and len(word) > 3


def postcode(word: str) -> bool:
    """Whether a word of an address may be a postcode, or a part of one."""
    return len(word) >= 3 and not word.isalpha()
