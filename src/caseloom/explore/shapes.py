"""What the projections need to know of the ontology, as columns for SQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from caseloom.ontology import model as ontology

if TYPE_CHECKING:
    from caseloom.ontology.library import Property, Schema

# How a property type is indexed: N name, I identifier, P phone, E e-mail, A address, D date,
# C country, T other text. Types that are absent here are not searched: entity (it holds ids),
# number, gender, language, mimetype, json, html.
KINDS = {
    "name": "N",
    "identifier": "I",
    "checksum": "I",
    "phone": "P",
    "email": "E",
    "address": "A",
    "date": "D",
    "country": "C",
    "string": "T",
    "text": "T",
    "url": "T",
    "ip": "T",
    "topic": "T",
}

# Where a type starts in the stored order: people and organisations before things, places,
# events and papers, links last. A record's own fullness then moves it by up to 500.
_BASES = (("LegalEntity", 0), ("Asset", 1000), ("Address", 2000))
_OTHER, _LINK = 1500, 3000


@dataclass(frozen=True, slots=True)
class Searched:
    """One property as it is searched. `place` orders caption properties, None for others."""

    schema: str
    name: str
    kind: str
    place: int | None


@dataclass(frozen=True, slots=True)
class Typed:
    """A type's place in the stored order and whether it is a link."""

    schema: str
    base: int
    link: bool


@dataclass(frozen=True, slots=True)
class Joining:
    """How records of `schema` make edges. `source` is "" where the record's entity is the source.

    `labels`, `starts` and `ends` are property names, by preference, separated by spaces.
    """

    schema: str
    source: str
    target: str
    name: str
    labels: str
    starts: str
    ends: str


@cache
def searched() -> tuple[Searched, ...]:
    """Every searched property of every type, in the order in which an entry has their words."""
    return tuple(sorted(_searched(), key=_order))


def _order(one: Searched) -> tuple[str, bool, int, str]:
    return one.schema, one.place is None, one.place or 0, one.name


def _searched() -> Iterator[Searched]:
    for kind in ontology.model().schemata.values():
        places = {name: place for place, name in enumerate(kind.caption)}
        for one in kind.properties.values():
            if not one.stub and (letter := KINDS.get(one.type.name)):
                yield Searched(kind.name, one.name, letter, places.get(one.name))
            elif not one.stub and one.name in places and one.type.name != "entity":
                yield Searched(kind.name, one.name, "-", places[one.name])


@cache
def typed() -> tuple[Typed, ...]:
    """Every type."""
    return tuple(
        Typed(kind.name, _base(kind), kind.edge) for kind in ontology.model().schemata.values()
    )


def _base(kind: "Schema") -> int:
    if kind.edge:
        return _LINK
    return next((base for name, base in _BASES if kind.is_a(name)), _OTHER)


@cache
def joining() -> tuple[Joining, ...]:
    """Every way in which a record joins entities: link types, then properties that hold one."""
    return tuple(_joining())


def _joining() -> Iterator[Joining]:
    for kind in ontology.model().schemata.values():
        if kind.edge and kind.source_prop and kind.target_prop:
            yield _edge(kind, kind.source_prop.name, kind.target_prop.name, kind.name)
        elif not kind.edge:
            for one in kind.properties.values():
                if one.type.name == "entity" and not one.stub:
                    yield _edge(kind, "", one.name, link_name(one))


def link_name(one: "Property") -> str:
    """What an edge made by an entity-typed property is called: `Passport:holder`."""
    return str(one.qname)


def _edge(kind: "Schema", source: str, target: str, name: str) -> Joining:
    return Joining(
        schema=kind.name,
        source=source,
        target=target,
        name=name,
        labels=" ".join(kind.edge_caption) if kind.edge else "",
        starts=" ".join(p.name for p in kind.temporal_start_props),
        ends=" ".join(p.name for p in kind.temporal_end_props),
    )
