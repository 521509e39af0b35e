"""The tabs of a profile."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caseloom.audit import actions as audit
from caseloom.cases import queries as cases
from caseloom.cases.types import SubjectOf
from caseloom.explore import queries
from caseloom.explore.types import Profile
from caseloom.kernel.viewer import Viewer
from caseloom.ontology import model as ontology
from caseloom.store import queries as stored
from caseloom.store.types import Source
from caseloom.web.profile import telling
from caseloom.web.profile.forms import AsOfForm, LinksForm
from caseloom.web.viewer import viewer_of

SHOWN_LINKS = 200
SHOWN_MOMENTS = 500


@require_safe
def show(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """The facts: each value with every source, row and date."""
    viewer = viewer_of(request)
    form = AsOfForm(request.GET or None)
    found = queries.profile(viewer, entity_id, form.moment())
    named = queries.named(viewer, telling.pointed_at(found.entity))
    context = {
        **_head(viewer, found),
        "tab": "facts",
        "facts": telling.facts(found.entity, named),
        "may_also_be": telling.may_also_be(found, _sources_of(viewer, telling.others(found))),
        "form": form,
        "as_of": found.as_of,
    }
    return render(request, "web/profile/facts.html", context)


def _sources_of(viewer: Viewer, entity_ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The titles of the sources of each entity, so that namesakes are told apart."""
    composed = stored.compose_many(viewer, [(one,) for one in entity_ids])
    return {
        one: tuple(title for _id, title in entity.sources)
        for one, entity in zip(entity_ids, composed, strict=True)
        if entity
    }


def _head(viewer: Viewer, found: Profile) -> dict[str, object]:
    return {
        "profile": found,
        "entity": found.entity,
        "label": ontology.kind(found.entity.schema).label,
        "links_total": sum(link.outgoing + link.incoming for link in found.links),
        "also": telling.also(found.entity),
        "subject_of": _subject_of(viewer, found),
    }


def _subject_of(viewer: Viewer, found: Profile) -> Sequence[SubjectOf]:
    """The viewer's cases in which it plays a role; that he was shown them goes on record."""
    roles = cases.subjects_of(viewer, found.entity.entity_ids)
    if roles:
        audit.record(
            verb="subject.shown",
            object_kind="entity",
            object_id=str(found.entity.id),
            by=viewer,
            detail={"cases": [str(one.case_id) for one in roles]},
        )
    return roles


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
    edges = sorted(expansion.edges, key=lambda edge: edge.start_date or "", reverse=True)
    context = {
        **_head(viewer, found),
        "tab": "links",
        "rows": [telling.link(edge, nodes, expansion.center.id) for edge in edges],
        "form": form,
        "sources": _sources(viewer),
        "left_out": [item for item in expansion.left_out.items() if item[1]],
        "at_least": expansion.left_out_is_lower_bound,
    }
    return render(request, "web/profile/links.html", context)


def _sources(viewer: Viewer) -> dict[int, Source]:
    return {source.id: source for source in stored.sources(viewer)}


@require_safe
def timeline(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Everything with a date, in order: drawn, and as a table."""
    viewer = viewer_of(request)
    found = queries.profile(viewer, entity_id)
    told = queries.timeline(viewer, found.entity.entity_ids)
    context = {
        **_head(viewer, found),
        "tab": "timeline",
        "timeline": told,
        "drawing": telling.draw(told.moments),
        "rows": [telling.moment(one) for one in told.moments[:SHOWN_MOMENTS]],
        "sources": _sources(viewer),
        "shortened": len(told.moments) > SHOWN_MOMENTS or not told.complete,
        "most": SHOWN_MOMENTS,
    }
    return render(request, "web/profile/timeline.html", context)


@require_safe
def history(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Who judged what to be the same, and why; each judgement can be taken back."""
    viewer = viewer_of(request)
    found = queries.profile(viewer, entity_id)
    context = {**_head(viewer, found), "tab": "history"}
    return render(request, "web/profile/history.html", context)
