"""Sources, their runs and their records."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseloom.access import queries as access
from caseloom.explore import queries as explore
from caseloom.ingest import queries as ingest
from caseloom.kernel.errors import CaseloomError, NotFound
from caseloom.store import actions, queries
from caseloom.web.responses import go
from caseloom.web.sources import telling
from caseloom.web.sources.forms import SourceForm, TurnForm
from caseloom.web.viewer import viewer_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All sources that the viewer may see, the newest runs, and his files that wait."""
    viewer = viewer_of(request)
    waiting = [one for one in ingest.uploads(viewer) if one.run_id is None]
    context = {
        "sources": queries.sources(viewer),
        "runs": queries.runs(viewer, limit=10).items,
        "waiting": waiting,
    }
    return render(request, "web/sources/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Declare a source."""
    viewer = viewer_of(request)
    form = SourceForm(request.POST or None, scopes=access.scopes(viewer))
    if request.method == "POST" and form.is_valid():
        try:
            source = actions.add_source(**form.cleaned_data, by=viewer)
        except CaseloomError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("The source is there. Bring a file next."))
            return go(request, reverse("sources:show", args=[source.key]))
    return render(
        request, "web/sources/add.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """One source: its right, its retention, its runs."""
    viewer = viewer_of(request)
    source = queries.source(viewer, key)
    runs = queries.runs(viewer, source_id=source.id, cursor=request.GET.get("cursor"))
    scopes = {scope.id: scope for scope in access.scopes(viewer)}
    context = {"source": source, "runs": runs, "scope": scopes.get(source.scope)}
    return render(request, "web/sources/show.html", context)


@require_safe
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One import: what came of it, and what was rejected."""
    viewer = viewer_of(request)
    found = queries.run(viewer, run_id)
    context = {"run": found, "rejects": ingest.rejects(viewer, run_id)}
    return render(request, "web/sources/run.html", context)


@require_safe
def rejects(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """The whole list of what a run rejected, as CSV."""
    path = ingest.rejects_path(viewer_of(request), run_id)
    if path is None:
        raise NotFound(_("Nothing was rejected."))
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"rejects-{run_id}.csv")


@require_safe
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One record, exactly as it is stored: what the source said, where, and since when."""
    viewer = viewer_of(request)
    found = queries.record(viewer, record_id)
    values = telling.values(found, explore.named(viewer, telling.pointed_at(found)))
    source = queries.source(viewer, found.source_key)
    context = {"record": found, "values": values, "source": source, "form": TurnForm()}
    return render(request, "web/sources/record.html", context)


@require_POST
def turn(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Retract a record that stands, or reinstate one that was retracted."""
    viewer = viewer_of(request)
    reason = request.POST.get("reason", "")
    if queries.record(viewer, record_id).retracted:
        actions.reinstate(record_ids=[record_id], reason=reason, by=viewer)
        messages.success(request, _("The record stands again."))
    else:
        actions.retract(record_ids=[record_id], reason=reason, by=viewer)
        messages.success(request, _("The record is retracted. As of yesterday it still shows."))
    return go(request, reverse("sources:record", args=[record_id]))
