"""One request to the model server and its answer, within a deadline and a number of bytes.

httpcore is what httpx speaks HTTP with: it follows no redirect, knows no proxy, keeps no cookie
and reads no environment, so that there is nothing to switch off.
"""

import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpcore

from caseloom.assist.remote.endpoint import Endpoint
from caseloom.assist.remote.errors import Failed
from caseloom.assist.remote.pinning import Deadline, Pinned

# What a server may ask us to wait before we try again.
LONGEST_PAUSE = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back with status 200."""

    body: bytes


class Busy(Failed):
    """It asked to come back later. `seconds`: when, None where it does not say."""

    def __init__(self, kind: str, seconds: float | None) -> None:
        # What a server broke off may have been paid for; what it did not begin was not.
        super().__init__(kind, again=True, free=kind == "busy")
        self.seconds = seconds


def post(
    endpoint: Endpoint, path: str, headers: dict[str, str], body: bytes, deadline: Deadline
) -> Answer:
    """Send `body` to the endpoint's own address with `path` behind it. Raises Failed."""
    parts = urlsplit(endpoint.url)
    url = httpcore.URL(
        scheme=parts.scheme.encode(), host=endpoint.host.encode("idna"), port=parts.port,
        target=(parts.path.rstrip("/") + path).encode(),
    )  # fmt: skip
    sent = {
        "Host": parts.netloc, "Content-Type": "application/json", "Accept": "application/json",
        "Accept-Encoding": "identity", "Connection": "close", "User-Agent": "caseloom",
        "Content-Length": str(len(body)), **headers,
    }  # fmt: skip
    context = ssl.create_default_context() if endpoint.https else None
    backend = Pinned(endpoint, deadline)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=context, network_backend=backend) as pool,
            pool.stream("POST", url, headers=list(sent.items()), content=body) as response,
        ):
            return _read(endpoint, response)
    except httpcore.ConnectError as error:
        # TLS that does not hold is a connection that never was.
        raise Failed("no_connection", again=True, free=True) from error
    except httpcore.TimeoutException as error:
        raise Failed("too_slow") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise Failed("cut_off") from error


def _read(endpoint: Endpoint, response: httpcore.Response) -> Answer:
    status = response.status
    headers = {name.lower(): value for name, value in response.headers}
    if 300 <= status < 400:
        raise Failed("redirected", free=True)
    if status == 429 or status >= 500:
        raise Busy("busy" if status == 429 else "server_error", _wait(headers.get(b"retry-after")))
    if status != 200:
        raise Failed("key_refused" if status in (401, 403) else "request_refused", free=True)
    if headers.get(b"content-encoding", b"identity") != b"identity":
        raise Failed("unreadable")
    found = bytearray()
    for piece in response.iter_stream():
        found += piece
        if len(found) > endpoint.most_bytes:
            raise Failed("too_large")
    return Answer(bytes(found))


def _wait(asked: bytes | None) -> float | None:
    """Seconds of a Retry-After; a date in it is not understood and not needed."""
    return min(float(asked), LONGEST_PAUSE) if asked and asked.isdigit() else None
