"""What is read again: one's own list, one tip without what was thought of it, and the lots."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from caseloom.access import queries as access
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.tips import actions, queries
from caseloom.web.cases.forms import refused, sent
from caseloom.web.responses import go
from caseloom.web.tips import telling
from caseloom.web.tips.forms import AssessForm, AssignForm, handlers
from caseloom.web.viewer import viewer_of

PAGE = ["GET", "HEAD", "POST"]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The tips that wait for the viewer to read them again."""
    return render(
        request, "web/tips/rereads.html", {"waiting": queries.rereads(viewer_of(request))}
    )


@require_http_methods(PAGE)
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One of them: what was told and nothing else; her judgement opens the rest."""
    viewer = viewer_of(request)
    found = queries.reread(viewer, number)
    form = AssessForm(sent(request), auto_id="assess-%s", own=request.POST.get("category", "")[:60])
    if form.is_valid():
        try:
            raised = actions.reread(tip_id=found.waiting.id, **form.cleaned_data, by=viewer)
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            told = (
                _("Kept. You held it for more urgent: its priority rose.")
                if raised
                else _("Kept. Now all of it is open to you.")
            )
            messages.success(request, told)
            return go(request, reverse("tips:show", args=[number]))
    context = {
        "one": found.waiting,
        "sections": telling.told(found.text, found.segments),
        "files": telling.files(found.parts),
        "conversation": telling.conversation(found.parts),
        "form": form,
    }
    return render(request, "web/tips/reread.html", context, status=422 if form.errors else 200)


@require_safe
def lots(request: HttpRequest) -> HttpResponse:
    """The weekly lots: how far they are, and where the second reader held a tip for more urgent."""
    viewer = viewer_of(request)
    found = queries.lots(viewer)
    drawn = [one for lot in found for one in lot.tips]
    context = {
        "lots": found,
        "raised": [one for one in drawn if one.raised],
        "waiting": [one for one in drawn if one.judged_at is None],
        "overdue": sum(lot.overdue for lot in found),
        "leads": viewer.may("tips.lead"),
    }
    return render(request, "web/tips/lots.html", context)


@require_http_methods(PAGE)
def give(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Give a drawn tip to another reader."""
    viewer = viewer_of(request)
    viewer.must("tips.lead")
    found = [one for lot in queries.lots(viewer) for one in lot.tips if one.id == tip_id]
    if not found:
        raise NotFound(_("This tip was not drawn."), remedy=_("Look at the lots again."))
    form = AssignForm(
        sent(request), people=handlers(access.people(viewer)), auto_id="give-%s",
        initial={"officer_id": str(found[0].reader_id or "")},
    )  # fmt: skip
    form.fields["officer_id"].label = _("Reader")
    form.fields["officer_id"].required = True
    if form.is_valid():
        try:
            actions.give_reread(
                tip_id=tip_id, reader_id=UUID(form.cleaned_data["officer_id"]), by=viewer
            )
        except NotFound as error:
            form.add_error("officer_id", f"{error} {error.remedy}")
        else:
            messages.success(request, _("It is on the new reader's list."))
            return go(request, reverse("tips:lots"))
    context = {"one": found[0], "form": form, "back": reverse("tips:lots")}
    return render(request, "web/tips/give.html", context, status=422 if form.errors else 200)
