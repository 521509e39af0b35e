"""`caseloom assist remote-check`: whether the model server that is set up answers."""

import os

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.kernel.errors import Unavailable


def run(arguments: Arguments) -> int:
    """Have a fixed text translated and show what came back. Needs no database."""
    from caseloom.assist import actions

    found = actions.check(os.environ)
    if found.outcome != "answered":
        raise Unavailable(
            f"{found.host} did not answer as it should: {found.error.replace('_', ' ')}.",
            remedy="See the variables CASELOOM_MODEL_…, and whether the server runs.",
        )
    lines = [f"{source}\n  {said}" for source, said in found.blocks]
    told = f"{found.model} at {found.host} answered in {found.seconds:.1f} s"
    cost = f"{found.tokens_in:,} + {found.tokens_out:,} tokens, {found.cost.normalize():f} paid."
    arguments.output.answer(plain(found), [*lines, f"{told}: {cost}"])
    return 0


COMMAND = Command(
    name="assist remote-check",
    summary="Send a harmless text to the model server that is set up.",
    example="caseloom assist remote-check",
    description="Sends one fixed sentence and nothing of yours. Needs no database.",
    run=run,
)
