"""The types of things: FollowTheMoney's schemata, ours beside them, and an agency's own.

Folders are read in this order, later ones adding to earlier ones: FollowTheMoney's, `overlay/`
beside this file, and the folder that the environment variable CASELOOM_ONTOLOGY names. A file
that names a type which exists already adds to it: properties are merged one by one, all else
is replaced. See docs/reference/ontology.md.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseloom.kernel.errors import Invalid
from caseloom.ontology.nearest import did_you_mean

# followthemoney takes a second to import, which a start or a health check need not wait for.
if TYPE_CHECKING:
    from caseloom.ontology.library import Model, Property, Schema

OVERLAY = Path(__file__).parent / "overlay"
VARIABLE = "CASELOOM_ONTOLOGY"


@dataclass(frozen=True, slots=True)
class Link:
    """A type that joins two things: `source` and `target` are its entity properties."""

    schema: str
    label: str
    source: str
    target: str
    source_range: str
    target_range: str
    directed: bool
    edge_label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a type, as a form or a facet needs it. `range` is set for entity types."""

    name: str
    label: str
    type: str
    description: str
    range: str | None
    required: bool
    featured: bool
    matchable: bool
    format: str | None


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of thing, as a list or a form needs it."""

    name: str
    label: str
    plural: str
    description: str
    link: bool
    matchable: bool
    featured: tuple[str, ...]
    caption: tuple[str, ...]


@cache
def model() -> "Model":
    """The model that is in force, read once per process. Raises Invalid for a faulty file."""
    folders = [OVERLAY]
    extra = os.environ.get(VARIABLE)
    if extra:
        folders.append(Path(extra))
    built = build(folders)
    from caseloom.ontology.library import Model

    # followthemoney's own proxies look schemata up through this; without it an entity of an
    # overlay type could not be exported.
    Model._instance = built
    return built


def build(folders: Iterable[Path]) -> "Model":
    """FollowTheMoney's model with the schemata of `folders` added. Raises Invalid."""
    from caseloom.ontology import files
    from caseloom.ontology.library import MODEL_PATH

    specs: dict[str, dict[str, Any]] = {}
    for path in sorted(Path(MODEL_PATH).glob("*.y*ml")):
        specs.update(files.read(path))
    origins: dict[str, Path] = {}
    for folder in folders:
        for path in files.listing(folder):
            for name, spec in files.read(path).items():
                specs[name] = files.merge(specs.get(name), spec)
                origins[name] = path
    files.check(specs, origins)
    return _generate(specs)


def _generate(specs: Mapping[str, dict[str, Any]]) -> "Model":
    from caseloom.ontology.library import MODEL_PATH, FollowTheMoneyException, Model, Schema

    built = Model.__new__(Model)  # its __init__ reads one folder only
    built.path, built.schemata, built.properties, built.qnames = MODEL_PATH, {}, set(), {}
    try:
        for name, spec in specs.items():
            built.schemata[name] = Schema(built, name, spec)  # type: ignore[arg-type]  # plain YAML
        built.generate()
    except FollowTheMoneyException as error:
        raise Invalid(
            f"The ontology does not fit together: {error}",
            remedy=f"Correct the files in the folder that {VARIABLE} names.",
        ) from error
    return built


def schema(name: str) -> "Schema":
    """The type called `name`. Raises Invalid that names the nearest."""
    found = model().get(name)
    if found is None:
        raise Invalid(
            f"There is no type “{name}”.",
            remedy=did_you_mean(name, model().schemata),
            field="schema",
        )
    return found


def prop(schema_name: str, name: str) -> "Property":
    """The property `name` of a type, one that can be written. Raises Invalid: the nearest."""
    kind = schema(schema_name)
    found = kind.get(name)
    if found is None or found.stub:
        raise Invalid(
            f"The type {kind.name} has no property “{name}”.",
            remedy=did_you_mean(name, _writable(kind)),
            field=name,
        )
    return found


@cache
def links() -> tuple[Link, ...]:
    """The types that join two things, by name."""
    return tuple(_link(s) for s in sorted(model().schemata.values()) if s.edge and not s.abstract)


def link(schema_name: str) -> Link | None:
    """The link description of a type, None when it is not a link."""
    return next((one for one in links() if one.schema == schema_name), None)


def _link(kind: "Schema") -> Link:
    source, target = kind.source_prop, kind.target_prop
    if source is None or target is None:  # files.check has made sure
        raise Invalid(f"The type {kind.name} lacks one of its ends.")
    return Link(
        schema=kind.name,
        label=kind.label,
        source=source.name,
        target=target.name,
        source_range=source.range.name if source.range else "Thing",
        target_range=target.range.name if target.range else "Thing",
        directed=kind.edge_directed,
        edge_label=kind.edge_label or kind.label,
    )


@cache
def kinds() -> tuple[Kind, ...]:
    """Every type that a record may have: not abstract, not hidden, not deprecated; by label."""
    usable = (s for s in model().schemata.values() if not (s.abstract or s.hidden or s.deprecated))
    return tuple(sorted((kind(s.name) for s in usable), key=lambda k: k.label))


def kind(name: str) -> Kind:
    """The description of the type `name`. Raises Invalid for an unknown one."""
    found = schema(name)
    return Kind(
        name=found.name,
        label=found.label,
        plural=found.plural,
        description=found.description or "",
        link=found.edge,
        matchable=found.matchable,
        featured=tuple(found.featured),
        caption=tuple(found.caption),
    )


def fields(schema_name: str) -> tuple[Field, ...]:
    """The writable properties of a type: required and featured first, then by label."""
    found = schema(schema_name)
    order = {name: at for at, name in enumerate(dict.fromkeys([*found.required, *found.featured]))}
    many = (_field(found, p) for p in found.properties.values() if not (p.stub or p.deprecated))
    return tuple(sorted(many, key=lambda f: (order.get(f.name, len(order)), f.label, f.name)))


def _field(owner: "Schema", one: "Property") -> Field:
    return Field(
        name=one.name,
        label=one.label,
        type=one.type.name,
        description=one.description or "",
        range=one.range.name if one.range else None,
        required=one.name in owner.required,
        featured=one.name in owner.featured,
        matchable=one.matchable,
        format=one.format,
    )


@cache
def matchable() -> frozenset[str]:
    """The types whose entities it makes sense to compare."""
    return frozenset(s.name for s in model().matchable_schemata() if not s.abstract)


@cache
def descendants(name: str) -> frozenset[str]:
    """`name` and every type that is a special case of it. Raises Invalid for an unknown one."""
    found = schema(name)
    return frozenset({found.name, *(s.name for s in found.descendants)})


def common(left: str, right: str) -> str | None:
    """The more special of two types of which one is a case of the other, else None."""
    one, other = schema(left), schema(right)
    if one.is_a(other):
        return one.name
    return other.name if other.is_a(one) else None


def _writable(kind: "Schema") -> list[str]:
    return [name for name, one in kind.properties.items() if not one.stub]
