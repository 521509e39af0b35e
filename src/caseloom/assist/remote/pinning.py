"""Sockets to one host that was allowed by name, at addresses that were looked at first.

The name is resolved once; the connection goes to what was looked at, so that a name that changes
its address in between leads nowhere else. Every wait ends with the one deadline of the asking.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any

import httpcore

from caseloom.assist.remote.endpoint import Endpoint
from caseloom.assist.remote.errors import Failed

# How long a name may take is the system's resolver's own limit.
resolve = socket.getaddrinfo
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Addresses of IPv6 that carry one of IPv4, by which it is judged (RFC 6052: translated).
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


class Deadline:
    """The moment at which an asking ends, whatever it waits for."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then. Raises Failed once it has passed."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Failed("too_slow")
        return left


def addresses(endpoint: Endpoint, host: str, port: int) -> list[str]:
    """Where `host` is. Raises Failed unless every one of its addresses may be reached.

    A private address, loopback too, only if the list of hosts names it exactly; without TLS
    loopback alone.
    """
    if host not in endpoint.hosts:
        raise Failed("host_not_allowed", free=True)
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Failed("unknown_host", again=True, free=True) from error
    texts = list(dict.fromkeys(str(one[4][0]) for one in found))
    places = [ipaddress.ip_address(one.partition("%")[0]) for one in texts]
    if not all(_public(one) or str(one) in endpoint.hosts for one in places):
        raise Failed("private_address", free=True)
    if not endpoint.https and not all(one.is_loopback for one in places):
        raise Failed("no_tls", free=True)
    return texts


def _public(address: Address) -> bool:
    carried = _carried(address)
    if carried is not None:
        return _public(carried)
    return address.is_global and not address.is_multicast


def _carried(address: Address) -> ipaddress.IPv4Address | None:
    """The address of IPv4 that one of IPv6 stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]


class Stream(httpcore.NetworkStream):
    """A socket whose every wait is cut at the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes as they come."""
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        """Let go of the socket."""
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """The same under TLS; the certificate is checked against the name that was asked for."""
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left())
        return Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the socket tells of itself."""
        return self._inner.get_extra_info(info)


class Pinned(httpcore.NetworkBackend):
    """Connects to the endpoint's host at addresses that were looked at, and to nothing else."""

    def __init__(self, endpoint: Endpoint, deadline: Deadline) -> None:
        self._endpoint, self._deadline = endpoint, deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """Connect to the first of its addresses that answers."""
        last: Exception | None = None
        for place in addresses(self._endpoint, host, port):
            try:
                inner = self._inner.connect_tcp(place, port, self._deadline.left())
                return Stream(inner, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise Failed("no_connection", again=True, free=True) from last

    def sleep(self, seconds: float) -> None:
        """Unused: repeats are counted above."""
        time.sleep(min(seconds, self._deadline.left()))
