"""How two entities may agree, field by field: each level once in SQL and once in Python.

The SQL runs in DuckDB (through Splink) on two rows of the feature table, suffixed `_l` and
`_r`; the Python runs on two Features and must answer the same (tests/engine/linkage proves it).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from caseloom.engine.linkage import text
from caseloom.engine.linkage.features import Features

Common = frozenset[str]
Test = Callable[[Features, Features, Common], bool]
NameTokens = tuple[tuple[str, ...], ...]

MACROS = """
CREATE OR REPLACE MACRO cl_typo(a, b) AS
  CASE WHEN least(length(a), length(b)) >= 5
       THEN (a[1:2] = b[1:2] OR a[-2:] = b[-2:])
            AND abs(length(a) - length(b)) <= 2
            AND damerau_levenshtein(a, b)
                <= CASE WHEN least(length(a), length(b)) >= 7 THEN 2 ELSE 1 END
       ELSE least(length(a), length(b)) = 4 AND greatest(length(a), length(b)) = 5
            AND a[1:2] = b[1:2] AND damerau_levenshtein(a, b) = 1 END;
CREATE OR REPLACE MACRO cl_token(a, b) AS list_has_any(a, b) OR cl_typo(a[1], b[1]);
CREATE OR REPLACE MACRO cl_word(a, b) AS
  CASE WHEN least(length(a[1]), length(b[1])) = 1
            AND a[1][1] NOT BETWEEN '0' AND '9' AND b[1][1] NOT BETWEEN '0' AND '9'
       THEN CASE WHEN a[1][1] = b[1][1] THEN 1 ELSE 0 END
       WHEN cl_token(a, b) THEN 2 ELSE 0 END;
CREATE OR REPLACE MACRO cl_number(words) AS
  len(list_filter(words, lambda w: regexp_full_match(w, '[0-9]+'))) > 0;
CREATE OR REPLACE MACRO cl_joined(a, b) AS
  len(a) + len(b) > 2 AND (array_to_string(a, '') = array_to_string(b, '')
                           OR cl_typo(array_to_string(a, ''), array_to_string(b, '')));
CREATE OR REPLACE MACRO cl_slip(a, b, agree) AS
  len(a) = 1 AND len(b) = 1 AND NOT cl_number(a) AND NOT cl_number(b)
  AND least(length(a[1]), length(b[1])) >= 3
  AND damerau_levenshtein(a[1], b[1])
      <= CASE WHEN agree >= 2 AND least(length(a[1]), length(b[1])) >= 4 THEN 2 ELSE 1 END;
CREATE OR REPLACE MACRO cl_numbers(x) AS list_filter(x, lambda w: regexp_matches(w, '[0-9]'));
CREATE OR REPLACE MACRO cl_addresses(x, y) AS
  CASE WHEN 2 * len(list_intersect(x, y)) >= least(len(x), len(y))
            AND (coalesce(list_contains(y, cl_numbers(x)[1]), false)
                 OR coalesce(list_contains(x, cl_numbers(y)[1]), false))
       THEN CASE WHEN 4 * len(list_intersect(x, y)) >= 3 * least(len(x), len(y))
                      AND len(list_intersect(x, y)) >= 3
                      AND (list_has_all(y, cl_numbers(x)) OR list_has_all(x, cl_numbers(y)))
                 THEN 3 ELSE 2 END
       WHEN 3 * len(list_intersect(x, y)) >= least(len(x), len(y)) THEN 1
       ELSE 0 END;
CREATE OR REPLACE MACRO cl_address_rank(l, r) AS
  list_max(list_transform(l, lambda x: list_max(list_transform(r, lambda y: cl_addresses(x, y)))));
CREATE OR REPLACE MACRO cl_near(l, r, least_length) AS
  len(list_filter(l, lambda a: length(a) >= least_length AND len(list_filter(r, lambda b:
    length(b) >= least_length AND abs(length(a) - length(b)) <= 1
    AND damerau_levenshtein(a, b) <= 1)) > 0)) > 0;
