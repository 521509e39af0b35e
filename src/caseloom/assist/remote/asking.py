"""One asking: attempts until an answer holds against the text or the time is over.

Each is paid for before it is made.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Literal, Protocol

from caseloom.assist.remote import protocols, wire
from caseloom.assist.remote.endpoint import Endpoint
from caseloom.assist.remote.errors import Failed, Unusable
from caseloom.assist.remote.masking import Masked
from caseloom.assist.remote.pinning import Deadline
from caseloom.assist.remote.tasks import Read, Task
from caseloom.kernel.canonical import canonical_json

State = Literal["answered", "refused", "failed"]


class Purse(Protocol):
    """Pays for attempts. Commits by itself, so that others see what is set aside."""

    def set_aside(self, amount: Decimal) -> None:
        """Set `amount` aside. Raises Failed(“limit”) where it is more than may be spent."""

    def settle(self, amount: Decimal) -> None:
        """Say that of what was set aside last `amount` was spent."""


@dataclass
class Talk:
    """An asking as it went. `outcome`: answered, refused (no answer held) or failed (none came).

    `error`: of the last attempt; `answers`: each answer as it came; bytes are of bodies.
    """

    request: bytes
    outcome: State = "failed"
    error: str = ""
    read: Read | None = None
    answers: list[str] = field(default_factory=list)
    attempts: int = 0
    bytes_in: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal = Decimal(0)
    seconds: float = 0.0

    @property
    def digest(self) -> str:
        """The SHA-256 of the body that was sent."""
        return sha256(self.request).hexdigest()


class Unlimited:
    """A purse for where nothing is counted."""

    def set_aside(self, amount: Decimal) -> None:
        """Always."""

    def settle(self, amount: Decimal) -> None:
        """Nothing to keep."""


def ask(
    endpoint: Endpoint, task: Task, masked: Masked, purse: Purse,
    wait: Callable[[float], None] = time.sleep,
) -> Talk:  # fmt: skip
    """Ask until an answer holds. Raises nothing that the server causes."""
    made = protocols.request(endpoint, task.system(masked), task.text(masked), task.schema())
    talk = Talk(canonical_json(made.body))
    began = time.monotonic()
    deadline = Deadline(endpoint.seconds)
    for number in range(endpoint.retries + 1):
        try:
            _attempt(endpoint, task, masked, made, talk, purse, deadline)
            break
        except Unusable as error:
            talk.outcome, talk.error = "refused", str(error)
        except Failed as error:
            talk.outcome, talk.error = "failed", error.kind
            if not error.again:
                break
            pause = getattr(error, "seconds", None)
            if number < endpoint.retries and not _rest(endpoint, number, pause, deadline, wait):
                break
    talk.seconds = time.monotonic() - began
    return talk


def _rest(
    endpoint: Endpoint, number: int, asked: float | None, deadline: Deadline,
    wait: Callable[[float], None],
) -> bool:  # fmt: skip
    """Wait before the next attempt; False where no time would be left for it."""
    seconds = endpoint.pause * 2**number if asked is None else asked
    try:
        left = deadline.left()
    except Failed:
        return False
    if seconds >= left:
        return False
    wait(seconds)
    return True


def _attempt(
    endpoint: Endpoint, task: Task, masked: Masked, made: protocols.Request, talk: Talk,
    purse: Purse, deadline: Deadline,
) -> None:  # fmt: skip
    most = endpoint.most_cost(len(talk.request))
    deadline.left()
    purse.set_aside(most)
    talk.attempts += 1
    spent = most
    try:
        answer = wire.post(endpoint, made.path, made.headers, talk.request, deadline)
        talk.bytes_in += len(answer.body)
        talk.answers.append(answer.body.decode("utf-8", "replace"))
        found = protocols.response(endpoint, protocols.envelope(answer.body))
        talk.tokens_in += found.tokens_in or 0
        talk.tokens_out += found.tokens_out or 0
        if found.tokens_in is not None and found.tokens_out is not None:
            spent = endpoint.cost(found.tokens_in, found.tokens_out)
    except Failed as error:
        spent = Decimal(0) if error.free else most
        raise
    finally:
        talk.cost += spent
        purse.settle(spent)
    talk.read = task.read(protocols.must(found.content), masked)
    talk.outcome, talk.error = "answered", ""
