"""The tabs of a profile."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caseloom.explore import queries
from caseloom.explore.types import Profile
from caseloom.ontology import model as ontology
from caseloom.store.types import Value
from caseloom.web.profile.forms import AsOfForm, LinksForm
from caseloom.web.viewer import viewer_of

SHOWN_LINKS = 200


@dataclass(frozen=True, slots=True)
class Fact:
    """One property as the page shows it; `entity` when its values are ids of entities."""

    name: str
    label: str
    values: tuple[Value, ...]
    entity: bool


def facts(found: Profile) -> list[Fact]:
    """The properties of an entity in the order of its type: featured ones first."""
    fields = {field.name: field for field in ontology.fields(found.entity.schema)}
    featured = {name: at for at, name in enumerate(ontology.kind(found.entity.schema).featured)}
    given = [
        Fact(
            name=name,
            label=fields[name].label if name in fields else name,
            values=values,
            entity=name in fields and fields[name].type == "entity",
        )
        for name, values in found.entity.values.items()
    ]
    return sorted(given, key=lambda one: (featured.get(one.name, len(featured)), one.label))


@require_safe
def show(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """The facts: each value with every source, row and date."""
    viewer = viewer_of(request)
    form = AsOfForm(request.GET or None)
    found = queries.profile(viewer, entity_id, form.moment())
    context = {
        **_head(found),
        "tab": "facts",
        "facts": facts(found),
        "form": form,
        "as_of": found.as_of,
        "weights": max((abs(one.score) for one in found.may_also_be), default=0),
    }
    return render(request, "web/profile/facts.html", context)


def _head(found: Profile) -> dict[str, object]:
    return {
        "profile": found,
        "entity": found.entity,
        "label": ontology.kind(found.entity.schema).label,
        "links_total": sum(link.outgoing + link.incoming for link in found.links),
        "people_like": found.entity.schema in ("Person", "Company", "Organization", "LegalEntity"),
    }


@require_safe
def links(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Who and what it is linked with, by type and date, and how many were left out."""
    viewer = viewer_of(request)
    form = LinksForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    found = queries.profile(viewer, entity_id)
    expansion = queries.expand(
        viewer,
        entity_id,
        schemata=[given["type"]] if given.get("type") else [],
        since=given.get("since"),
        until=given.get("until"),
        limit=SHOWN_LINKS,
    )
    nodes = {node.id: node for node in (expansion.center, *expansion.nodes)}
    rows = [
        {"edge": edge, "source": nodes[edge.source], "target": nodes[edge.target]}
        for edge in expansion.edges
    ]
    context = {
        **_head(found), "tab": "links", "rows": rows, "form": form,
        "left_out": [item for item in expansion.left_out.items() if item[1]],
        "at_least": expansion.left_out_is_lower_bound, "center": expansion.center.id,
    }  # fmt: skip
    return render(request, "web/profile/links.html", context)


@require_safe
def timeline(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Everything with a date, in order."""
    viewer = viewer_of(request)
    found = queries.profile(viewer, entity_id)
    moments = queries.timeline(viewer, found.entity.entity_ids)
    context = {**_head(found), "tab": "timeline", "timeline": moments}
    return render(request, "web/profile/timeline.html", context)


@require_safe
def history(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Who judged what to be the same, and why; each judgement can be taken back."""
    viewer = viewer_of(request)
    found = queries.profile(viewer, entity_id)
    return render(request, "web/profile/history.html", {**_head(found), "tab": "history"})
