"""The API itself: its routes and how every error becomes a problem."""

import logging

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as Unfit
from django.db import DatabaseError, DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from ninja.errors import HttpError, ValidationError

from caseloom.api import problems
from caseloom.api.description import DescribedAPI
from caseloom.api.reading import StrictParser
from caseloom.api.routes import (
    audit,
    cases,
    entities,
    graphs,
    imports,
    people,
    reports,
    resolve,
    search,
    sources,
    tips,
)
from caseloom.kernel.errors import CaseloomError

_log = logging.getLogger(__name__)

api = DescribedAPI(
    title="Caseloom",
    version="1",
    description=(
        "Everything that the pages can do. Authenticate with an API token (“Authorization:"
        " Bearer …”) or a signed-in session with its CSRF token and the header X-Purpose."
        " Lists are paged by cursor. Errors are RFC 9457 problem details."
    ),
    docs_url=None,
    parser=StrictParser(),
    openapi_url="openapi.json",
    urls_namespace="api",
    openapi_extra={
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    },
)
api.add_router("", search.router, tags=["search"])
api.add_router("", entities.router, tags=["entities"])
api.add_router("", resolve.router, tags=["resolve"])
api.add_router("", cases.router, tags=["cases"])
api.add_router("", graphs.router, tags=["graphs"])
api.add_router("", reports.router, tags=["reports"])
api.add_router("", sources.router, tags=["sources"])
api.add_router("", imports.router, tags=["imports"])
api.add_router("", people.router, tags=["people"])
api.add_router("", tips.router, tags=["tips"])
api.add_router("", audit.router, tags=["audit"])


@api.exception_handler(CaseloomError)
def room_error(request: HttpRequest, error: CaseloomError) -> HttpResponse:
    """What a room raised, by its kind."""
    return problems.of_error(error)


@api.exception_handler(ValidationError)
def wrong_input(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Input that does not fit the description, field by field."""
    found = [
        {"field": ".".join(map(str, one["loc"][1:])), "message": one["msg"]} for one in error.errors
    ]
    first = found[0] if found else {"field": "", "message": "not valid"}
    return problems.response(
        422, f"{first['field']}: {first['message']}", field=first["field"], errors=found
    )


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses, such as a body that is not JSON."""
    if isinstance(error.__cause__, HttpError):  # the framework hides the parser's own words
        error = error.__cause__
    return problems.response(error.status_code, str(error))


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """A body over the limit."""
    return problems.response(413, "The request is too large.", "Send less at once.")


@api.exception_handler(BadRequest)
@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
@api.exception_handler(UnreadablePostError)
def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """A body that breaks off, or a form that is none."""
    return problems.response(400, "The body cannot be read.", "Send it again, whole.")


@api.exception_handler(DataError)
@api.exception_handler(Unfit)
@api.exception_handler(OverflowError)
def unstorable(request: HttpRequest, error: Exception) -> HttpResponse:
    """Numbers and dates that are beyond what the database holds; all else passed the schema."""
    return problems.response(422, "A value cannot be stored.", "Choose one that is less extreme.")


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def gone(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """The database went away in the middle. Nothing was done."""
    return problems.response(503, "The database cannot be reached.", "Try again in a moment.")


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: it is in the log, nothing was done, and nothing of it is told."""
    _log.error("%s %s failed", request.method, request.path_info, exc_info=error)
    return problems.response(500, "Something went wrong here.", "Tell an administrator when.")