CREATE OR REPLACE MACRO cl_ends(l, r) AS
  len(list_filter(l, lambda a: len(list_filter(r, lambda b:
    length(a) <> length(b) AND (suffix(a, b) OR suffix(b, a)))) > 0)) > 0;
CREATE OR REPLACE MACRO cl_partial(l, r, lp, rp) AS
  len(list_filter(l || lp, lambda a: len(list_filter(r || rp, lambda b:
    (length(a) < 10 OR length(b) < 10) AND (starts_with(a, b) OR starts_with(b, a)))) > 0)) > 0;
"""


@dataclass(frozen=True, slots=True)
class Level:
    """One way to agree. `label` is what a person reads.

    `sql` is empty for the last level, 'else', and where the comparison has a `number`.
    """

    key: str
    label: str
    sql: str
    test: Test


@dataclass(frozen=True, slots=True)
class Comparison:
    """Levels from the closest agreement down; `absent` holds where there is nothing to compare.

    `columns` are the feature columns read; `rare` names the one whose common values count less;
    `number` is SQL for the level's number from the top, where that is cheaper than one test each.
    """

    field: str
    title: str
    columns: tuple[str, ...]
    absent_sql: str
    absent: Test
    levels: tuple[Level, ...]
    rare: str = ""
    number: str = ""

    @property
    def number_sql(self) -> str:
        """The level's number from the top, NULL where there is nothing to compare."""
        tests = " ".join(f"WHEN {x.sql} THEN {n}" for n, x in enumerate(self.levels) if x.sql)
        rest = self.number or f"CASE {tests} ELSE {len(self.levels) - 1} END"
        return f"CASE WHEN {self.absent_sql} THEN NULL ELSE {rest} END"


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
    if min(len(a[0]), len(b[0])) == 1 and not (a[0][0].isdigit() or b[0][0].isdigit()):
        return 1 if a[0][0] == b[0][0] else 0
    return 2 if not set(a).isdisjoint(b) or typo(a[0], b[0]) else 0


def names_rank(x: NameTokens, y: NameTokens) -> int:
    """How far two names agree.

    5 every word agrees by spelling, sound or nickname, or the rest does written in one; 4 one name
    holds the other, two words or more; 3 all but one short word, which is a slip away (two, where
    two words or more agree); 2 one holds the other with one word (and initials); 1 some agree and
    some conflict, or one has a number that the other lacks; 0 none, or two acronyms made of names.
    """
    one = [max(_word(a, b) for b in y) for a in x]
    two = [max(_word(b, a) for a in x) for b in y]
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


def _name(least: int) -> Test:
    return lambda a, b, _: any(names_rank(x, y) >= least for x in a.names for y in b.names)


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
    return Level(key, label, "", lambda a, b, _: True)


def _missing(column: str) -> tuple[str, Test]:
    return (
        f"len({column}_l) = 0 OR len({column}_r) = 0",
        lambda a, b, _: not getattr(a, column) or not getattr(b, column),
    )


def _any_sql(column: str) -> str:
    return f"list_has_any({column}_l, {column}_r)"


def _simple(field: str, title: str, same: str, differ: str) -> Comparison:
    sql, absent = _missing(field)
    levels = (Level("same", same, _any_sql(field), _shares(field)), _otherwise("differ", differ))
    return Comparison(field, title, (field,), sql, absent, levels)


def _valued(field: str, title: str, what: str, *between: Level) -> Comparison:
    """A comparison whose shared value counts for more when few hold it."""
    sql, absent = _missing(field)
    levels = (
        Level("rare", f"the same {what}", _any_sql(f"{field}_rare"), _shares_rare(field)),
        Level("common", f"the same {what}, which many have", _any_sql(field), _shares(field)),
        *between,
        _otherwise("differ", f"different {what}es" if what.endswith("s") else f"different {what}s"),
    )
    columns = (field, f"{field}_rare")
    return Comparison(field, title, columns, sql, absent, levels, rare=field)


