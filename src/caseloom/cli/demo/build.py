"""Builds the demonstration investigation into an empty installation, by the rooms' own actions."""

from collections.abc import Callable
from pathlib import Path

from caseloom.cli.demo import delivery, people
from caseloom.cli.demo.generate import generate
from caseloom.cli.demo.hotline import Hotline
from caseloom.cli.demo.inquiry import Inquiry
from caseloom.cli.demo.judging import judge
from caseloom.cli.demo.stage import Calendar, SignIn, Stage
from caseloom.kernel import clock

Say = Callable[[str], None]


def build(
    data: Path, *, size: int = 25_000, seed: int = 2026, progress: Say | None = None
) -> tuple[SignIn, ...]:
    """Make the sources under `data`/demo and all that stands on them; the sign-ins.

    `progress` is told in words what is done now. The build is one run of many transactions: after
    an interruption, empty the database and call it again. Raises Conflict where there are people.
    """
    say = progress or _silent
    say("Inventing the sources")
    made = generate(data / "demo", size=size, seed=seed)
    stage = Stage(Calendar(clock.now()), made.scenario)
    say("Adding people")
    sign_ins = people.add_people(stage)
    delivery.deliver(stage, made, say)
    say("Looking for who is the same")
    judge(stage)
    say("Opening cases")
    Inquiry(stage).conduct()
    say("Opening the hotline")
    Hotline(stage).open()
    return sign_ins


def _silent(text: str) -> None:
    """Nobody is watching."""
