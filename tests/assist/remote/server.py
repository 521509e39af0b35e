"""A model server on real sockets that speaks both protocols, well or badly, as it is told.

Written on the standard library alone, so that what proves the wire shares nothing with it.
"""

import json
import re
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Form = dict[str, Any]
Behaviour = Callable[["Call"], None]


@dataclass
class Call:
    """One request as it came, and the socket to answer on."""

    path: str
    headers: dict[str, str]
    body: bytes
    out: Any

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def anthropic(self) -> bool:
        return self.path.endswith("/v1/messages")

    @property
    def text(self) -> str:
        """What stands between the marks that delimit the text."""
        said = self.json["messages"][-1]["content"]
        found = re.search(r"<text-([a-z]+)>\n(.*)\n</text-\1>", said, re.DOTALL)
        assert found, said
        return found[2]

    @property
    def form(self) -> str:
        """The name of the form that is asked for."""
        body = self.json
        if self.anthropic:
            return str(body["tools"][0]["input_schema"]["title"])
        return str(body["response_format"]["json_schema"]["schema"]["title"])

    def send(self, status: int, body: bytes, *, length: int | None = None, head: str = "") -> None:
        """A whole answer, of a length that may be told wrongly."""
        said = len(body) if length is None else length
        self.raw(
            f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\n{head}"
            f"Content-Length: {said}\r\n\r\n".encode()
            + body
        )

    def raw(self, what: bytes) -> None:
        self.out.write(what)
        self.out.flush()

    def fill(self, form: Form | str, tokens: tuple[Any, Any] = (1_000, 200)) -> None:
        """Answer with the form filled in, as the protocol has it."""
        self.send(200, json.dumps(self.wrapped(form, tokens)).encode())

    def wrapped(self, form: Form | str, tokens: tuple[Any, Any] = (1_000, 200)) -> Form:
        if self.anthropic:
            return {
                "type": "message", "role": "assistant", "stop_reason": "tool_use",
                "content": [
                    {"type": "text", "text": "Here it is."},
                    {"type": "tool_use", "id": "t1", "name": "answer", "input": form},
                ],
                "usage": {"input_tokens": tokens[0], "output_tokens": tokens[1]},
            }  # fmt: skip
        content = form if isinstance(form, str) else json.dumps(form)
        return {
            "choices": [
                {"finish_reason": "stop", "message": {"role": "assistant", "content": content}}
            ],
            "usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]},
        }


def translated(call: Call, say: Callable[[str], str] = lambda text: f"[es] {text}") -> Form:
    """The form of a translation, each block by `say`."""
    return {"blocks": [{"n": one["n"], "text": say(one["text"])} for one in json.loads(call.text)]}


def well(call: Call) -> None:
    """What an honest model would answer, more or less."""
    text = call.text
    quote = text[:40].split("\n")[0]
    forms: dict[str, Callable[[], Form]] = {
        "_Translated": lambda: translated(call),
        "_Summarised": lambda: {"sentences": [{"text": "The writer says so.", "quotes": [quote]}]},
        "_Judged": lambda: {
            "urgency": "urgent", "threat_to_life": False,
            "signs": [{"quote": quote, "why": "soon"}],
        },
        "_Routed": lambda: {"about": "bribery", "quotes": [quote]},
        "_Spans": lambda: {"spans": []},
    }  # fmt: skip
    call.fill(forms[call.form]())


def filled(form: Form | str | Callable[[Call], Form], **more: Any) -> Behaviour:
    """Answers with this form."""
    return lambda call: call.fill(form(call) if callable(form) else form, **more)


def status(code: int, head: str = "", body: bytes = b"{}") -> Behaviour:
    """Answers with a status."""
    return lambda call: call.send(code, body, head=head)


@dataclass
class ModelServer:
    """Answers each request by the next of `script`, then by `usual`; keeps what it was asked."""

    port: int
    scheme: str = "http"
    script: list[Behaviour] = field(default_factory=list)
    usual: Behaviour = well
    calls: list[Call] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/v1"

    def settings(self, protocol: str = "openai", **more: str) -> dict[str, str]:
        """What CASELOOM_MODEL_… would be."""
        url = self.url if protocol == "openai" else self.url.removesuffix("/v1")
        return {
            "CASELOOM_MODEL_URL": url, "CASELOOM_MODEL_PROTOCOL": protocol,
            "CASELOOM_MODEL_NAME": "test-model", "CASELOOM_MODEL_HOSTS": "127.0.0.1",
            "CASELOOM_MODEL_PAUSE": "0", "CASELOOM_MODEL_SECONDS": "30",
            **{f"CASELOOM_MODEL_{key}": value for key, value in more.items()},
        }  # fmt: skip


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        line = self.rfile.readline().decode()
        if not line:
            return
        headers = {}
        while (header := self.rfile.readline().decode().strip()) != "":
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", "0")))
        call = Call(line.split()[1], headers, body, self.wfile)
        known: ModelServer = self.server.known  # type: ignore[attr-defined]
        known.calls.append(call)
        behave = known.script.pop(0) if known.script else known.usual
        try:
            behave(call)
        except OSError:
            pass  # the client went away, which some faults are made for


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


@contextmanager
def model_server(context: ssl.SSLContext | None = None) -> Iterator[ModelServer]:
    """A server on a free port of loopback."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        known = ModelServer(server.server_address[1], "https" if context else "http")
        server.known = known  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield known
        finally:
            known.stopping.set()
            server.shutdown()
            thread.join()
