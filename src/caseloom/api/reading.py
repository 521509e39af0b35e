"""Reads bodies and queries strictly: what cannot be stored or understood stops here."""

import json
from collections.abc import Iterable
from typing import Any, cast

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.errors import HttpError
from ninja.parser import Parser

_JSON = "application/json"


class StrictParser(Parser):
    """JSON as RFC 8259 has it, and text that PostgreSQL can hold."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body. Raises HttpError 400 for what is not JSON, 415 for another content type."""
        if request.content_type not in ("", _JSON):
            raise HttpError(415, f"Send the body as {_JSON}.")
        try:
            body = json.loads(request.body, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise HttpError(400, "The body is not JSON.") from error
        _check(body)
        return cast(dict[str, Any], body)

    def parse_querydict(
        self,
        data: "MultiValueDict[str, Any]",
        list_fields: list[str],
        request: HttpRequest,
    ) -> dict[str, Any]:
        """A query string or form. Raises HttpError 400 for broken text."""
        found: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        _check(found)
        return found


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def _check(value: Any) -> None:
    """Raise HttpError 400 for text with NUL or half a surrogate pair, wherever it stands."""
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, dict):
        _check_all((*value, *value.values()))
    elif isinstance(value, list):
        _check_all(value)


def _check_all(values: Iterable[Any]) -> None:
    for value in values:
        _check(value)


def check_text(value: str) -> None:
    """Raise HttpError 400 for text that no database holds."""
    try:
        broken = b"\x00" in value.encode()
    except UnicodeEncodeError:
        broken = True
    if broken:
        raise HttpError(400, "There is a NUL character or broken text in the request.")
