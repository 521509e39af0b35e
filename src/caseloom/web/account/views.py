"""Signing in, the purpose of looking, the theme, and one's own security."""

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseloom.cases import queries as cases
from caseloom.kernel.errors import Invalid
from caseloom.web import purpose as stated
from caseloom.web.account.security import Security, of
from caseloom.web.context import THEME_COOKIE, THEMES
from caseloom.web.responses import own, page_of
from caseloom.web.viewer import viewer_of

OFFERED = 8
"""Cases that the page offers as purposes."""
YEAR_SECONDS = 365 * 24 * 3600


class SignIn(LoginView):  # type: ignore[misc]  # allauth ships no types
    """The sign-in page; on an empty installation it says how to add the first person."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"nobody": not get_user_model().objects.exists()}


sign_in = SignIn.as_view()


@require_http_methods(["GET", "HEAD", "POST"])
def purpose(request: HttpRequest) -> HttpResponse:
    """Ask why the person looks, then lead to the page that he wanted."""
    viewer = viewer_of(request)
    onward = own(request, request.POST.get("next") or request.GET.get("next", "/"))
    given, error = request.POST.get("purpose", ""), None
    if request.method == "POST":
        try:
            stated.state(request, request.POST.get("words", "").strip() or given)
        except Invalid as problem:
            error = problem
        else:
            return HttpResponseRedirect(onward)
    open_cases = cases.cases(viewer, limit=OFFERED).items if viewer.may("case.read") else ()
    context = {
        "next": onward,
        "error": error,
        "words": request.POST.get("words", ""),
        "cases": [
            f"{one.number}: {one.title}"[:200] for one in open_cases if one.state != "closed"
        ],
    }
    return render(request, "web/account/purpose.html", context, status=422 if error else 200)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie; anything else than light or dark follows the system."""
    response = HttpResponseRedirect(page_of(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@require_POST
def alive(request: HttpRequest) -> HttpResponse:
    """Somebody types on a page that asks nothing of the server; the idle lock has seen it now."""
    viewer_of(request)
    return HttpResponse(status=204)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """How the person signs in, and where he is signed in."""
    viewer_of(request)
    shown: Security = of(
        Authenticator.objects.filter(user=request.user),
        UserSession.objects.purge_and_list(request.user),
        host=request.get_host(),
    )
    return render(request, "web/account/security.html", {"security": shown})
