"""How two entities may agree, field by field: the levels, and what each asks of two Features.

comparing.py answers the same for all pairs of a batch at once (tests/engine/linkage proves it).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from rapidfuzz.distance import DamerauLevenshtein

from caseloom.engine.linkage import text
from caseloom.engine.linkage.features import Features

Common = frozenset[str]
Test = Callable[[Features, Features, Common], bool]
NameTokens = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One way to agree. `label` is what a person reads."""

    key: str
    label: str
    test: Test


@dataclass(frozen=True, slots=True)
class Comparison:
    """Levels from the closest agreement down; `absent` holds where there is nothing to compare.

    `rare` names the feature whose common values count less; `ranked` gives the level's number
    from the top at once, where the tests would each compare every name or address anew.
    """

    field: str
    title: str
    absent: Test
    levels: tuple[Level, ...]
    rare: str = ""
    ranked: Callable[[Features, Features], int] | None = None


def typo(one: str, two: str) -> bool:
    """Whether two words differ by one slip (two from seven letters on), but not at both ends.

    A word of four letters may lack one of five that begins the same; shorter ones never differ so.
    """
    shorter, longer = sorted((len(one), len(two)))
    if shorter < 5:
        return shorter == 4 and longer == 5 and one[:2] == two[:2] and _slips(one, two, 1)
    if longer - shorter > 2 or (one[:2] != two[:2] and one[-2:] != two[-2:]):
        return False
    return _slips(one, two, 2 if shorter >= 7 else 1)


def _slips(one: str, two: str, most: int) -> bool:
    return DamerauLevenshtein.distance(one, two, score_cutoff=most) <= most


