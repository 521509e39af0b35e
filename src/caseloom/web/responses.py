"""Answers that know whether the whole page or a part of it was asked for."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asked for a part of a page."""
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to `url`, also when only a part of a page was asked for."""
    if is_part(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask to sign in, and come back to this page afterwards."""
    return go(request, f"{reverse('account_login')}?{urlencode({'next': page_of(request)})}")


def page_of(request: HttpRequest) -> str:
    """The address of the page from which `request` came; its own for a plain GET."""
    if request.method == "GET" and not is_part(request):
        return request.get_full_path()
    return own(request, request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))


def own(request: HttpRequest, url: str) -> str:
    """`url` as a path on this site, "/" if it leads elsewhere."""
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure()):
        return "/"
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
