"""Between the server and the API: who asks, one transaction on his behalf, errors undone."""

from collections.abc import Callable, Iterator
from urllib.parse import unquote

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja.utils import check_csrf

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.api import problems
from caseloom.kernel.errors import CaseloomError, NotAllowed
from caseloom.kernel.viewer import Viewer

API = "/api/v1/"
OPEN = (API + "openapi.json",)
PURPOSE_HEADER = "X-Purpose"
_MALFORMED = "There is a NUL character or broken text in the request."

Next = Callable[[HttpRequest], HttpResponseBase]


class ActAsCaller:
    """Answers each API request within one transaction of the person who asks."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API):
            return self.get_response(request)
        if _is_broken(request):
            return problems.response(400, _MALFORMED, "Send well-formed UTF-8.")
        if request.path_info in OPEN:
            return _told(self.get_response(request))
        try:
            return self._answer(request, _caller(request))
        except _Unauthenticated as error:
            return problems.response(401, error.message, error.remedy)
        except CaseloomError as error:
            return problems.of_error(error)
        except (OperationalError, InterfaceError):
            return problems.response(
                503, "The database cannot be reached.", "Try again in a moment."
            )

    def _answer(self, request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
        request.viewer = viewer  # type: ignore[attr-defined]  # read back by viewer_of
        with as_viewer(viewer):
            answer = _told(self.get_response(request))
            if answer.status_code >= 400:
                transaction.set_rollback(True)
        if isinstance(answer, StreamingHttpResponse):
            parts: Iterator[bytes] = iter(answer)
            answer.streaming_content = _streamed(viewer, parts)
        answer.headers.setdefault("Cache-Control", "no-store, private")
        return answer


def _is_broken(request: HttpRequest) -> bool:
    stated = request.headers.get(PURPOSE_HEADER, "")
    try:
        asked = unquote(request.META.get("QUERY_STRING", ""), errors="strict")
        f"{request.path_info}{stated}".encode()
    except UnicodeError:
        return True
    return "\x00" in f"{request.path_info}{asked}{stated}"


def _told(answer: HttpResponseBase) -> HttpResponseBase:
    """`answer`, or a problem where Django answers a method that is not taken in plain text."""
    if answer.status_code != 405:
        return answer
    told = problems.response(
        405, "This address does not take that method.", f"It takes {answer['Allow']}."
    )
    told["Allow"] = answer["Allow"]
    return told


def _streamed(viewer: Viewer, parts: Iterator[bytes]) -> Iterator[bytes]:
    # The server reads the answer after the view's transaction has ended: open another.
    with as_viewer(viewer):
        yield from parts


class _Unauthenticated(CaseloomError):
    """Nobody is signed in and no valid token was given."""


def _caller(request: HttpRequest) -> Viewer:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        try:
            with transaction.atomic():
                return access.viewer_of_token(secret.strip())
        except NotAllowed as error:
            raise _Unauthenticated(error.message, remedy=error.remedy) from error
    if request.user.is_authenticated:
        if check_csrf(request) is not None:
            raise NotAllowed(
                "The request does not come from one of our pages.",
                remedy="Send the CSRF token of the session, or use an API token.",
            )
        return access.viewer_of(request.user.pk, _purpose(request))
    raise _Unauthenticated(
        "Nobody is signed in.",
        remedy="Send “Authorization: Bearer <token>”; make a token on your account page.",
    )


def _purpose(request: HttpRequest) -> str:
    stated = request.headers.get(PURPOSE_HEADER, "") or str(request.session.get("purpose", ""))
    if not stated.strip():
        raise NotAllowed(
            "No purpose is stated.", remedy=f"Send the header {PURPOSE_HEADER} with your reason."
        )
    return stated[:500]


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer on whose behalf `request` is answered. Raises NotAllowed without one."""
    viewer = getattr(request, "viewer", None)
    if not isinstance(viewer, Viewer):
        raise NotAllowed("Nobody is signed in.")
    return viewer


def no_such_address(request: HttpRequest) -> HttpResponse:
    """The answer for an address under /api/ that does not exist."""
    return problems.response(404, "There is no such address.", f"See {API}openapi.json.")
