"""Noninterference: what is hidden changes nothing of what an outsider is told.

Goguen and Meseguer (1982): two worlds live through the same visible acts; one also holds hidden
records, judgements, cases and looks. Every answer that the outsider can get must be the same.

    python -m tests.security.noninterference --steps 20000 --seed 7
"""

import argparse
import difflib
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.security.acts import Act
    from tests.security.worlds import World

SWEEP_EVERY = 250
SLOW_EVERY = 200
# Shares of the steps; the rest are questions.
VISIBLE, HIDDEN = 0.25, 0.2
CLOSE_BY = 240


class Leak(AssertionError):
    """The two worlds told the outsider different things."""


@dataclass
class Result:
    """How much was compared, and in which time."""

    steps: int = 0
    answers: int = 0
    hidden: int = 0  # acts that took place
    seconds: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)

    def count(self, kind: str) -> None:
        self.answers += 1
        self.kinds[kind] = self.kinds.get(kind, 0) + 1


class Run:
    """One pass through the same days in both worlds."""

    def __init__(
        self, plain: "World", secret: "World", seed: int,
        told: "Callable[[Result], None]" = lambda result: None,
    ) -> None:  # fmt: skip
        from tests.security import tip_acts
        from tests.security.pools import Known
        from tests.security.questions import Browser
        from tests.security.worlds import Chance

        self.worlds, self.seed, self.chance = (plain, secret), seed, Chance()
        self.known: dict[World, Known] = {plain: Known(), secret: Known()}
        self.result, self.step, self.told = Result(), 0, told
        with self.chance.instead_of_the_machines():
            self.browsers: dict[World, Browser] = {}
            self.chiefs: dict[World, Browser] = {}
            for world in self.worlds:
                with world.moment(self.chance, seed, 0, "sign in"):
                    tip_acts.furnish(world)
                    world.cast.sealed("supervisor")
                    self.browsers[world] = Browser(world)
                    self.chiefs[world] = Browser(world, tip_acts.CHIEF)

    def go(self, steps: int) -> Result:
        """Live through `steps` steps. Raises Leak at the first difference."""
        begun = time.monotonic()
        with self.chance.instead_of_the_machines():
            for self.step in range(1, steps + 1):
                self._live(Random(f"{self.seed} {self.step}"))
                self.result.steps = self.step
                if self.step % SWEEP_EVERY == 0 or self.step == steps:
                    self._sweep()
                    self.told(self.result)
        self.result.seconds = time.monotonic() - begun
        return self.result

    def _live(self, rng: Random) -> None:
        """One step: a visible act, a hidden one, or a question."""
        from tests.security import acts

        turn, now = rng.random(), self.step // SLOW_EVERY
        if self.step % SLOW_EVERY == 0:
            self._act(rng, acts.SLOW[now % len(acts.SLOW)])
        elif turn < VISIBLE:
            self._act(rng, acts.choose(rng, acts.SEEN))
        elif turn < VISIBLE + HIDDEN:
            self._hide(rng)
        else:
            self._question(rng)

    def _act(self, rng: Random, act: "Act") -> None:
        from tests.security import acts

        place = rng.random()
        self._same(
            act.__name__,
            lambda world: acts.outcome(act, world, Random(place), self.known[world]),
        )

    def _hide(self, rng: Random) -> None:
        """Something that only the second world knows; its own refusals are no matter."""
        from tests.security import acts

        act, secret = acts.choose(rng, acts.HIDDEN), self.worlds[1]
        with secret.moment(self.chance, self.seed, self.step, "hidden"):
            told = acts.outcome(act, secret, Random(rng.random()), self.known[secret])
        self._share()
        self.result.hidden += told == "None"

    def _share(self) -> None:
        """The outsider may have heard a hidden thing's id, and asks for it in both worlds."""
        plain, secret = (self.known[world] for world in self.worlds)
        plain.hidden_records = list(secret.hidden_records)
        for kind, things in secret.things.items():
            if kind.startswith("hidden_"):
                plain.things[kind] = list(things)

    def _question(self, rng: Random) -> None:
        from tests.security import questions, tip_questions

        place, kind = rng.random(), rng.choice(("room", "room", "page", "api", "tips", "lead"))
        asks: dict[str, Callable[[World], str]] = {
            "room": lambda w: questions.of_rooms(w, Random(place), self.known[w]),
            "page": lambda w: self.browsers[w].page(Random(place), self.known[w]),
            "api": lambda w: self.browsers[w].api(Random(place), self.known[w]),
            "tips": lambda w: tip_questions.of_tips(w, Random(place), self.known[w]),
            "lead": lambda w: self.chiefs[w].page(Random(place), self.known[w], "tips/"),
        }
        self._same(kind, asks[kind])

    def _sweep(self) -> None:
        from tests.security import questions

        found = []
        for world in self.worlds:
            with world.moment(self.chance, self.seed, self.step, "sweep"):
                found.append(list(questions.whole(world)))
        for (name, one), (other_name, other) in zip(*found, strict=True):
            self._compare(f"sweep: {name}", one, other)
            assert name == other_name

    def _same(self, kind: str, ask: "Callable[[World], str]") -> None:
        answers = []
        for world in self.worlds:
            with world.moment(self.chance, self.seed, self.step, f"{kind} {self.result.answers}"):
                answers.append(ask(world))
        self._compare(kind, *answers)

    def _compare(self, kind: str, one: str, other: str) -> None:
        self.result.count(kind)
        if one != other:
            raise Leak(f"seed {self.seed}, step {self.step}, {kind}:\n{_difference(one, other)}")


