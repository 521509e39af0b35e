"""Searching, and completing while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from caseloom.explore import queries
from caseloom.explore.types import SearchResult
from caseloom.kernel.errors import Invalid
from caseloom.ontology import model as ontology
from caseloom.store import queries as stored
from caseloom.web import wording
from caseloom.web.search.forms import SearchForm
from caseloom.web.viewer import viewer_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The search page: the question, its filters, and what was found."""
    viewer = viewer_of(request)
    viewer.must("search")
    sources = stored.sources(viewer)
    form = SearchForm(request.GET or None, sources=sources)
    found, problem = None, None
    if form.is_valid() and form.cleaned_data["q"].strip():
        try:
            found = queries.search(
                viewer,
                form.cleaned_data["q"],
                **form.asked(),
                cursor=request.GET.get("cursor"),
            )
        except Invalid as error:
            problem = error
    context = {
        "form": form,
        "found": found,
        "problem": problem,
        "asked": _asked(form, found),
        "sources": {source.id: source for source in sources},
        "labels": labels(),
        "beginnings": _beginnings(form, found),
        "filters": [name for name in ("type", "source", "country", "since", "until")
                    if request.GET.get(name)],
    }  # fmt: skip
    return render(request, "web/search/home.html", context, status=422 if problem else 200)


def _asked(form: SearchForm, found: SearchResult | None) -> frozenset[str]:
    """The words to mark in the hits: those asked for, and other spellings that were searched."""
    if found is None:
        return frozenset()
    spelt = (word for words in found.spellings.values() for word in words)
    return wording.asked_words(form.cleaned_data["q"], *spelt)


def _beginnings(form: SearchForm, found: SearchResult | None) -> str:
    """The question as beginnings of words, to offer when nothing was found; "" if it is so."""
    if found is None or found.hits or set('*"“”') & set(form.cleaned_data["q"]):
        return ""
    return " ".join(f"{word}*" for word in form.cleaned_data["q"].split())


def labels() -> dict[str, str]:
    """What each type is called on screens."""
    return {kind.name: kind.label for kind in ontology.kinds()}


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Entities whose words begin as typed so far."""
    viewer = viewer_of(request)
    called = labels()
    suggestions = [
        {
            "caption": one.caption,
            "kind": called.get(one.schema, one.schema),
            "url": reverse("profile:show", args=[one.entity_id]),
        }
        for one in queries.suggest(viewer, request.GET.get("q", ""))
    ]
    return render(request, "web/parts/suggestions.html", {"suggestions": suggestions})
