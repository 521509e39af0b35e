"""Blocking keys: two entities are compared when they share one. The same keys serve online."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from caseloom.engine.linkage.features import Features

# A key is `kind:value`. Kinds, from the rarest in use to the commonest; when a key is
# oversized (see CAP) it is left out, said so, and the entity is found by its other keys.
KINDS = "ipevadzn"
CAP = 100


def keys(features: Features) -> tuple[str, ...]:
    """The distinct blocking keys of `features`, sorted.

    i identifier, p phone end, e e-mail, a house number and street word, d birth date with a
    name's sound, v birth year with two sounds, z postcode with a sound, n two sounds or a
    full single name.
    """
    return tuple(sorted(set(_keys(features))))


def _keys(f: Features) -> list[str]:
    found = [f"i:{value}" for value in f.identifiers if len(value) >= 3]
    found += [f"p:{value}" for value in f.phone_ends]
    found += [f"e:{value}" for value in f.emails]
    if f.group == "phone":
        return found
    sounds = [_sounds(name) for name in f.names]
    found += _name_keys(f, sounds)
    flat = sorted({s for name in sounds for s in name})
    found += [f"d:{day}|{s[:3]}" for day in (*f.dates, *f.swaps) for s in flat]
    return found + _address_keys(f, flat) if f.addresses else found


@lru_cache(maxsize=131_072)
def _sounds(name: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    found: list[str] = []
    for alternatives in name:
        full = [a for a in alternatives if a[0] == "="]
        if full:
            found += full[:3]
        elif len(alternatives[0]) > 1:
            found.append(next((a for a in alternatives if a[0] == "~"), alternatives[0]))
    return tuple(sorted(set(found)))


def _name_keys(f: Features, sounds: Sequence[tuple[str, ...]]) -> list[str]:
    found = [f"n:{full}" for full in f.full if " " not in full and len(full) > 3]
    years = [day[:4] for day in (*f.dates, *f.partial)]
    for name in sounds:
        pairs = [f"{one}|{two}" for one, two in combinations(name, 2)]
        found += [f"n:{pair}" for pair in pairs]
        found += [f"v:{year}|{pair}" for year in years for pair in pairs]
    return found


def _address_keys(f: Features, sounds: list[str]) -> list[str]:
    found: list[str] = []
    for address in f.addresses:
        places, codes = _places(address)
        found += places
        found += [f"z:{code}|{sound[:4]}" for code in codes for sound in sounds]
    return found


@lru_cache(maxsize=131_072)
def _places(address: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """House number and street word together; the last two words that may be a postcode."""
    numbers = [w for w in address if w.isdigit() and len(w) < 5][:2]
    words = [w for w in address if w.isalpha() and len(w) > 3][:3]
    codes = [w for w in address if len(w) >= 3 and not w.isalpha()][-2:]
    return tuple(f"a:{number}|{word}" for number in numbers for word in words), tuple(codes)
