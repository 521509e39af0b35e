"""An installation in a network of its own that leads nowhere, where each packet is on record.

    unshare --net python -m tests.security.isolated FOLDER serve

Prints what was seen as JSON: packets on anything but the loopback, and questions to a name server
on the loopback. `try` reaches out instead, so that it is known that the recorder records.
"""

import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

PORT, PATIENCE = 8641, 180.0
_SETTING_UP = (
    "link set lo up",
    "link add out0 type veth peer name out1",
    "link set out0 addrgenmode none",
    "link set out1 addrgenmode none",
    "addr add 10.9.0.1/24 dev out0",
    "-6 addr add fd00:9::1/64 dev out0 nodad",
    "link set out0 up",
    "link set out1 up",
    # Whoever is asked for is there, so that packets themselves are sent and seen.
    "neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev out0 nud permanent",
    "-6 neigh add fd00:9::2 lladdr 02:00:00:00:00:02 dev out0 nud permanent",
    "route add default via 10.9.0.2 dev out0",
    "-6 route add default via fd00:9::2 dev out0",
)
_EVERYTHING, _IPV4, _IPV6 = 0x0003, 0x0800, 0x86DD
_DNS, _UDP, _TCP, _ICMPV6 = 53, 17, 6, 58
# What a kernel sends of itself when a link comes up: listeners, and a search for routers.
_KERNELS = {130, 131, 132, 133, 143}


class Recorder(threading.Thread):
    """Every packet in this namespace that is not the machine talking to itself."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_EVERYTHING))
        self.socket.settimeout(0.2)
        self.packets: list[str] = []
        self.local = 0
        self._end = threading.Event()

    def run(self) -> None:
        while not self._end.is_set():
            try:
                packet, (name, protocol, *_) = self.socket.recvfrom(65_535)
            except TimeoutError:
                continue
            told = self._told(packet, name, protocol)
            if told:
                self.packets.append(told)

    def end(self) -> None:
        time.sleep(0.5)
        self._end.set()
        self.join()

    def _told(self, packet: bytes, name: str, protocol: int) -> str:
        port = _port(packet[14:], protocol)
        if name == "lo":
            self.local += 1
            return f"lo: name server, {len(packet)} bytes" if port == _DNS else ""
        if protocol == _IPV6 and packet[20] in (0, _ICMPV6) and _kernels(packet[14:]):
            return ""
        return f"{name}: protocol {protocol:#x}, port {port}, {len(packet)} bytes"


def _port(packet: bytes, protocol: int) -> int:
    """Where an IP packet of TCP or UDP goes; 0 for others."""
    if protocol == _IPV4 and len(packet) > 20 and packet[9] in (_UDP, _TCP):
        start = (packet[0] & 15) * 4
    elif protocol == _IPV6 and len(packet) > 44 and packet[6] in (_UDP, _TCP):
        start = 40
    else:
        return 0
    return int(struct.unpack_from(">H", packet, start + 2)[0])


def _kernels(packet: bytes) -> bool:
    start = 48 if packet[6] == 0 else 40
    return len(packet) > start and packet[start] in _KERNELS


@contextmanager
def recorded() -> Iterator[Recorder]:
    """The network that leads nowhere, and its recorder."""
    for words in _SETTING_UP:
        subprocess.run(["ip", *words.split()], check=True, capture_output=True)
    recorder = Recorder()
    recorder.start()
    yield recorder
    recorder.end()


def reach_out() -> None:
    """What a program does that calls home: a name, an address, a datagram, the newer protocol."""
    with contextlib.suppress(OSError):
        socket.getaddrinfo("example.org", 443)
    for family, address in ((socket.AF_INET, "192.0.2.7"), (socket.AF_INET6, "2001:db8::7")):
        with socket.socket(family, socket.SOCK_STREAM) as probe, contextlib.suppress(OSError):
            probe.settimeout(1)
            probe.connect((address, 443))


# -- the installation


def furnish(folder: Path) -> tuple[str, Any]:
    """A line, an officer, an e-mail that becomes a tip; the officer's session, and what to stop."""
    from caseloom.cli import database
    from caseloom.config.installation import Local

    installation = Local(folder)
    database.ready(installation)
    from caseloom.access import actions as access
    from caseloom.access import queries as people
    from caseloom.access.actions import as_viewer
    from caseloom.tips import actions as tips
    from caseloom.tips.types import LineSettings

    with as_viewer(people.installer("a test")) as by:
        officer = access.add_person(
            username="officer", name="Olga Ficer", roles=["supervisor"], by=by,
            password="correct horse battery staple",
        )  # fmt: skip
        team = access.add_team(key="line", title="Line", by=by)
        access.grant(scope_id=team.id, person_id=officer.id, reason="team", by=by)
        tips.add_line(
            key="line", title={"en": "Line"}, scope_id=team.id, by=by,
            settings=LineSettings(judge_first_share=0.0, show_reading=True),
        )  # fmt: skip
    mail = folder / "mail.eml"
    mail.write_text(
        "From: a@example.org\nSubject: x\nContent-Type: text/html\n\n"
        "<img src='http://192.0.2.7/pixel.gif'><link rel=stylesheet href='//192.0.2.7/a.css'>Told."
    )
    with as_viewer(people.viewer_of(officer.id, "a test")) as by:
        tips.import_mail(line_key="line", path=mail, by=by)
    return _session(officer.id), installation