def _difference(one: str, other: str) -> str:
    """The first place where two texts part, in both."""
    if one.count("\n") > 4 and other.count("\n") > 4:
        lines = difflib.unified_diff(one.splitlines(), other.splitlines(), "plain", "secret", n=2)
        return "\n".join([one.splitlines()[0], *(line[:400] for line in list(lines)[:24])])
    at = next((n for n, pair in enumerate(zip(one, other, strict=False)) if len({*pair}) > 1), 0)
    start = max(0, at - CLOSE_BY)
    return "\n".join(f"…{text[start : at + CLOSE_BY]}…" for text in (one, other))


@contextmanager
def database() -> "Iterator[object]":
    """A PostgreSQL of its own, migrated, for the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("CASELOOM_LOG", "ERROR")
    import shutil

    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from caseloom.config.postgres import Cluster
    from tests.cast import add_people
    from tests.conftest import use

    cluster = Cluster(settings.DATA)
    cluster.start()
    try:
        use(cluster.create_database("caseloom_template"))
        call_command("migrate", database="owner", verbosity=0)
        add_people()
        connections.close_all()
        yield cluster
    finally:
        connections.close_all()
        cluster.stop()
        shutil.rmtree(settings.DATA, ignore_errors=True)


def _tell(result: Result) -> None:
    print(f"{result.steps:,} steps, {result.answers:,} answers", file=sys.stderr, flush=True)


def main(words: list[str] | None = None) -> int:
    """Run until the steps are done or a leak is found; 1 if one is."""
    parser = argparse.ArgumentParser(prog="python -m tests.security.noninterference")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args(words)
    with database() as cluster:
        from tests.security.worlds import two_worlds

        with two_worlds(cluster) as (plain, secret):  # type: ignore[arg-type]  # lazily imported
            try:
                result = Run(plain, secret, given.seed, _tell).go(given.steps)
            except Leak as leak:
                print(leak)
                return 1
    print(
        f"seed {given.seed}: {result.steps:,} steps, {result.hidden:,} hidden acts,"
        f" {result.answers:,} answers compared, none differs, {result.seconds:.0f} s"
    )
    print(", ".join(f"{kind} {count:,}" for kind, count in sorted(result.kinds.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
