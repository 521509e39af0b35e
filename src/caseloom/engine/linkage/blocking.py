"""Blocking keys: two entities are compared when they share one. The same keys serve online."""

from collections.abc import Iterator
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


def _keys(f: Features) -> Iterator[str]:
    yield from (f"i:{value}" for value in f.identifiers if len(value) >= 3)
    yield from (f"p:{value}" for value in f.phone_ends)
    yield from (f"e:{value}" for value in f.emails)
    if f.group == "phone":
        return
    sounds = tuple(tuple(_sounds(name)) for name in f.names)
    yield from _name_keys(f, sounds)
    flat = sorted({s for name in sounds for s in name})
    yield from (f"d:{day}|{s[:3]}" for day in (*f.dates, *f.swaps) for s in flat)
    yield from _address_keys(f, flat)


def _sounds(name: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    for alternatives in name:
        full = [a for a in alternatives if a.startswith("=")]
        if full:
            yield from full[:3]
        elif len(alternatives[0]) > 1:
            yield next((a for a in alternatives if a.startswith("~")), alternatives[0])


def _name_keys(f: Features, sounds: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    yield from (f"n:{full}" for full in f.full if " " not in full and len(full) > 3)
    for name in sounds:
        for one, two in combinations(sorted(set(name)), 2):
            yield f"n:{one}|{two}"
            yield from (f"v:{d[:4]}|{one}|{two}" for d in (*f.dates, *f.partial))


def _address_keys(f: Features, sounds: list[str]) -> Iterator[str]:
    for address in f.addresses:
        numbers = [w for w in address if w.isdigit() and len(w) < 5][:2]
        words = [w for w in address if w.isalpha() and len(w) > 3][:3]
        yield from (f"a:{number}|{word}" for number in numbers for word in words)
        codes = [w for w in address if any(c.isdigit() for c in w) and len(w) >= 3][-2:]
        yield from (f"z:{code}|{sound[:4]}" for code in codes for sound in sounds)
