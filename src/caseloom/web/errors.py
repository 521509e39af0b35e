"""Each kind of failure becomes a page once: what happened, and what to do about it."""

import logging
import sys
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseloom.kernel.errors import (
    CaseloomError,
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    Unavailable,
)
from caseloom.kernel.ids import new_id
from caseloom.web.responses import is_part

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of failure is answered."""

    status: int
    title: str | Promise
    icon: str


KINDS: dict[type[CaseloomError], Kind] = {
    NotFound: Kind(404, gettext_lazy("Nothing here that you may see"), "search"),
    NotAllowed: Kind(403, gettext_lazy("Your roles do not allow this"), "lock"),
    Invalid: Kind(422, gettext_lazy("That does not fit"), "warn"),
    Conflict: Kind(409, gettext_lazy("Something changed meanwhile"), "redo"),
    Unavailable: Kind(503, gettext_lazy("Not reachable just now"), "clock"),
}
BROKEN = Kind(500, gettext_lazy("Something broke"), "warn")


def kind_of(error: CaseloomError) -> Kind:
    """The answer for `error`, by its nearest kind."""
    return next((KINDS[kind] for kind in type(error).__mro__ if kind in KINDS), BROKEN)


def page(request: HttpRequest, error: CaseloomError, kind: Kind | None = None) -> HttpResponse:
    """`error` as a page, or as a note above the page when htmx asked for a part. Reads no data."""
    kind = kind or kind_of(error)
    context = {"error": error, "kind": kind}
    if is_part(request):
        response = render(request, "web/errors/note.html", context, status=kind.status)
        response.headers["HX-Retarget"] = "#flashes"
        response.headers["HX-Reswap"] = "innerHTML show:window:top"
        return response
    return render(request, "web/errors/page.html", context, status=kind.status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No page has this address (Django's handler404)."""
    return page(
        request,
        NotFound(
            _("There is no such page, or none that you may see."),
            remedy=_("Check the address, or search for what you want."),
        ),
    )


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django refused (handler403)."""
    return page(
        request,
        NotAllowed(_("This was refused."), remedy=_("Go back and start again from a page.")),
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request makes no sense (handler400)."""
    error = Invalid(_("The browser sent something that makes no sense."), remedy=_("Go back."))
    return page(request, error, Kind(400, gettext_lazy("That does not fit"), "warn"))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token (CSRF_FAILURE_VIEW)."""
    return page(
        request,
        NotAllowed(
            _("This form is too old, or did not come from Caseloom; nothing was changed."),
            remedy=_("Go back, load the page again and send it once more."),
        ),
        Kind(403, gettext_lazy("Send this form again"), "lock"),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Something unforeseen (handler500). Needs neither session nor database."""
    cause = sys.exc_info()[1]
    if isinstance(cause, (OperationalError, InterfaceError, Unavailable)):
        return _bare(database_gone(), KINDS[Unavailable])
    reference = str(new_id())[:8]
    log.error("request failed, reference %s", reference)
    return _bare(
        CaseloomError(
            _("Caseloom could not answer; nothing was changed."),
            remedy=_("Try again. If it stays, give your administrator the reference %(reference)s.")
            % {"reference": reference},
        ),
        BROKEN,
    )


def database_gone() -> Unavailable:
    """What to say when the database does not answer."""
    return Unavailable(
        _("The database cannot be reached; nothing was changed."),
        remedy=_("Wait a moment and try again. If it stays, tell your administrator."),
    )


def _bare(error: CaseloomError, kind: Kind) -> HttpResponse:
    html = render_to_string("web/errors/bare.html", {"error": error, "kind": kind})
    return HttpResponse(html, status=kind.status)
