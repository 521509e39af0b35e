"""Errors as RFC 9457 problem details, translated once for every operation."""

import json
from typing import Any

from django.http import HttpResponse
from ninja import Schema

from caseloom.kernel import errors

STATUS: dict[type[errors.CaseloomError], int] = {
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.Invalid: 422,
    errors.Conflict: 409,
    errors.Unavailable: 503,
}
TITLES = {
    400: "The request cannot be read",
    401: "Sign in or give a token",
    403: "Not allowed",
    404: "Not found",
    405: "This address does not take that method",
    409: "Not in this state",
    413: "Too large",
    415: "Not this content type",
    422: "Something is not right",
    500: "Our fault",
    503: "Not available now",
}


class Problem(Schema):
    """What went wrong (`detail`), what to do (`remedy`) and with which field, if with one."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    remedy: str = ""
    field: str = ""
    errors: list[dict[str, Any]] = []


def answers(model: Any, *, status: int = 200, also: tuple[int, ...] = ()) -> dict[int, Any]:
    """What an operation may answer: `model`, and the problems that any operation may meet."""
    usual = (400, 401, 403, 404, 409, 413, 415, 422, 503)
    return {status: model, **dict.fromkeys((*usual, *also), Problem)}


def file(media_type: str) -> dict[str, Any]:
    """What the description says of an operation whose answer is a file (`openapi_extra`)."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"content": content}}}


def status_of(error: errors.CaseloomError) -> int:
    """The HTTP status of an error's kind."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def response(
    status: int, detail: str, remedy: str = "", field: str = "", **more: Any
) -> HttpResponse:
    """A problem as a response."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "remedy": remedy,
        "field": field,
        **more,
    }
    answer = HttpResponse(
        json.dumps(body, ensure_ascii=False, default=str),
        status=status,
        content_type="application/problem+json",
    )
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def of_error(error: errors.CaseloomError) -> HttpResponse:
    """A room's error as a response."""
    return response(status_of(error), error.message, error.remedy, error.field)