def _word(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    one, two = a[0], b[0]
    if (len(one) == 1 or len(two) == 1) and not (one[0].isdigit() or two[0].isdigit()):
        return 1 if one[0] == two[0] else 0
    if one == two or any(mark in b for mark in a):
        return 2
    return 2 if typo(one, two) else 0


def names_rank(x: NameTokens, y: NameTokens) -> int:
    """How far two names agree.

    5 every word agrees by spelling, sound or nickname, or the rest does written in one; 4 one name
    holds the other, two words or more; 3 all but one short word, which is a slip away (two, where
    two words or more agree); 2 one holds the other with one word (and initials); 1 some agree and
    some conflict, or one has a number that the other lacks; 0 none, or two acronyms made of names.
    """
    met = [[_word(a, b) for b in y] for a in x]
    one, two = [max(row) for row in met], [max(column) for column in zip(*met, strict=True)]
    if 2 not in one or (x[0][0][0] == text.ACRONYM and y[0][0][0] == text.ACRONYM):
        return 0
    if min(one) == 2 and min(two) == 2:
        return 5
    agree = min(one.count(2), two.count(2))
    rest = [a[0] for a, rank in zip(x, one, strict=True) if rank == 0]
    other = [b[0] for b, rank in zip(y, two, strict=True) if rank == 0]
    if rest and other:
        return 5 if _joined(rest, other) else 3 if _slip(rest, other, agree) else 1
    if any(word.isdigit() for word in (*rest, *other)):
        return 1
    return 4 if agree >= 2 else 2


def _joined(rest: list[str], other: list[str]) -> bool:
    """Whether words that agree with none are the same ones, parted elsewhere."""
    if len(rest) + len(other) <= 2:
        return False
    one, two = "".join(rest), "".join(other)
    return one == two or typo(one, two)


def _slip(rest: list[str], other: list[str], agree: int) -> bool:
    if len(rest) != 1 or len(other) != 1 or rest[0].isdigit() or other[0].isdigit():
        return False
    shorter = min(len(rest[0]), len(other[0]))
    return shorter >= 3 and _slips(rest[0], other[0], 2 if agree >= 2 and shorter >= 4 else 1)


def _first_number(words: tuple[str, ...]) -> str:
    return next((word for word in words if any(c.isdigit() for c in word)), "")


def _numbers(words: tuple[str, ...]) -> set[str]:
    return {word for word in words if any(c.isdigit() for c in word)}


def addresses_rank(x: tuple[str, ...], y: tuple[str, ...]) -> int:
    """3 the same place; 2 shares a number and half the words; 1 a third of the words; 0 other.

    The number is the first of one side, mostly that of the house: a postcode in common is an area.
    Where each side has a number that the other lacks, they are two flats and not the same place.
    """
    shared, shorter = set(x) & set(y), min(len(x), len(y))
    number = _first_number(x) in y or _first_number(y) in x
    if 2 * len(shared) >= shorter and number:
        one = _numbers(x) <= set(y) or _numbers(y) <= set(x)
        return 3 if one and 4 * len(shared) >= 3 * shorter and len(shared) >= 3 else 2
    return 1 if 3 * len(shared) >= shorter else 0


def _names_number(a: Features, b: Features) -> int:
    """The level's number that `_names` gives two that have names: six less their rank."""
    if not set(a.full).isdisjoint(b.full):
        return 0
    if not _may_agree(a, b):
        return 6
    return 6 - max(names_rank(x, y) for x in a.names for y in b.names)


def _may_agree(a: Features, b: Features) -> bool:
    """Whether names have a word, sound, beginning or end in common.

    Others are not looked at, in the batch as here: a slip in a short word is no beginning.
    """
    return not set(a.words).isdisjoint(b.words)


def _addresses_number(a: Features, b: Features) -> int:
    return 3 - max(addresses_rank(x, y) for x in a.addresses for y in b.addresses)


def _name(least: int) -> Test:
    return lambda a, b, _: (
        _may_agree(a, b) and any(names_rank(x, y) >= least for x in a.names for y in b.names)
    )


def _address(least: int) -> Test:
    return lambda a, b, _: any(
        addresses_rank(x, y) >= least for x in a.addresses for y in b.addresses
    )


def _shares(column: str) -> Test:
    return lambda a, b, _: not set(getattr(a, column)).isdisjoint(getattr(b, column))


def _shares_rare(column: str) -> Test:
    return lambda a, b, common: bool((set(getattr(a, column)) & set(getattr(b, column))) - common)


def _near(one: Iterable[str], two: tuple[str, ...], shortest: int) -> bool:
    return any(
        len(a) >= shortest and len(b) >= shortest and abs(len(a) - len(b)) <= 1
        and DamerauLevenshtein.distance(a, b, score_cutoff=1) <= 1
        for a in one for b in two
    )  # fmt: skip


def _partial(a: Features, b: Features) -> bool:
    return any(
        (len(x) < 10 or len(y) < 10) and (x.startswith(y) or y.startswith(x))
        for x in (*a.dates, *a.partial) for y in (*b.dates, *b.partial)
    )  # fmt: skip


def _otherwise(key: str, label: str) -> Level:
    return Level(key, label, lambda a, b, _: True)


def _missing(column: str) -> Test:
    return lambda a, b, _: not getattr(a, column) or not getattr(b, column)


def _simple(field: str, title: str, same: str, differ: str) -> Comparison:
    levels = (Level("same", same, _shares(field)), _otherwise("differ", differ))
    return Comparison(field, title, _missing(field), levels)


def _valued(field: str, title: str, what: str, *between: Level) -> Comparison:
    """A comparison whose shared value counts for more when few hold it."""
    levels = (
        Level("rare", f"the same {what}", _shares_rare(field)),
        Level("common", f"the same {what}, which many have", _shares(field)),
        *between,
        _otherwise("differ", f"different {what}es" if what.endswith("s") else f"different {what}s"),
    )
    return Comparison(field, title, _missing(field), levels, rare=field)


def _names() -> Comparison:
    other = "the same name in another spelling, order or short form"
    levels = (
        Level("exact", "the same name", _shares("full")),
        Level("close", other, _name(5)),
        Level("contained", "one name holds the other", _name(4)),
        Level("slip", "all but one short word agrees, which differs by a slip", _name(3)),
        Level("part", "one part agrees, the rest is missing or initials", _name(2)),
        Level("conflict", "one part agrees, another differs", _name(1)),
        _otherwise("differ", "different names"),
    )
    return Comparison("names", "Name", _missing("names"), levels, ranked=_names_number)


def _dates() -> Comparison:
    levels = (
        Level("exact", "the same date", _shares("dates")),
        Level("near", "dates one slip apart, day and month perhaps exchanged", _near_dates),
        Level("partial", "the same year or month, the rest unknown",
              lambda a, b, _: _partial(a, b)),
        _otherwise("differ", "different dates"),
    )  # fmt: skip
    return Comparison("dates", "Date", _no_dates, levels)


def _near_dates(a: Features, b: Features, _: Common) -> bool:
    # Both ways, because a day past the twelfth has no exchanged form.
    return (
        not set(a.dates).isdisjoint(b.swaps)
        or not set(a.swaps).isdisjoint(b.dates)
        or _near(a.dates, b.dates, 10)
        or _near(a.dates, b.swaps, 10)
        or _near(a.swaps, b.dates, 10)
    )


def _no_dates(a: Features, b: Features, _: Common) -> bool:
    return not (a.dates or a.partial) or not (b.dates or b.partial)


def _identifiers() -> Comparison:
    near = Level(
        "near", "identifiers one slip apart",
        lambda a, b, _: _near(a.identifiers, b.identifiers, 6),
    )  # fmt: skip
    base = _valued("identifiers", "Identifier", "identifier", near)
    return replace(base, absent=_no_identifiers)


def _no_identifiers(a: Features, b: Features, _: Common) -> bool:
    """A passport and a tax number say nothing about each other, unless the digits are the same."""
    return set(a.kinds).isdisjoint(b.kinds) and set(a.identifiers).isdisjoint(b.identifiers)


def _registers() -> Comparison:
    """Numbers of different registers say nothing about each other."""
    levels = (
        Level("same", "a number that its register gives once", _shares("registers")),
        _otherwise("differ", "two numbers of one register, which gives each once"),
    )
    absent = _shares("register_kinds")
    return Comparison(
        "registers", "Register", lambda a, b, common: not absent(a, b, common), levels
    )


def _addresses() -> Comparison:
    levels = (
        Level("same", "the same address", _address(3)),
        Level("near", "a similar address with the same number", _address(2)),
        Level("area", "the same area", _address(1)),
        _otherwise("differ", "different addresses"),
    )
    return Comparison(
        "addresses", "Address", _missing("addresses"), levels, ranked=_addresses_number
    )


def _phones() -> Comparison:
    # With an area code each, two numbers that end alike are two numbers.
    end = Level("end", "one phone number without the other's area code", _ends)
    return _valued("phones", "Phone", "phone number", end)


def _ends(a: Features, b: Features, _: Common) -> bool:
    return any(
        len(x) != len(y) and (x.endswith(y) or y.endswith(x)) for x in a.phones for y in b.phones
    )


COMPARISONS: dict[str, Comparison] = {
    c.field: c
    for c in (
        _names(),
        _dates(),
        _identifiers(),
        _registers(),
        _phones(),
        _valued("emails", "E-mail", "e-mail address"),
        _addresses(),
        _simple("generations", "Generation", "the same generation", "junior and senior"),
        _simple("genders", "Gender", "the same gender", "different genders"),
        _simple("countries", "Country", "a country in common", "no country in common"),
        _simple("places", "Birth place", "the same birth place", "different birth places"),
        _simple("positions", "Occupation", "the same occupation", "different occupations"),
    )
}


def level_of(comparison: Comparison, a: Features, b: Features, common: Common) -> Level | None:
    """The level that `a` and `b` reach, None where there is nothing to compare."""
    number = number_of(comparison, a, b, common)
    return None if number is None else comparison.levels[number]


def number_of(comparison: Comparison, a: Features, b: Features, common: Common) -> int | None:
    """The number from the top of the level that they reach; None with nothing to compare."""
    if comparison.absent(a, b, common):
        return None
    if comparison.ranked is not None:
        return comparison.ranked(a, b)
    return next(n for n, level in enumerate(comparison.levels) if level.test(a, b, common))
