"""Between the server and the views: one viewer, one transaction, one translation of errors."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import CaseloomError
from caseloom.kernel.viewer import Viewer
from caseloom.web import errors, purpose
from caseloom.web.responses import go, page_of, to_sign_in

Next = Callable[[HttpRequest], HttpResponseBase]

# Answered without a signed-in person: these check for themselves who asks.
OPEN = ("/static/", "/healthz", "/api/", "/tell/")
# A person's own account: open before somebody signs in, and before he states a purpose.
ACCOUNT = "/account/"
OWN_ACCOUNT = "own account"


class ActAsViewer:
    """Builds the viewer and answers within his one transaction, streamed answers included.

    The last middleware, so that nothing but the view runs inside. An error undoes all of it.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(OPEN):
            return self.get_response(request)
        on_account = request.path_info.startswith(ACCOUNT)
        if not request.user.is_authenticated:
            return self.get_response(request) if on_account else to_sign_in(request)
        stated = OWN_ACCOUNT if on_account else purpose.current(request)
        if not stated:
            return _to_purpose(request)
        viewer = access.viewer_of(request.user.pk, stated)
        request.viewer = viewer  # type: ignore[attr-defined]  # read back by web.viewer.viewer_of
        return self._answer(request, viewer)

    def _answer(self, request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
        with as_viewer(viewer):
            response = self.get_response(request)
            if getattr(request, "failed", False) or response.status_code >= 500:
                transaction.set_rollback(True)
        if isinstance(response, StreamingHttpResponse):
            parts: Iterator[bytes] = iter(response)
            response.streaming_content = _streamed(viewer, parts)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a room's error into its page; leave others to Django. Either way, undo."""
        request.failed = True  # type: ignore[attr-defined]  # read back in _answer
        if isinstance(error, (OperationalError, InterfaceError)):
            error = errors.database_gone()
        return errors.page(request, error) if isinstance(error, CaseloomError) else None


class PrivatePages:
    """Keeps pages out of caches, frames and other sites' hands."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = response.headers
        if not request.path_info.startswith("/static/"):
            headers.setdefault("Cache-Control", "no-store, private")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault(
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), browsing-topics=(),"
            " publickey-credentials-get=(self), publickey-credentials-create=(self)",
        )
        return response


def _streamed(viewer: Viewer, parts: Iterator[bytes]) -> Iterator[bytes]:
    # The server reads the answer after the view's transaction has ended: open another.
    with as_viewer(viewer):
        yield from parts


def _to_purpose(request: HttpRequest) -> HttpResponse:
    return go(request, f"{reverse('account_purpose')}?{urlencode({'next': page_of(request)})}")
