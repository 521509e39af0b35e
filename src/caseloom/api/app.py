"""The API itself: its routes and how every error becomes a problem."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.docs import DocsBase

from caseloom.api import problems
from caseloom.api.routes import people, sources
from caseloom.kernel.errors import CaseloomError


class NoDocs(DocsBase):
    """No page of documentation: such a page needs scripts from elsewhere. The file suffices."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        return problems.response(404, "There is no such address.", "See openapi.json.")


api = NinjaAPI(
    title="Caseloom",
    version="1",
    description=(
        "Everything that the pages can do. Authenticate with an API token (“Authorization:"
        " Bearer …”) or a signed-in session with its CSRF token and the header X-Purpose."
        " Lists are paged by cursor. Errors are RFC 9457 problem details."
    ),
    docs=NoDocs(),
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
    openapi_extra={
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    },
)
api.add_router("", people.router, tags=["people"])
api.add_router("", sources.router, tags=["sources"])


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
    return problems.response(error.status_code, str(error))


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """A body over the limit."""
    return problems.response(413, "The request is too large.", "Send less at once.")


@api.exception_handler(DataError)
@api.exception_handler(ValueError)
def unstorable(request: HttpRequest, error: Exception) -> HttpResponse:
    """PostgreSQL text holds no NUL, and numbers have ends; everything else passed the schema."""
    return problems.response(422, "A value cannot be stored.", "Leave out control characters.")
