"""The wire, on real sockets, with every fault that a server can have."""

import socket
from pathlib import Path
from typing import Any

import pytest

from caseloom.assist.remote import pinning, wire
from caseloom.assist.remote.endpoint import Endpoint
from caseloom.assist.remote.errors import Failed
from caseloom.assist.remote.pinning import Deadline
from tests.assist.remote.conftest import Make
from tests.assist.remote.server import Call, ModelServer, model_server, status


def post(endpoint: Endpoint, seconds: float = 20.0) -> bytes:
    return wire.post(endpoint, "/chat/completions", {}, b"{}", Deadline(seconds)).body


def failure(endpoint: Endpoint, seconds: float = 20.0) -> Failed:
    with pytest.raises(Failed) as found:
        post(endpoint, seconds)
    return found.value


def test_a_request_goes_where_it_should_with_what_it_needs(
    server: ModelServer, endpoint: Make
) -> None:
    server.usual = status(200, body=b'{"a": 1}')
    assert post(endpoint()) == b'{"a": 1}'
    (call,) = server.calls
    assert call.path == "/v1/chat/completions"
    assert call.headers["host"] == f"127.0.0.1:{server.port}"
    assert call.headers["accept-encoding"] == "identity"
    assert "cookie" not in call.headers


def test_nothing_of_the_environment_leads_it_elsewhere(
    server: ModelServer, endpoint: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with model_server() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        server.usual = status(200)
        assert post(endpoint()) == b"{}"
        assert proxy.calls == [] and len(server.calls) == 1


def test_a_redirect_is_not_followed(server: ModelServer, endpoint: Make) -> None:
    with model_server() as elsewhere:
        server.usual = status(307, f"Location: http://127.0.0.1:{elsewhere.port}/v1/x\r\n")
        assert failure(endpoint()).kind == "redirected"
        assert elsewhere.calls == [] and len(server.calls) == 1


def silent(server: ModelServer) -> Any:
    return lambda call: server.stopping.wait()


def dripping(server: ModelServer, before: bytes) -> Any:
    def behave(call: Call) -> None:
        call.raw(before)
        while not server.stopping.wait(0.01):
            call.raw(b" ")

    return behave


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
    ],
    ids=["status", "header", "body", "chunk"],
)
def test_what_drips_for_ever_ends_at_the_deadline(
    server: ModelServer, endpoint: Make, before: bytes
) -> None:
    server.usual = dripping(server, before)
    # Each byte comes in good time; only the sum of all waits is too long.
    assert failure(endpoint(), 0.4).kind in ("too_slow", "cut_off")


def test_silence_ends_at_the_deadline(server: ModelServer, endpoint: Make) -> None:
    server.usual = silent(server)
    found = failure(endpoint(), 0.3)
    assert (found.kind, found.free) == ("too_slow", False)


def test_a_body_that_is_cut_off_is_no_answer(server: ModelServer, endpoint: Make) -> None:
    server.usual = lambda call: call.send(200, b'{"choices": [', length=5_000)
    assert failure(endpoint()).kind == "cut_off"


def test_what_is_no_http_is_no_answer(server: ModelServer, endpoint: Make) -> None:
    server.usual = lambda call: call.raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    assert failure(endpoint()).kind == "cut_off"


