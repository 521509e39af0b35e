"""Whether the model server that is set up answers: tried with a text that nobody wrote to us."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from caseloom.assist.remote.asking import Unlimited, ask
from caseloom.assist.remote.endpoint import configured
from caseloom.assist.remote.masking import mask
from caseloom.assist.remote.tasks import HARMLESS, Translation
from caseloom.kernel.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it; `blocks`: what was sent and what it was translated into."""

    host: str
    protocol: str
    model: str
    outcome: str
    error: str
    blocks: tuple[tuple[str, str], ...]
    tokens_in: int
    tokens_out: int
    cost: Decimal
    seconds: float
    attempts: int


def check(named: Mapping[str, str] | None = None) -> Checked:
    """Have a fixed text translated. Needs no database. Raises Unavailable for wrong settings.

    named: as `configured` takes them.
    """
    endpoint = configured(named)
    if endpoint is None:
        raise Unavailable(
            "No model server is set up.",
            remedy="Set CASELOOM_MODEL_URL and what goes with it (see its documentation).",
        )
    masked = mask(HARMLESS, endpoint.mask)
    talk = ask(endpoint, Translation("Spanish (es)"), masked, Unlimited())
    blocks = talk.read.found["blocks"] if talk.read else ()
    return Checked(
        endpoint.host, endpoint.protocol, endpoint.model, talk.outcome, talk.error,
        tuple((HARMLESS[start:end], said) for start, end, said in blocks),
        talk.tokens_in, talk.tokens_out, talk.cost, talk.seconds, talk.attempts,
    )  # fmt: skip
