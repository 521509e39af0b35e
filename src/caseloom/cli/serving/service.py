"""What runs while Caseloom serves: the web server, the worker, the sequencer."""

import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

from caseloom.cli.installation import Installation
from caseloom.cli.serving.supervisor import Child, Supervisor
from caseloom.kernel.errors import Unavailable

_READY_WITHIN = 60.0  # seconds
_LATER = 10


@dataclass(frozen=True, slots=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """What a person types into a browser."""
        name = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - shown
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}"


def serve(
    installation: Installation,
    address: Address,
    *,
    workers: int,
    say: Callable[[str], None],
    ready: Callable[[], None],
) -> None:
    """Serve until interrupted. `ready` is called once, when the health check answers.

    Raises Unavailable when the web server does not come up. See `check_port` for the port.
    """
    web, *others = children(address, workers)
    kept = [web]

    def answered() -> None:
        # The others wait for the first answer: on two cores they would delay it by seconds.
        kept.extend(others)
        ready()

    watch = _Watch(installation, address, say, answered)
    Supervisor(kept, say, watch.look).run()


def children(address: Address, workers: int) -> list[Child]:
    """The processes of one installation, with what they need and no more in their environment."""
    environment = {k: v for k, v in os.environ.items() if k not in _NOT_THEIRS}
    program = [sys.executable, "-m", "caseloom.config.command"]
    web = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    web += ["--host", address.host, "--port", str(address.port), "--workers", str(workers)]
    web += ["--respawn-failed-workers", "--workers-kill-timeout", "5", "--no-ws"]
    # A request holds one connection of the pool; more threads than that would only wait for it.
    web += ["--blocking-threads", "4", "--backpressure", "64"]
    web += ["--log-level", "warning", "caseloom.config.wsgi:application"]
    return [
        Child("The web server", web, environment),
        # Whoever tells something or looks at a page goes before what a machine reads.
        Child("The worker", [*program, "worker"], environment, nice=_LATER),
        Child("The sequencer", [*program, "sequencer"], environment),
    ]


_NOT_THEIRS = {"CASELOOM_OWNER_URL", "CASELOOM_ADMIN_URL"}


def check_port(address: Address) -> None:
    """Raise Unavailable when somebody else listens there."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            raise Unavailable(
                f"Port {address.port} on {address.host} cannot be used: {error.strerror}.",
                remedy=f"Name another, such as --port {address.port + 1} (with make, PORT=…).",
            ) from error


class _Watch:
    """Looks after what is no child: the database, and whether the first answer has come."""

    def __init__(
        self,
        installation: Installation,
        address: Address,
        say: Callable[[str], None],
        ready: Callable[[], None],
    ) -> None:
        self._installation, self._address = installation, address
        self._say, self._ready = say, ready
        self._told = False
        self._deadline = time.monotonic() + _READY_WITHIN

    def look(self) -> None:
        if self._installation.revive():
            self._say("PostgreSQL had died. It was started again and has recovered.")
        if self._told:
            return
        if healthy(self._address):
            self._told = True
            self._ready()
        elif time.monotonic() > self._deadline:
            raise Unavailable(
                f"{self._address.url}/healthz did not answer within {_READY_WITHIN:.0f} seconds.",
                remedy="What the web server said is above. `caseloom doctor` looks for causes.",
            )


def healthy(address: Address) -> bool:
    """Whether the health check answers that all is ready."""
    try:
        # The address is our own.
        with urllib.request.urlopen(f"{address.url}/healthz", timeout=5) as answer:  # noqa: S310
            return bool(json.load(answer).get("status") == "ready")
    except (OSError, ValueError):
        return False
