"""Search: from what a person typed to entities as he may see them, a page at a time.

Two orders, chosen by the number of visible matches alone. Up to CAP, all of them are compared
and ordered by relevance. Beyond, those with the words in names or identifiers come first, each
part in the stored order (fullest people and organisations first), and totals and facets are
“at least”.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseloom.explore import lookup, terms, text
from caseloom.explore.lookup import Entry, Place, Question
from caseloom.explore.types import Count, Facets, Hit, Match, SearchResult
from caseloom.kernel.errors import Invalid
from caseloom.kernel.paging import decode_cursor, encode_cursor
from caseloom.kernel.viewer import Viewer
from caseloom.ontology import model as ontology
from caseloom.resolve import queries as resolve

# Where an entry stands: its tier, relevance turned round (0 in the stored order), rank, record.
Key = tuple[int, float, int, str]
Keyed = tuple[Key, Entry]
Spellings = Mapping[str, tuple[str, ...]]
# A record's scope and values.
Valued = tuple[int, Mapping[str, Sequence[str]]]
EXACT, NAMED, REST = 0, 1, 2
END: Place = (2**31 - 1, UUID(int=2**128 - 1))

CAP = 150
FEW = 5
_FACET = 20
_MATCHES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in its parts, before it becomes a text query."""

    clauses: tuple[terms.Clause, ...]
    filters: str | None
    since: date | None
    until: date | None

    def question(self, spellings: Spellings | None = None) -> Question:
        """The question for the database, with other spellings of its words."""
        words = terms.tsquery(self.clauses, spellings)
        return Question(words, self.filters, self.since, self.until)

    def tiers(self, spellings: Spellings) -> tuple[tuple[int, Question], ...]:
        """The same matches in two parts: words in names and identifiers first, then elsewhere."""
        words = terms.tsquery(self.clauses, spellings)
        if words is None:
            return ((REST, self.question()),)
        named = terms.tsquery(self.clauses, spellings, named=True)
        rest = f"{words} & !({named})"
        return (
            (NAMED, Question(named, self.filters, self.since, self.until)),
            (REST, Question(rest, self.filters, self.since, self.until)),
        )

    def first(self, spellings: Spellings) -> tuple[Entry, ...]:
        """The first CAP matches in the stored order, each with whether it is named."""
        named = terms.tsquery(self.clauses, spellings, named=True)
        return lookup.find(self.question(spellings), cap=CAP, named=named)

    @property
    def loose_words(self) -> tuple[str, ...]:
        """The plain words, for which other spellings may stand in."""
        return tuple(w for clause in self.clauses if clause.kind == "word" for w in clause.words)


