"""Reads and checks the YAML files of an ontology, so that a mistake names its file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import yaml
from rigour.ids import get_identifier_format_names

from caseloom.kernel.errors import Invalid
from caseloom.ontology.library import registry
from caseloom.ontology.nearest import did_you_mean

Specs = Mapping[str, dict[str, Any]]
KEYS = {
    "label", "plural", "schemata", "extends", "properties", "featured", "required", "caption",
    "edge", "temporalExtent", "description", "abstract", "hidden", "generated", "matchable",
    "deprecated", "rdf",
}  # fmt: skip
# In C where PyYAML was built with it: six times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TYPES = {one.name for one in registry.types}


def listing(folder: Path) -> list[Path]:
    """The YAML files in `folder` and below, by name. Raises Invalid when there is no folder."""
    if not folder.is_dir():
        raise Invalid(
            f"The ontology folder {folder} does not exist.",
            remedy="Make it, or unset CASELOOM_ONTOLOGY.",
        )
    return sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".yml"))


def read(path: Path) -> dict[str, dict[str, Any]]:
    """The schemata in one file, by name. Raises Invalid that names the file and the remedy."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506  (a safe one)
    except (yaml.YAMLError, UnicodeError) as error:
        raise Invalid(f"{path} is not readable YAML: {error}", remedy="Correct it.") from error
    except OSError as error:
        raise Invalid(f"{path} can't be read: {error}", remedy="Check its rights.") from error
    if not isinstance(found, dict) or not all(isinstance(v, dict) for v in found.values()):
        fail(path, "it holds no types", "Write “TypeName:” and its settings indented below it.")
    return {str(name): spec for name, spec in found.items()}


def merge(base: dict[str, Any] | None, more: dict[str, Any]) -> dict[str, Any]:
    """`base` with `more` over it: properties one by one, everything else replaced."""
    if base is None:
        return more
    merged = {**base, **more}
    properties = dict(base.get("properties") or {})
    for name, spec in (more.get("properties") or {}).items():
        properties[name] = {**properties.get(name, {}), **(spec or {})}
    merged["properties"] = properties
    return merged


def check(specs: Specs, origins: Mapping[str, Path]) -> None:
    """Raise Invalid for the first mistake in the schemata that `origins` names a file for."""
    for name, path in origins.items():
        _check_one(name, specs, path)


def fail(path: Path, what: str, remedy: str) -> NoReturn:
    """Raise Invalid about one file."""
    raise Invalid(f"The ontology file {path} is faulty: {what}.", remedy=remedy)


def _check_one(name: str, specs: Specs, path: Path) -> None:
    spec = specs[name]
    for key in spec:
        if key not in KEYS:
            fail(path, f"{name} has an unknown setting “{key}”", did_you_mean(key, KEYS))
    for parent in spec.get("extends") or ():
        if parent not in specs:
            fail(path, f"{name} extends an unknown type “{parent}”", did_you_mean(parent, specs))
    if name in _ancestors(name, specs):
        fail(path, f"{name} extends itself", "Break the circle of “extends”.")
    for prop, settings in (spec.get("properties") or {}).items():
        _check_property(f"{name}.{prop}", settings or {}, specs, path)
    known = _property_names(name, specs)
    for where, prop in _mentioned(spec):
        if prop not in known:
            fail(path, f"{name} names “{prop}” in {where}, but has no such property",
                 did_you_mean(prop, known))  # fmt: skip


def _check_property(label: str, settings: Mapping[str, Any], specs: Specs, path: Path) -> None:
    kind = settings.get("type", "string")
    if kind not in _TYPES:
        fail(path, f"{label} has an unknown type “{kind}”", did_you_mean(str(kind), _TYPES))
    points_at = settings.get("range")
    if points_at is not None and points_at not in specs:
        fail(path, f"{label} points at an unknown type “{points_at}”",
             did_you_mean(str(points_at), specs))  # fmt: skip
    if points_at is None and kind == "entity":
        fail(path, f"{label} does not say what it points at", "Add “range: Thing”.")
    formats = get_identifier_format_names()
    style = settings.get("format")
    if kind == "identifier" and style is not None and style not in formats:
        fail(path, f"{label} has an unknown format “{style}”", did_you_mean(str(style), formats))


def _mentioned(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    edge = spec.get("edge") or {}
    extent = spec.get("temporalExtent") or {}
    for where in ("featured", "required", "caption"):
        yield from ((where, prop) for prop in spec.get(where) or ())
    yield from ((f"edge {end}", edge[end]) for end in ("source", "target") if end in edge)
    yield from (("edge caption", prop) for prop in edge.get("caption") or ())
    for end in ("start", "end"):
        yield from ((f"temporalExtent {end}", prop) for prop in extent.get(end) or ())


def _ancestors(name: str, specs: Specs) -> set[str]:
    found: set[str] = set()
    waiting = list(specs[name].get("extends") or ())
    while waiting:
        parent = waiting.pop()
        if parent not in found and parent in specs:
            found.add(parent)
            waiting.extend(specs[parent].get("extends") or ())
    return found


def _property_names(name: str, specs: Specs) -> set[str]:
    kin = {name, *_ancestors(name, specs)}
    names = {prop for one in kin for prop in specs[one].get("properties") or {}}
    for spec in specs.values():
        for settings in (spec.get("properties") or {}).values():
            reverse = (settings or {}).get("reverse") or {}
            if (settings or {}).get("range") in kin and "name" in reverse:
                names.add(reverse["name"])
    return names
