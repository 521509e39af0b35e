"""Bringing a file in: upload, look, map, watch."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseloom.ingest import actions, queries
from caseloom.kernel.errors import CaseloomError
from caseloom.store import queries as stored
from caseloom.web.responses import go
from caseloom.web.sources.forms import FileForm, MappingForm
from caseloom.web.viewer import viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Take a file."""
    viewer = viewer_of(request)
    viewer.must("ingest.run")
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = actions.receive(name=file.name or "file", chunks=file.chunks(), by=viewer)
        except CaseloomError as error:
            form.add_error("file", str(error))
        else:
            return go(request, reverse("sources:map", args=[upload.id]))
    context = {"form": form, "sources": stored.sources(viewer)}
    return render(request, "web/sources/bring.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def map_columns(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Show what the file holds and the drafted mapping; take the edited one and begin."""
    viewer = viewer_of(request)
    upload = queries.upload(viewer, upload_id)
    preview, problem = None, None
    initial = {"mapping": upload.mapping, "source_key": upload.source_key}
    try:
        preview = queries.preview(viewer, upload.path)
        if request.method != "POST" and not upload.mapping:
            initial["mapping"] = queries.draft(viewer, upload.path)
    except CaseloomError as error:
        problem = error
    form = MappingForm(request.POST or None, initial=initial, sources=stored.sources(viewer))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_mapping(upload_id=upload_id, **form.cleaned_data, by=viewer)
            actions.enqueue(upload_id=upload_id, by=viewer)
        except CaseloomError as error:
            form.add_error("mapping", str(error))
        else:
            return go(request, reverse("sources:progress", args=[upload_id]))
    context = {"upload": upload, "preview": preview, "problem": problem, "form": form}
    return render(request, "web/sources/map.html", context, status=422 if form.errors else 200)


@require_safe
def progress(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """How far the import is; the page asks again until it has ended."""
    viewer = viewer_of(request)
    upload = queries.upload(viewer, upload_id)
    run = stored.run(viewer, upload.run_id) if upload.run_id else None
    if run is not None and run.state in ("done", "failed"):
        return go(request, reverse("sources:run", args=[run.id]))
    part = request.headers.get("X-Background") == "1"
    template = "web/sources/parts/progress.html" if part else "web/sources/progress.html"
    return render(request, template, {"upload": upload, "run": run})


@require_POST
def discard(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Throw an uploaded file away."""
    actions.discard(upload_id=upload_id, by=viewer_of(request))
    messages.success(request, _("The file is gone."))
    return go(request, reverse("sources:list"))