def ask(
    asked: str,
    *,
    schema: Iterable[str] = (),
    source: Iterable[int] = (),
    country: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> Asked:
    """The parts of a question. Raises Invalid when it asks for nothing, or names no real type."""
    names = sorted({one for name in schema for one in ontology.descendants(name)})
    filters = terms.filters(names, sorted(source), sorted(_country(code) for code in country))
    clauses = terms.parse(asked)
    if not clauses and filters is None and since is None and until is None:
        raise Invalid(
            "There is nothing to search for.",
            remedy="Type a name, a number or an address, or choose a filter.",
            field="text",
        )
    if since and until and since > until:
        raise Invalid("The search ends before it begins.", remedy="Swap the dates.", field="until")
    return Asked(clauses, filters, since, until)


def _country(code: str) -> str:
    lower = code.strip().lower()
    if not lower.replace("-", "").isalnum() or not lower.isascii():
        raise Invalid(
            f"“{code}” is no country code.", remedy="Give one such as us or gb.", field="country"
        )
    return lower


class Composed:
    """Which entity ids are one for a viewer; asks for each but once."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.known: dict[UUID, tuple[UUID, ...]] = {}

    def of(self, entity_ids: Collection[UUID]) -> Mapping[UUID, tuple[UUID, ...]]:
        """By entity id, all ids of its entity."""
        if missing := [one for one in entity_ids if one not in self.known]:
            found = resolve.joined(self.viewer, missing)
            self.known.update({one: found.get(one, (one,)) for one in missing})
        return self.known


@dataclass(frozen=True, slots=True)
class Group:
    """The matching entries of one entity; the first is the best and gives it its place."""

    key: Key
    entity_ids: tuple[UUID, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: entries as asked (when spellings add to them), all, and the spellings.

    `more`: there are CAP matches or more, and only the first CAP are here.
    """

    exact: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    spellings: Spellings

    @property
    def more(self) -> bool:
        return len(self.entries) >= CAP

    def beginning(
        self, tiers: Sequence[tuple[int, Question]], number: int, most: int
    ) -> tuple[Entry, ...]:
        """The first `most` of a tier, if they are among what was found; else nothing.

        Named ones among the first matches are the first named ones; so are all, if no words
        tell them apart.
        """
        if number == NAMED:
            known = tuple(entry for entry in self.entries if entry.named)
        else:
            known = self.entries if len(tiers) == 1 else ()
        return known[:most] if len(known) >= most else ()


def page(viewer: Viewer, asked: Asked, *, cursor: str | None, limit: int) -> SearchResult:
    """One page of what `asked` finds for the viewer. Raises Invalid for a broken cursor."""
    after = _key(cursor)
    finding = _find(asked)
    composed = Composed(viewer)
    groups = grouped(composed, _ranked(finding))
    most = max(3 * limit, 30)
    if finding.more:
        rest, last = _common(composed, asked, finding, after, most)
        while last and not rest:
            rest, last = _common(composed, asked, finding, last, most)
    else:
        rest, last = [one for one in groups if after is None or one.key > after], None
    shown = rest[:limit]
    return SearchResult(
        hits=_hits(shown, asked),
        facets=facets(groups),
        total=len(groups),
        total_is_lower_bound=finding.more,
        next=encode_cursor(*shown[-1].key) if shown and (last or len(rest) > limit) else None,
        spellings=finding.spellings,
    )


def _key(cursor: str | None) -> Key | None:
    if cursor is None:
        return None
    tier, score, rank, record = decode_cursor(cursor, 4)
    try:
        return int(tier), float(score), int(rank), str(UUID(str(record)))
    except (TypeError, ValueError, OverflowError) as error:
        raise Invalid(
            "The page cursor is not valid.", remedy="Start from the first page.", field="cursor"
        ) from error


def _find(asked: Asked) -> Finding:
    exact = asked.first({})
    if len(exact) < FEW and (others := lookup.spellings(asked.loose_words)):
        return Finding(exact, asked.first(others), others)
    return Finding((), exact, {})


def _ranked(finding: Finding) -> list[Keyed]:
    """All entries, most relevant first; with other spellings, what was asked before the rest."""
    exact = {entry.record_id for entry in finding.exact}
    keyed = (
        ((EXACT if e.record_id in exact else NAMED, -e.score, e.rank, str(e.record_id)), e)
        for e in {e.record_id: e for e in (*finding.entries, *finding.exact)}.values()
    )
    return sorted(keyed, key=lambda pair: pair[0])


def _common(
    composed: Composed, asked: Asked, finding: Finding, after: Key | None, most: int
) -> tuple[list[Group], Key | None]:
    """Groups after a place in the stored order that no earlier page has shown.

    They come from the next `most` entries; the last one's key if there may be more.
    """
    tier, place = (after[0], _place(after)) if after else (EXACT, None)
    tiers = asked.tiers(finding.spellings)
    first = _tiered(EXACT, finding.exact)
    exact = {entry.record_id for entry in finding.exact}
    keyed = [pair for pair in first if after is None or pair[0] > after]
    full = False
    for number, question in tiers:
        if number >= tier and not full:
            start = place if number == tier else None
            found = finding.beginning(tiers, number, most) if start is None else ()
            found = found or lookup.find(question, cap=most, after=start)
            full = len(found) == most
            keyed += _tiered(number, (one for one in found if one.record_id not in exact))
    groups = grouped(composed, keyed)
    among = [one for group in groups for one in group.entity_ids]
    seen = {entry.entity_id for key, entry in first if after and key <= after}
    for number, question in tiers:
        if place and number <= tier:
            seen |= lookup.earlier(question, before=place if number == tier else END, among=among)
    fresh = [one for one in groups if seen.isdisjoint(one.entity_ids)]
    return fresh, keyed[-1][0] if full else None


def _tiered(tier: int, entries: Iterable[Entry]) -> list[Keyed]:
    return [
        ((tier, 0.0, entry.rank, str(entry.record_id)), entry._replace(score=0.0))
        for entry in entries
    ]


def _place(key: Key) -> Place:
    return key[2], UUID(key[3])


def grouped(composed: Composed, keyed: Iterable[Keyed]) -> list[Group]:
    """Entries of the same entity together, in the order of their first ones."""
    pairs = list(keyed)
    members = composed.of({entry.entity_id for _, entry in pairs})
    gathered: dict[tuple[UUID, ...], list[Keyed]] = {}
    for key, entry in pairs:
        gathered.setdefault(members[entry.entity_id], []).append((key, entry))
    return [
        Group(many[0][0], ids, tuple(entry for _, entry in many)) for ids, many in gathered.items()
    ]


def facets(groups: Iterable[Group]) -> Facets:
    """Counts of entities by type, source, country and year of the earliest date."""
    kinds: list[str] = []
    sources: list[str] = []
    countries: list[str] = []
    years: list[str] = []
    for group in groups:
        if len(group.entries) == 1:
            (entry,) = group.entries
            kinds.append(entry.schema)
            sources.append(str(entry.source_id))
            countries += entry.countries
            years += [str(entry.first_date.year)] if entry.first_date else []
            continue
        kinds += {entry.schema for entry in group.entries}
        sources += {str(entry.source_id) for entry in group.entries}
        countries += {code for entry in group.entries for code in entry.countries}
        years += {str(e.first_date.year) for e in group.entries if e.first_date}
    return Facets(_top(kinds), _top(sources), _top(countries), _top(years))


def _top(values: list[str]) -> tuple[Count, ...]:
    ordered = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    return tuple(Count(value, count) for value, count in ordered[:_FACET])


def _hits(groups: Sequence[Group], asked: Asked) -> tuple[Hit, ...]:
    wanted = [entry.record_id for group in groups for entry in group.entries[:_MATCHES]]
    records = lookup.values(wanted)
    words = frozenset(word for clause in asked.clauses for word in clause.words)
    return tuple(_hit(group, records, words) for group in groups)


def _hit(group: Group, records: Mapping[UUID, Valued], words: frozenset[str]) -> Hit:
    entries = group.entries
    lead = entries[0]
    named = next((entry for entry in entries if entry.caption), lead)
    known = [records[e.record_id] for e in entries[:_MATCHES] if e.record_id in records]
    return Hit(
        entity_id=group.entity_ids[0],
        entity_ids=group.entity_ids,
        schema=lead.schema,
        caption=named.caption,
        records=tuple(entry.record_id for entry in entries),
        sources=tuple(sorted({entry.source_id for entry in entries})),
        scope=named.scope,
        countries=tuple(sorted({code for entry in entries for code in entry.countries})),
        first_date=min((e.first_date for e in entries if e.first_date), default=None),
        last_date=max((e.last_date for e in entries if e.last_date), default=None),
        score=lead.score,
        matches=tuple(_matches(known, words))[:_MATCHES],
    )


def _matches(records: Iterable[Valued], asked: frozenset[str]) -> Iterable[Match]:
    """Values with a word of the question, those with most of them first, each once."""
    found: dict[Match, int] = {}
    joined = "".join(sorted(asked, key=len))
    for scope, properties in records:
        for name, values in properties.items():
            for value in values:
                plain = text.plain(value)
                shared = _shared(plain, asked)
                if shared or _within(plain, joined):
                    found[Match(name, value, scope)] = shared
    return sorted(
        found, key=lambda match: (-found[match], match.property, match.value, match.scope)
    )


def _shared(plain: str, asked: frozenset[str]) -> int:
    """How many words of the question stand in a value, made plain."""
    joined = plain.replace("'", "")
    if not any(word in joined for word in asked):  # far faster than taking it apart
        return 0
    return len(asked.intersection(text.words(joined)))


def _within(plain: str, joined: str) -> bool:
    """Whether a value without its gaps is part of the question without its gaps."""
    head = plain[:3]
    if len(joined) < 4 or (head.isalnum() and head not in joined):
        return False
    return text.squash(plain) in joined
