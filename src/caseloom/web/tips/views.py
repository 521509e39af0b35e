"""Queues, one tip, and its files."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caseloom.access import queries as access
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.tips import actions, queries
from caseloom.tips.errors import MustReread, UnknownTip
from caseloom.web.responses import go, is_part
from caseloom.web.tips import machine, page, telling, words
from caseloom.web.tips.forms import WHOSE, FilterForm, handlers
from caseloom.web.tips.words import Choices
from caseloom.web.viewer import viewer_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own queue, what nobody has, or all; every filter stays in the address."""
    viewer = viewer_of(request)
    viewer.must("tips.handle")
    form = FilterForm(request.GET, lines=words.lines(viewer), officers=_officers(viewer))
    wanted = form.wanted()
    found = queries.queue(viewer, wanted, cursor=request.GET.get("cursor"))
    counts = queries.counts(viewer)
    more = [field for field in form.visible_fields() if field.name not in form.always]
    context = {
        "form": form,
        "page": found,
        "rows": telling.rows(found.items, queries.crowds(viewer, [one.id for one in found.items])),
        "whose": wanted.whose,
        "tabs": [(key, title, counts[key]) for key, title in WHOSE],
        "counts": counts,
        "again": queries.rereads_waiting(viewer),
        "filtered": form.chosen(),
        "always": [form[name] for name in form.always],
        "more": more,
        "more_chosen": any(request.GET.get(field.name) for field in more),
    }
    return render(request, "web/tips/queue.html", context, status=422 if form.errors else 200)


def _officers(viewer: Viewer) -> Choices:
    return handlers(access.people(viewer)) if viewer.may("tips.lead") else []


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Give the officer the most urgent tip that nobody has."""
    taken = actions.take_next(by=viewer_of(request))
    if taken is None:
        messages.info(request, _("Nobody waits: every open tip that you may see has an officer."))
        return go(request, reverse("tips:queue"))
    messages.success(request, _("It is yours. It was the most urgent that nobody had."))
    return go(request, reverse("tips:show", args=[taken]))


@require_POST
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Take one tip up."""
    actions.take(tip_id=given_id(request), by=viewer_of(request))
    messages.success(request, _("It is yours."))
    return go(request, reverse("tips:show", args=[number]))


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One tip whole: what was told, what was said since, and what can be done."""
    try:
        tip = queries.tip(viewer_of(request), number)
    except MustReread:
        return go(request, reverse("tips:reread", args=[number]))
    return page.tip_page(request, tip)


@require_safe
def known(request: HttpRequest, number: str) -> HttpResponse:
    """Who in the records it may be about: a part of the page, or a page of its own."""
    viewer = viewer_of(request)
    context = {"known": machine.known(queries.known(viewer, number)), "number": number}
    name = "parts/known.html" if is_part(request) else "known.html"
    return render(request, f"web/tips/{name}", context)


@require_safe
def sender(request: HttpRequest, number: str) -> HttpResponse:
    """Which other tips look sent by whoever sent this one, and why."""
    viewer = viewer_of(request)
    tip = queries.tip(viewer, number).summary
    context = {"one": tip, "sender": queries.sender(viewer, tip.id)}
    return render(request, "web/tips/sender.html", context)


@require_safe
def compare(request: HttpRequest, number: str, other: str) -> HttpResponse:
    """Two tips side by side: the words that the other has not stand out."""
    viewer = viewer_of(request)
    both = queries.compared(viewer, number, other)
    context = {
        "both": both,
        "left": telling.marked(both.left_text, both.left_places),
        "right": telling.marked(both.right_text, both.right_places),
    }
    return render(request, "web/tips/compare.html", context)


@require_safe
def file(request: HttpRequest, tip_id: UUID, part_id: UUID) -> HttpResponseBase:
    """A file as it was sent: never opened by the browser, whatever it says that it is."""
    found = queries.file(viewer_of(request), tip_id, part_id)
    response = StreamingHttpResponse(found.chunks, content_type="application/octet-stream")
    response.headers["Content-Length"] = str(found.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    disposition = content_disposition_header(as_attachment=True, filename=found.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def given_id(request: HttpRequest) -> UUID:
    """The tip that a form is about; it carries its id, so that acting is not reading once more."""
    try:
        return UUID(request.POST.get("tip", ""))
    except ValueError as error:
        raise UnknownTip from error


def given_ids(request: HttpRequest, name: str) -> list[UUID]:
    """Ids that a form carries under `name`. Raises Invalid."""
    try:
        return [UUID(one) for one in request.POST.getlist(name)]
    except ValueError as error:
        raise Invalid(_("This is not an id."), field=name) from error