def _names() -> Comparison:
    sql, absent = _missing("names")
    # The rank of names is found for all pairs at once (naming); none where nothing is in common.
    number = f"CASE WHEN {_any_sql('full')} THEN 0 ELSE 6 - coalesce(name_rank, 0) END"
    other = "the same name in another spelling, order or short form"
    levels = (
        Level("exact", "the same name", "", _shares("full")),
        Level("close", other, "", _name(5)),
        Level("contained", "one name holds the other", "", _name(4)),
        Level("slip", "all but one short word agrees, which differs by a slip", "", _name(3)),
        Level("part", "one part agrees, the rest is missing or initials", "", _name(2)),
        Level("conflict", "one part agrees, another differs", "", _name(1)),
        _otherwise("differ", "different names"),
    )
    columns = ("names", "full")
    return Comparison("names", "Name", columns, sql, absent, levels, number=number)


def _dates() -> Comparison:
    sql = "len(dates_l) + len(partial_l) = 0 OR len(dates_r) + len(partial_r) = 0"
    near = (
        "list_has_any(dates_l, swaps_r) OR list_has_any(swaps_l, dates_r)"
        " OR cl_near(dates_l, dates_r, 10)"
        " OR cl_near(dates_l, swaps_r, 10) OR cl_near(swaps_l, dates_r, 10)"
    )
    levels = (
        Level("exact", "the same date", _any_sql("dates"), _shares("dates")),
        Level("near", "dates one slip apart, day and month perhaps exchanged", near, _near_dates),
        Level("partial", "the same year or month, the rest unknown",
              "cl_partial(dates_l, dates_r, partial_l, partial_r)", lambda a, b, _: _partial(a, b)),
        _otherwise("differ", "different dates"),
    )  # fmt: skip
    columns = ("dates", "swaps", "partial")
    return Comparison("dates", "Date", columns, sql, _no_dates, levels)


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
        "near", "identifiers one slip apart", "cl_near(identifiers_l, identifiers_r, 6)",
        lambda a, b, _: _near(a.identifiers, b.identifiers, 6),
    )  # fmt: skip
    base = _valued("identifiers", "Identifier", "identifier", near)
    sql = (
        f"{base.absent_sql} OR (NOT list_has_any(kinds_l, kinds_r)"
        " AND NOT list_has_any(identifiers_l, identifiers_r))"
    )
    return Comparison(
        base.field,
        base.title,
        (*base.columns, "kinds"),
        sql,
        _no_identifiers,
        base.levels,
        base.rare,
    )


def _no_identifiers(a: Features, b: Features, _: Common) -> bool:
    """A passport and a tax number say nothing about each other, unless the digits are the same."""
    return set(a.kinds).isdisjoint(b.kinds) and set(a.identifiers).isdisjoint(b.identifiers)


def _addresses() -> Comparison:
    sql, absent = _missing("addresses")
    levels = (
        Level("same", "the same address", "", _address(3)),
        Level("near", "a similar address with the same number", "", _address(2)),
        Level("area", "the same area", "", _address(1)),
        _otherwise("differ", "different addresses"),
    )
    number = "3 - cl_address_rank(addresses_l, addresses_r)"
    return Comparison(
        "addresses", "Address", ("addresses",), sql, absent, levels, number=number
    )  # fmt: skip


def _phones() -> Comparison:
    # With an area code each, two numbers that end alike are two numbers.
    end = Level(
        "end", "one phone number without the other's area code",
        f"{_any_sql('phone_ends')} AND cl_ends(phones_l, phones_r)", _ends,
    )  # fmt: skip
    base = _valued("phones", "Phone", "phone number", end)
    return Comparison(
        base.field, base.title, (*base.columns, "phone_ends"), base.absent_sql, base.absent,
        base.levels, base.rare,
    )  # fmt: skip


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
    if comparison.absent(a, b, common):
        return None
    return next(level for level in comparison.levels if level.test(a, b, common))