def test_a_huge_body_is_left_at_the_ceiling(server: ModelServer, endpoint: Make) -> None:
    sent = []

    def flood(call: Call) -> None:
        call.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not server.stopping.is_set():
            call.raw(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")
            sent.append(0x2000)

    server.usual = flood
    assert failure(endpoint(MOST_BYTES="50000")).kind == "too_large"
    # Buffers of the sockets are in it; a client that read on would be far beyond.
    assert sum(sent) < 20_000_000


def test_a_compressed_body_is_not_opened(server: ModelServer, endpoint: Make) -> None:
    server.usual = status(200, "Content-Encoding: gzip\r\n", b"\x1f\x8b bomb")
    assert failure(endpoint()).kind == "unreadable"


@pytest.mark.parametrize(
    ("code", "kind", "again", "free"),
    [
        (429, "busy", True, True), (500, "server_error", True, False),
        (503, "server_error", True, False), (401, "key_refused", False, True),
        (403, "key_refused", False, True), (400, "request_refused", False, True),
        (404, "request_refused", False, True), (204, "request_refused", False, True),
    ],
)  # fmt: skip
def test_each_status_says_whether_to_try_again_and_who_pays(
    server: ModelServer, endpoint: Make, code: int, kind: str, again: bool, free: bool
) -> None:
    server.usual = status(code)
    found = failure(endpoint())
    assert (found.kind, found.again, found.free) == (kind, again, free)


@pytest.mark.parametrize(
    ("asked", "seconds"), [("3", 3.0), ("86400", 30.0), ("-1", None), ("soon", None)]
)
def test_a_server_says_when_to_come_back_within_reason(
    server: ModelServer, endpoint: Make, asked: str, seconds: float | None
) -> None:
    server.usual = status(429, f"Retry-After: {asked}\r\n")
    found = failure(endpoint())
    assert isinstance(found, wire.Busy) and found.seconds == seconds


def test_nobody_there_is_tried_again(server: ModelServer, endpoint: Make) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server.port = taken.getsockname()[1]
        found = failure(endpoint())
    assert (found.kind, found.again, found.free) == ("no_connection", True, True)


class TestHosts:
    """Which addresses may be reached; names are answered by the test, as a hostile one would."""

    @staticmethod
    def where(monkeypatch: pytest.MonkeyPatch, *places: str) -> list[str]:
        asked: list[str] = []

        def answer(host: str, port: int, **more: Any) -> list[Any]:
            asked.append(host)
            return [(0, 0, 0, "", (place, port)) for place in places]

        monkeypatch.setattr(pinning, "resolve", answer)
        return asked

    @staticmethod
    def endpoint(hosts: str, scheme: str = "https", host: str = "models.example.org") -> Endpoint:
        return Endpoint(f"{scheme}://{host}/v1", host, "openai", "m", frozenset(hosts.split(",")))

    @pytest.mark.parametrize(
        "place",
        ["10.0.0.8", "192.168.1.1", "127.0.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
         "224.0.1.1", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.8", "64:ff9b::a00:8",
         "2002:a00:8::1", "ff0e::1"],
    )  # fmt: skip
    def test_a_name_that_leads_inside_is_refused(
        self, monkeypatch: pytest.MonkeyPatch, place: str
    ) -> None:
        self.where(monkeypatch, "93.184.216.34", place)
        with pytest.raises(Failed, match="private_address"):
            pinning.addresses(self.endpoint("models.example.org"), "models.example.org", 443)

    def test_a_private_address_is_reached_where_the_list_names_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.where(monkeypatch, "10.0.0.8")
        allowed = self.endpoint("models.example.org,10.0.0.8")
        assert pinning.addresses(allowed, "models.example.org", 443) == ["10.0.0.8"]
        with pytest.raises(Failed, match="private_address"):
            near = self.endpoint("models.example.org,10.0.0.80")
            pinning.addresses(near, "models.example.org", 443)

    def test_a_host_that_the_list_does_not_name_is_not_even_looked_up(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = self.where(monkeypatch, "93.184.216.34")
        with pytest.raises(Failed, match="host_not_allowed"):
            pinning.addresses(self.endpoint("models.example.org"), "evil.example.org", 443)
        assert asked == []

    def test_without_tls_loopback_alone_is_reached(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.where(monkeypatch, "10.0.0.8")
        plain = self.endpoint("models.example.org,10.0.0.8", "http")
        with pytest.raises(Failed, match="no_tls"):
            pinning.addresses(plain, "models.example.org", 80)

    def test_the_connection_goes_to_what_was_looked_at(
        self, monkeypatch: pytest.MonkeyPatch, server: ModelServer
    ) -> None:
        """A name that answers otherwise the second time leads nowhere else: it is asked once."""
        asked = self.where(monkeypatch, "127.0.0.1")
        server.usual = status(200)
        found = Endpoint(
            f"http://models.example.org:{server.port}/v1", "models.example.org", "openai", "m",
            frozenset({"models.example.org", "127.0.0.1"}),
        )  # fmt: skip
        assert post(found) == b"{}"
        assert asked == ["models.example.org"]
        assert server.calls[0].headers["host"] == f"models.example.org:{server.port}"


class TestTls:
    def test_a_certificate_that_nobody_vouches_for_is_refused(
        self, certificate: Path, endpoint: Make
    ) -> None:
        import ssl

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        with model_server(context) as server:
            server.usual = status(200)
            found = Endpoint(server.url, "127.0.0.1", "openai", "m", frozenset({"127.0.0.1"}))
            assert failure(found).kind == "no_connection"
            assert server.calls == []

    def test_one_that_the_system_trusts_is_spoken_to(
        self, certificate: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import ssl

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        with model_server(context) as server:
            server.usual = status(200, body=b'{"b": 2}')
            found = Endpoint(server.url, "127.0.0.1", "openai", "m", frozenset({"127.0.0.1"}))
            assert post(found) == b'{"b": 2}'
