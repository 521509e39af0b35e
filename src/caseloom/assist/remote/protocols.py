"""The two ways in which model servers are spoken to, as one.

Instructions and a text go out, an object of a given form comes back.

The form is asked for by what each protocol has for it: `response_format` with a JSON schema
(OpenAI-compatible), one tool that must be used (Anthropic). That tool does nothing: it is the
form. No other tool is ever offered.
"""

import json
from dataclasses import dataclass
from typing import Any

from caseloom.assist.remote.endpoint import Endpoint
from caseloom.assist.remote.errors import Failed, Unusable

ANSWER = "answer"
ANTHROPIC_VERSION = "2023-06-01"
_MOST_TOKENS = 10**9


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: the path behind the endpoint's address, headers, and the body as JSON."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `content`: JSON as text, or parsed already; tokens are None if not told."""

    content: str | dict[str, Any]
    tokens_in: int | None
    tokens_out: int | None


def request(endpoint: Endpoint, system: str, text: str, schema: dict[str, Any]) -> Request:
    """The request for an object of `schema`."""
    if endpoint.protocol == "anthropic":
        return _anthropic(endpoint, system, text, schema)
    form = {"name": ANSWER, "strict": True, "schema": schema}
    body = {
        "model": endpoint.model,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": text}],
        "response_format": {"type": "json_schema", "json_schema": form},
        endpoint.tokens_field: endpoint.most_tokens,
        "stream": False,
    }
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    return Request("/chat/completions", headers, body)


def _anthropic(endpoint: Endpoint, system: str, text: str, schema: dict[str, Any]) -> Request:
    tool = {"name": ANSWER, "description": "The form of the answer.", "input_schema": schema}
    body = {
        "model": endpoint.model,
        "max_tokens": endpoint.most_tokens,
        "system": system,
        "messages": [{"role": "user", "content": text}],
        "tools": [tool],
        "tool_choice": {"type": "tool", "name": ANSWER},
    }
    headers = {"anthropic-version": ANTHROPIC_VERSION}
    if endpoint.key:
        headers["x-api-key"] = endpoint.key
    return Request("/v1/messages", headers, body)


def envelope(body: bytes) -> dict[str, Any]:
    """A body as a JSON object. Raises Failed for anything else."""
    try:
        found = json.loads(body.decode())
    # Depth and length of numbers are bounded by the interpreter, and said so in these two ways.
    except (ValueError, RecursionError) as error:
        raise Failed("malformed", again=True) from error
    if not isinstance(found, dict):
        raise Failed("malformed", again=True)
    return found


def response(endpoint: Endpoint, found: dict[str, Any]) -> Response:
    """What an object of the protocol holds. Content that is not there is "", never an error.

    Raises nothing, so that what was paid for is known whatever the rest looks like.
    """
    usage = _object(found.get("usage"))
    if endpoint.protocol == "anthropic":
        return Response(
            _used(found), _count(usage.get("input_tokens")), _count(usage.get("output_tokens"))
        )
    choices = found.get("choices")
    first = _object(choices[0]) if isinstance(choices, list) and choices else {}
    content = _object(first.get("message")).get("content")
    whole = isinstance(content, str) and first.get("finish_reason") != "length"
    return Response(
        content if whole and isinstance(content, str) else "",
        _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")),
    )  # fmt: skip


def _used(found: dict[str, Any]) -> str | dict[str, Any]:
    """The form that the model filled in; "" for one that was cut short or is not there."""
    content = found.get("content")
    blocks = [_object(one) for one in content] if isinstance(content, list) else []
    if found.get("stop_reason") == "max_tokens":
        return ""
    for one in blocks:
        given = one.get("input")
        if one.get("type") == "tool_use" and one.get("name") == ANSWER and isinstance(given, dict):
            return given
    return ""


def must(content: str | dict[str, Any]) -> str | dict[str, Any]:
    """`content`. Raises Unusable where there is none."""
    if content == "":
        raise Unusable("no_answer")
    return content


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(value: object) -> int | None:
    """A number of tokens; None for what cannot be one."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and isinstance(value, int) and 0 <= value <= _MOST_TOKENS else None
