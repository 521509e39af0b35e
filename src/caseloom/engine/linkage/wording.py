"""Names and addresses of many units at once: each distinct one is read once, each word too.

Gives what features.extract and blocking.keys make of them; a test holds the two together. What
text.py knows of a word is asked of it, once a word; only the taking apart is written anew, in SQL.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseloom.engine import sql
from caseloom.engine.linkage import blocking, features, ragged, text
from caseloom.engine.linkage.ragged import Ragged

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# `x` is plain ASCII: text.fold was asked for whatever is not.
MACROS = f"""
    CREATE OR REPLACE TEMP MACRO folded(x) AS
        trim(regexp_replace(replace(replace(lower(x), '''', ''), '`', ''),
                            '[^a-z0-9]+', ' ', 'g'));
    CREATE OR REPLACE TEMP MACRO worded(x) AS
        list_filter(string_split(x, ' '), lambda w: w <> '');
    CREATE OR REPLACE TEMP MACRO is_generation(w, i, words) AS
        w IN ({sql.texts(text.GENERATIONS)}) AND (w <> 'i' OR i = len(words));
    CREATE OR REPLACE TEMP MACRO last_generation(words) AS
        list_filter(words, lambda w, i: is_generation(w, i, words))[-1];
    CREATE OR REPLACE TEMP MACRO untitled(words) AS
        list_filter(words, lambda w, i:
            NOT is_generation(w, i, words) AND w NOT IN ({sql.texts(sorted(text.TITLES))}));
    CREATE OR REPLACE TEMP MACRO core(words) AS
        list_filter(words, lambda w: w NOT IN ({sql.texts(sorted(text.PARTICLES))}));
    CREATE OR REPLACE TEMP MACRO paired(words) AS
        flatten(list_transform(words, lambda a, i: list_transform(words[i + 1:], lambda b:
            a || '|' || b)));
    CREATE OR REPLACE TEMP MACRO sorted_paired(words) AS
        flatten(list_transform(words, lambda a, i: list_transform(words[i + 1:], lambda b:
            least(a, b) || '|' || greatest(a, b))));
"""
_PERSONS = f"""
    WITH split AS (SELECT i, worded(folded(value)) AS words FROM names),
    read AS (
        SELECT i, last_generation(words) AS generation, untitled(words) AS kept, words FROM split),
    chosen AS (
        SELECT i, len(words) > 1 AS several, generation, words, kept, core(kept) AS plain FROM read)
    SELECT i, CASE WHEN several THEN generation END AS generation, CASE
           WHEN NOT several THEN words
           WHEN len(list_filter(plain, lambda w: strlen(w) > 1)) > 1 THEN plain[:{text.NAME_WORDS}]
           ELSE kept[:{text.NAME_WORDS}] END AS tokens
      FROM chosen ORDER BY i
"""
_NAMES = f"""
    WITH joined AS (
        SELECT i, tokens, sounds, array_to_string(list_sort(tokens), ' ') AS spelled,
               '#' || array_to_string(tokens, '') AS whole FROM names),
    formed AS (
        SELECT i, tokens, sounds, spelled, list_filter(
               CASE WHEN strlen(whole) > 5 THEN [whole, spelled] ELSE [spelled] END,
               lambda f: f[1] NOT IN ('', '{text.ACRONYM}')) AS forms FROM joined)
    SELECT i, spelled, forms, paired(sounds) AS pairs,
           list_transform(list_filter(forms, lambda f: strlen(f) > 3 AND NOT contains(f, ' ')),
                          lambda f: 'n:' || f)
           || CASE WHEN len(tokens) = 1 AND {{short}}
                        AND strlen(ltrim(tokens[1], '{text.ACRONYM}')) BETWEEN 3 AND 6
                   THEN ['n:{text.ACRONYM}' || ltrim(tokens[1], '{text.ACRONYM}')] ELSE [] END
           AS keys
      FROM formed ORDER BY i
"""
_ADDRESSES = """
    SELECT i, string_split(regexp_replace(folded(value), '([a-z]{4,})(strasse|straat)\\b',
                                          '\\1 \\2', 'g'), ' ') AS words
      FROM addresses ORDER BY i
"""
_PLACES = """
    SELECT i, array_to_string(tokens, ' ') AS spelled,
           flatten(list_transform(numbers, lambda n: list_transform(words, lambda w:
               'a:' || n || '|' || w)))
           || list_transform(sorted_paired(words), lambda p: 's:' || p)
           || CASE WHEN len(codes) > 1 THEN ['c:' || codes[1] || '|' || codes[2]] ELSE [] END
           AS keys
      FROM addresses ORDER BY i
"""


@dataclass(frozen=True, slots=True)
class Names:
    """Columns of units: names to words as in Features, and what keys are made of.

    forms: as `full`, not yet sorted; keys: those that follow from names alone; sounds: of all
    names; pairs: of sounds, of each name; spelled: the packed words of each name.
    """

    names: "pa.Array"
    forms: "pa.Array"
    name_key: "pa.Array"
    generations: "pa.Array"
    keys: "pa.Array"
    pairs: "pa.Array"
    sounds: "pa.Array"
    tokens: "pa.Array"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Columns of units: addresses as in Features, keys that follow from them alone, postcodes."""

    addresses: "pa.Array"
    keys: "pa.Array"
    codes: "pa.Array"
    spelled: "pa.Array"


def names(
    connection: "duckdb.DuckDBPyConnection", group: str, given: "pa.Array", known: "pa.Array"
) -> Names:
    """The names of units from lists of names; known: first and last names, for generations."""
    import pyarrow as pa

    raw, values = ragged.coded(given)
    if group == "person":
        tokens, generations = _persons(connection, values)
    else:
        split = [text.organisation_tokens(value) for value in values.to_pylist()]
        tokens, generations = ragged.lists(split), pa.nulls(len(values), pa.string())
    acronyms: list[str] = []
    if group == "organisation":
        acronyms = [text.acronym(tuple(words)) for words in tokens.to_pylist()]
        marked = [[text.ACRONYM + one] if one else [] for one in acronyms]
        tokens = pa.concat_arrays([tokens, ragged.lists(marked)])
    words = _Words.of(tokens)
    read = words.read(connection, group)
    same, _ = ragged.distinct(ragged.whole(read["spelled"]))
    chosen = _chosen(raw, same, words.full(), len(values) if acronyms else 0)
    said = _generations(raw, generations, known)
    return words.names(chosen, read, said)


def _persons(
    connection: "duckdb.DuckDBPyConnection", values: "pa.Array"
) -> "tuple[pa.Array, pa.Array]":
    found = _asked(connection, "names", {"value": _plain(values)}, _PERSONS)
    codes, known = ragged.distinct(ragged.whole(found["generation"]).fill_null(""))
    read = ragged.texts(text.GENERATIONS.get(word, "") for word in known.to_pylist())
    import pyarrow as pa

    return ragged.whole(found["tokens"]), read.take(pa.array(codes))


def _plain(values: "pa.Array") -> "pa.Array":
    """Values with those in other scripts folded."""
    import pyarrow.compute as pc

    mask = pc.invert(pc.string_is_ascii(values))
    if not pc.any(mask).as_py():
        return values
    made = ragged.texts(map(text.fold, values.filter(mask).to_pylist()))
    return pc.replace_with_mask(values, mask, made)


def _asked(
    connection: "duckdb.DuckDBPyConnection", table: str, columns: "dict[str, pa.Array]", query: str
) -> "pa.Table":
    """What `query` says of rows, numbered by i."""
    import numpy as np
    import pyarrow as pa

    size = len(next(iter(columns.values())))
    rows = pa.table({"i": pa.array(np.arange(size, dtype=np.int32)), **columns})
    connection.register(table, ragged.sliced(rows))
    found = connection.sql(query).to_arrow_table()
    connection.unregister(table)
    return found


def _chosen(raw: Ragged, same: "ragged.Numbers", full: "ragged.Mask", acronyms: int) -> Ragged:
    """The names of each unit that count: each once, then the acronyms that stand for them."""
    import numpy as np

    kept = raw.kept(full[raw.codes]).firsts(same).capped(features.MOST)
    if not acronyms:
        return kept
    short = Ragged(kept.rows, kept.owners, kept.codes + acronyms)
    short = short.kept(full[short.codes]).firsts(same)
    owners = np.concatenate([kept.owners, short.owners])
    order = np.argsort(owners, kind="stable")
    return Ragged(kept.rows, owners[order], np.concatenate([kept.codes, short.codes])[order])


def _generations(raw: Ragged, found: "pa.Array", known: "pa.Array") -> "pa.Array":
    """What is said of generations in names and in their parts, not yet sorted."""
    import numpy as np
    import pyarrow as pa

    parts, values = ragged.coded(known)
    told = ragged.texts(text.person_tokens(value)[1] for value in values.to_pylist())
    both = pa.concat_arrays([found.fill_null(""), told])
    owners = np.concatenate([raw.owners, parts.owners])
    codes = np.concatenate([raw.codes, parts.codes + len(found)])
    order = np.argsort(owners, kind="stable")
    said = np.array([bool(one) for one in both.to_pylist()], dtype=bool)
    many = Ragged(raw.rows, owners[order], codes[order])
    return many.kept(said[many.codes]).taken(both)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of distinct names, and what is known of each distinct word."""

    tokens: "pa.Array"
    places: Ragged
    alternatives: "pa.Array"
    sounds: "tuple[pa.Array, pa.Array]"

    @classmethod
    def of(cls, tokens: "pa.Array") -> "_Words":
        places, words = ragged.coded(tokens)
        read = [text.alternatives(word) for word in words.to_pylist()]
        sounds = ragged.lists(blocking.sounds(one) for one in read)
        return cls(tokens, places, ragged.lists(read), _ranked(sounds))

    def full(self) -> "ragged.Mask":
        """Which names have words."""
        import numpy as np

        return np.bincount(self.places.owners, minlength=len(self.tokens)) > 0

    def read(self, connection: "duckdb.DuckDBPyConnection", group: str) -> "pa.Table":
        """Each distinct name in one piece, its forms, keys and pairs of sounds."""
        import pyarrow as pa

        heard = self._heard()
        columns = {"tokens": self.tokens, "sounds": heard.taken(self.sounds[1])}
        short = "true" if group == "organisation" else "false"
        found = _asked(connection, "names", columns, _NAMES.format(short=short))
        numbered = ragged.listed(heard.offsets(), pa.array(heard.codes))
        return found.append_column("heard", numbered)

    def _heard(self) -> Ragged:
        return self.places.through(self.sounds[0]).sets()

    def names(self, chosen: Ragged, read: "pa.Table", generations: "pa.Array") -> Names:
        """The names of units."""
        column = {name: ragged.whole(read[name]) for name in read.column_names}
        every = self.places.taken(self.alternatives)
        return Names(
            names=chosen.taken(every),
            forms=chosen.flat(column["forms"]),
            name_key=_first(chosen, column["spelled"]),
            generations=generations,
            keys=chosen.flat(column["keys"]),
            pairs=chosen.flat(column["pairs"]),
            sounds=chosen.through(column["heard"]).sets().taken(self.sounds[1]),
            tokens=chosen.taken(self.tokens),
        )


def _ranked(column: "pa.Array") -> "tuple[pa.Array, pa.Array]":
    """A column of lists as numbers in order, and what they stand for."""
    import pyarrow as pa

    owners, values = ragged.opened(column)
    codes, found = ragged.ranked(values)
    return ragged.listed(Ragged(len(column), owners, codes).offsets(), pa.array(codes)), found


def _first(chosen: Ragged, spelled: "pa.Array") -> "pa.Array":
    """The first name of each unit, null without one."""
    import numpy as np
    import pyarrow as pa

    offsets = chosen.offsets()
    some = offsets[1:] > offsets[:-1]
    at = np.zeros(chosen.rows, np.int64)
    at[some] = chosen.codes[offsets[:-1][some]]
    return spelled.take(pa.array(at, mask=~some))


def addresses(connection: "duckdb.DuckDBPyConnection", given: "pa.Array") -> Addresses:
    """The addresses of units from lists of addresses."""
    raw, values = ragged.coded(given)
    split = _asked(connection, "addresses", {"value": _plain(values)}, _ADDRESSES)
    words, known = ragged.coded(ragged.whole(split["words"]))
    said = [text.address_word(word) for word in known.to_pylist()]
    form, forms = ragged.distinct(ragged.texts(said))
    spelt = forms.to_pylist()
    words = Ragged(words.rows, words.owners, form[words.codes])
    words = words.kept(_which(spelt, bool)[words.codes]).firsts().capped(text.ADDRESS_WORDS)
    tokens = words.taken(forms)
    columns = {
        "tokens": tokens,
        "numbers": words.kept(_which(spelt, blocking.house_number)[words.codes])
        .capped(blocking.NUMBERS)
        .taken(forms),
        "words": words.kept(_which(spelt, blocking.street_word)[words.codes])
        .capped(blocking.STREET_WORDS)
        .taken(forms),
        "codes": words.kept(_which(spelt, blocking.postcode)[words.codes])
        .capped(blocking.POSTCODES, last=True)
        .taken(forms),
    }
    read = _asked(connection, "addresses", columns, _PLACES)
    spelled = ragged.whole(read["spelled"])
    same, _ = ragged.distinct(spelled)
    offsets = words.offsets()
    several = offsets[1:] - offsets[:-1] > 1
    chosen = raw.kept(several[raw.codes]).firsts(same).capped(features.MOST)
    return Addresses(
        addresses=chosen.taken(tokens),
        keys=chosen.flat(ragged.whole(read["keys"])),
        codes=chosen.flat(columns["codes"]),
        spelled=chosen.taken(spelled),
    )


def _which(words: Iterable[str], asked: Callable[[str], bool]) -> "ragged.Mask":
    import numpy as np

    return np.array([asked(word) for word in words], dtype=bool)
