"""Tips at a steady rate, whatever the server does: each has a time at which it is due.

Latency counts from that time and not from when there was room to send, so that a server which
stalls is not spared those who would have come meanwhile (“coordinated omission”).
"""

import asyncio
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from caseloom.cli.bench.intake.filling import KEY, SUBJECT
from caseloom.kernel import clock
from caseloom.kernel.errors import Unavailable
from caseloom.tips import queries

PATH = f"/tell/en/to/{KEY}/{SUBJECT}/"
# A form that somebody filled in was open for minutes: the gate for floods lets it pass.
OPEN_FOR = 600.0
# Who does not get through tries again with the same form, as the page says, so long.
PATIENCE, AGAIN, WAITS = 300.0, 1.0, 60.0
_DRAFT = re.compile(r'name="draft" value="([^"]+)"')
_RECEIPT = re.compile(r'class="digits" dir="ltr">([\d ]+)<')
_BOUNDARY = "caseloom-benchmark"
_WEEK = timedelta(days=7)


@dataclass(slots=True)
class Told:
    """One tip that was sent. `seconds` from the time that it was due until its receipt was there.

    `receipt` is "" where none came; `tries` are the answers that were none, by status (0: no
    answer).
    """

    text: str
    seconds: float = 0.0
    receipt: str = ""
    tries: list[int] = field(default_factory=list)


class Portal:
    """The last page of the form at the server on `port`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.draft: dict[str, Any] = {}

    async def open(self) -> None:
        """Go the way once as people do, and keep the draft that the page carries."""
        status, page = await self._ask("GET", PATH, b"")
        found = _DRAFT.search(page)
        draft = queries.read_token("draft", found[1], _WEEK) if found else None
        if status != 200 or draft is None:
            raise Unavailable(f"The form cannot be opened: {PATH} answered {status}.")
        self.draft = draft

    def form(self, text: str) -> bytes:
        """The last page of a form of its own in which `text` was told."""
        draft = {
            **self.draft, "form": secrets.token_hex(16), "answers": {"what": text},
            "since": clock.now().timestamp() - OPEN_FOR,
        }  # fmt: skip
        fields = {"draft": queries.issue_token("draft", draft), "step": "send"}
        parts = "".join(
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        return f"{parts}--{_BOUNDARY}--\r\n".encode()

    async def send(self, told: Told, due: float) -> None:
        """Send `told`, again and again if need be, until its receipt is there."""
        body = self.form(told.text)
        while time.monotonic() < due + PATIENCE:
            status, page = await self._ask("POST", PATH, body)
            found = _RECEIPT.search(page) if status == 200 else None
            if found:
                told.receipt = found[1].replace(" ", "")
                told.seconds = time.monotonic() - due
                return
            told.tries.append(status)
            await asyncio.sleep(AGAIN)

    async def _ask(self, method: str, path: str, body: bytes) -> tuple[int, str]:
        """Status and page; 0 where nobody answers. A connection each, as browsers make."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n"
            f"Content-Type: multipart/form-data; boundary={_BOUNDARY}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        try:
            async with asyncio.timeout(WAITS):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                try:
                    writer.write(head.encode() + body)
                    answer = await reader.read()
                finally:
                    writer.close()
            return int(answer[9:12]), answer.decode("utf-8", "replace")
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            return 0, ""


async def stream(
    port: int, texts: list[str], rate: float, at: dict[float, Callable[[], object]]
) -> list[Told]:
    """Send `texts`, `rate` a second. `at`: what else is done, by seconds from the beginning."""
    portal = Portal(port)
    await portal.open()
    sent, tasks = [Told(text) for text in texts], []
    begin = time.monotonic()
    others = [asyncio.create_task(_later(begin + seconds, act)) for seconds, act in at.items()]
    for number, told in enumerate(sent):
        due = begin + number / rate
        if (early := due - time.monotonic()) > 0:
            await asyncio.sleep(early)
        tasks.append(asyncio.create_task(portal.send(told, due)))
    await asyncio.gather(*tasks, *others)
    return sent


async def _later(when: float, act: Callable[[], object]) -> None:
    await asyncio.sleep(max(0.0, when - time.monotonic()))
    await asyncio.to_thread(act)
