"""The log, an event, the proof, and the export."""

import tempfile
import zipfile
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseloom.access import queries as access
from caseloom.audit import actions, queries
from caseloom.kernel import clock
from caseloom.web.audit.forms import LogFilter
from caseloom.web.viewer import viewer_of


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Events, latest first, by filters that stay in the address."""
    viewer = viewer_of(request)
    viewer.must("audit.read")
    form = LogFilter(request.GET, people=access.people(viewer, active=None))
    asked = form.asked() if form.is_valid() else {}
    page = queries.events(viewer, cursor=request.GET.get("cursor"), **asked)
    context = {"form": form, "page": page, "checkpoints": queries.checkpoints(viewer, limit=1)}
    return render(request, "web/audit/log.html", context)


@require_safe
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    """One event with what was shown, where the auditor holds the scope."""
    viewer = viewer_of(request)
    viewer.must("audit.read")
    scopes = {scope.id: scope.title for scope in access.scopes(viewer)}
    found = queries.event(viewer, event_id)
    shown = [(scopes.get(one.scope, ""), one) for one in found.shown]
    return render(request, "web/audit/event.html", {"event": found, "shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Prove, now, that the log is complete and unaltered."""
    viewer = viewer_of(request)
    viewer.must("audit.read")
    found = None
    if request.method == "POST":
        while actions.sequence(by=viewer):
            pass
        actions.checkpoint(by=viewer)
        found = queries.verify(viewer)
    context = {"found": found, "checkpoints": queries.checkpoints(viewer, limit=10)}
    return render(request, "web/audit/verify.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The sealed log with a stand-alone verifier, as one ZIP file."""
    viewer = viewer_of(request)
    packed = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    with tempfile.TemporaryDirectory() as folder:
        actions.export(folder=Path(folder) / "log", by=viewer)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted((Path(folder) / "log").rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder))
    packed.seek(0)
    name = f"caseloom-log-{clock.now():%Y-%m-%d-%H%M}.zip"
    return FileResponse(packed, as_attachment=True, filename=name)
