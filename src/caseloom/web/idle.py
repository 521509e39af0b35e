"""Locks a session after thirty minutes without activity."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from caseloom.kernel import clock
from caseloom.web.responses import to_sign_in

IDLE = timedelta(minutes=30)
STAMP_EVERY = timedelta(minutes=1)
# Sent by parts of a page that ask by themselves, such as progress: no hand was on the machine.
BACKGROUND_HEADER = "X-Background"
_SEEN = "seen_at"


class IdleLock:
    """Signs out who was away too long; signing in again leads back to the same address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        idle = _idle_for(request)
        if idle is not None and idle >= IDLE:
            logout(request)
            messages.info(request, _("Locked after 30 minutes without activity. Sign in to go on."))
            return to_sign_in(request)
        if (idle is None or idle >= STAMP_EVERY) and BACKGROUND_HEADER not in request.headers:
            request.session[_SEEN] = clock.now().isoformat()
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def _idle_for(request: HttpRequest) -> timedelta | None:
    seen = request.session.get(_SEEN)
    return clock.now() - datetime.fromisoformat(seen) if seen else None
