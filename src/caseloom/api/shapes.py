"""What the API shows of a room's types: the same fields, with keys where rooms use numbers.

The numbers of scopes and sources are given in order, so a gap in them would betray what a viewer
may not see. `shape(Hit)` is a schema with the fields of the dataclass `Hit`, except that a scope
stands there by its key, a source by its key (or not at all where `source_key` stands beside it),
and the number of a scope, a source or the path of a file never. Routes return the dataclass.
"""

import warnings
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from django.http import HttpRequest
from ninja import Schema
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, create_model

from caseloom.access import queries as access
from caseloom.access.types import Scope
from caseloom.api.middleware import viewer_of
from caseloom.api.paging import Listed
from caseloom.audit.types import Problem as LogProblem
from caseloom.cases.types import Citation as Footnote
from caseloom.explore.types import Facets
from caseloom.ingest.types import Upload
from caseloom.store import queries as stored
from caseloom.store.types import Source
from caseloom.tips.types import Queued
from caseloom.tips.types import Subject as TipSubject

_MODELS: dict[type, type[BaseModel]] = {}
_HIDDEN: Mapping[type, frozenset[str]] = {
    Scope: frozenset({"id"}),
    Source: frozenset({"id"}),
    Upload: frozenset({"path"}),
}
# Two rooms may use one word, each for its own; the description needs a name for each.
_RENAMED = {
    LogProblem: "LogProblem",
    Footnote: "Footnote",
    TipSubject: "TipSubject",
    Queued: "QueuedTip",
}


class Given(Schema):
    """What a caller sends. A field that nobody knows is an error, not a silence."""

    model_config = ConfigDict(extra="forbid")


def shape(kind: type) -> Any:
    """The schema by which the API shows the dataclass `kind`; one for each, by its name."""
    if kind not in _MODELS:
        name = _RENAMED.get(kind, kind.__name__)
        if any(made.__name__ == name for made in _MODELS.values()):
            raise TypeError(f"two types are called {name}; the description needs one each")
        given = _fields(kind)
        with warnings.catch_warnings():
            # "schema" is our word; what it hides is a method of pydantic's first version.
            warnings.filterwarnings("ignore", 'Field name "schema"')
            _MODELS[kind] = create_model(
                name, __config__=ConfigDict(from_attributes=True), __doc__=kind.__doc__, **given
            )
    return _MODELS[kind]


def shapes(kind: type) -> Any:
    """A list of what `shape` makes."""
    return list[shape(kind)]  # type: ignore[misc]  # made at run time


def page(kind: type) -> Any:
    """A page (`paging.Listed`) of what `shape` makes."""
    return Listed[shape(kind)]  # type: ignore[misc]  # made at run time


def _fields(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    names = {one.name for one in fields(kind)}
    found: dict[str, Any] = {}
    for name in (one.name for one in fields(kind)):
        if name in _HIDDEN.get(kind, ()):
            continue
        if name == "scope":
            found[name] = (Annotated[_spoken(hints[name], str), BeforeValidator(_scope)], ...)
        elif name == "source_id" and "source_key" not in names:
            key = Annotated[str, BeforeValidator(_source)]
            found["source_key"] = (key, Field(validation_alias="source_id"))
        elif name != "source_id":
            found[name] = (_sources(kind, name, hints[name]), ...)
    return found


def _sources(kind: type, name: str, hint: Any) -> Any:
    """`hint` as the API shows it; numbers of sources as their keys."""
    if name == "sources" and hint == tuple[int, ...]:
        return Annotated[list[str], BeforeValidator(_listed)]
    if name == "sources" and kind is Facets:
        return Annotated[_spoken(hint), BeforeValidator(_counted)]
    return _spoken(hint)


def _spoken(annotation: Any, number: Any = int) -> Any:
    """`annotation` with each dataclass in it replaced by its shape."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        parts = [one if one is NoneType else _spoken(one, number) for one in inner]
        return Union[tuple(parts)]  # noqa: UP007  (the parts are known at run time only)
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        return list[_spoken(inner[0])]  # type: ignore[misc]  # made at run time
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict[_spoken(inner[0]), _spoken(inner[1])]  # type: ignore[misc]  # made at run time
    if isinstance(annotation, type) and is_dataclass(annotation):
        return shape(annotation)
    return number if annotation is int else annotation


def _scope(value: Any, info: ValidationInfo) -> Any:
    # What the viewer does not hold (an auditor sees the commitment) has no name for him.
    return _names(info).scopes.get(value, "") if isinstance(value, int) else value


def _source(value: Any, info: ValidationInfo) -> Any:
    return _names(info).sources.get(value, "") if isinstance(value, int) else value


def _listed(values: Any, info: ValidationInfo) -> list[str]:
    return [_names(info).sources.get(number, "") for number in values]


def _counted(counts: Any, info: ValidationInfo) -> list[dict[str, Any]]:
    """A facet's counts of sources, whose values are numbers as text."""
    known = _names(info).sources
    return [{"value": known.get(int(one.value), ""), "count": one.count} for one in counts]


class _Names:
    """The keys of the scopes and sources that the viewer of one request may see."""

    def __init__(self, request: HttpRequest) -> None:
        viewer = viewer_of(request)
        self.scopes = {one.id: one.key for one in access.scopes(viewer)}
        self.sources = {one.id: one.key for one in stored.sources(viewer)}


def _names(info: ValidationInfo) -> _Names:
    request = (info.context or {})["request"]
    if not isinstance(getattr(request, "names", None), _Names):
        request.names = _Names(request)
    names: _Names = request.names
    return names