def _session(person: UUID) -> str:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(
        get_user_model().objects.get(id=person),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    session = client.session
    session["purpose"] = "a test"
    session.save()
    return str(client.cookies["sessionid"].value)


@contextmanager
def served(folder: Path) -> Iterator[None]:
    """`caseloom serve`, as an operator starts it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "CASELOOM_"))}
    words = ["serve", "--data", str(folder), "--port", str(PORT), "--workers", "1"]
    with (folder / "serve.log").open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "caseloom.config.command", *words],
            env=kept | {"DJANGO_SETTINGS_MODULE": "caseloom.config.settings"}, stdout=out,
            stderr=out,
        )  # fmt: skip
    try:
        _await(lambda: "ready" in _get("healthz", ""))
        yield
    finally:
        process.terminate()
        process.wait(60)


def _await(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not come about")
        time.sleep(0.2)


def _get(path: str, session: str, given: dict[str, str] | None = None) -> str:
    data = urllib.parse.urlencode(given).encode() if given else None
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}/{path}", data=data)
    request.add_header("Cookie", f"sessionid={session}")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(answer.read().decode())
    except OSError as error:
        return f"no answer: {error}"


def tell() -> None:
    """Somebody of the public tells something full of addresses."""
    import html
    import re

    def draft(page: str) -> str:
        found = re.search(r'name="draft" value="([^"]*)"', page)
        assert found, page[:500]
        return html.unescape(found[1])

    path = "tell/en/to/line/work/"
    words = (
        "See http://192.0.2.7/x.png and \\\\192.0.2.7\\share, or ask ns.example.org. He has a gun."
    )
    first = draft(_get(path, ""))
    check = _get(path, "", {"draft": first, "step": "check", "a-what": words, "who": "anonymous"})
    sent = _get(path, "", {"draft": draft(check), "step": "send"})
    assert 'class="digits"' in sent, sent[:500]


def look(session: str) -> list[str]:
    """The staff's pages, until the machine has read both tips; which were looked at."""
    from django.db import connection

    from caseloom.access import queries as people
    from caseloom.access.actions import as_viewer

    def numbers() -> list[str]:
        officer = next(one for one in people.people(people.installer("a test")))
        with as_viewer(people.viewer_of(officer.id, "a test")), connection.cursor() as cursor:
            cursor.execute("SELECT number FROM tips_tip WHERE read_at IS NOT NULL")
            return [number for (number,) in cursor.fetchall()]

    _await(lambda: len(numbers()) == 2)
    paths = ["tips/?whose=all", "tips/overview/", "tips/call/", "search/?q=gun", ""]
    for number in numbers():
        paths += [f"tips/{number}/", f"tips/{number}/known/"]
    for path in paths:
        page = _get(path, session)
        assert "</html>" in page, (path, page[:300])
    return paths


def main(folder: Path, what: str) -> None:
    """Live in the network that leads nowhere, and tell what was sent."""
    with recorded() as recorder:
        looked: list[str] = []
        if what == "try":
            reach_out()
        else:
            session, installation = furnish(folder)
            try:
                with served(folder):
                    tell()
                    looked = look(session)
            finally:
                installation.close()
    print(json.dumps({"out": recorder.packets, "local": recorder.local, "looked": looked}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
