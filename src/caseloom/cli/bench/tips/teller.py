"""One telling of a story: phrases with the facts in them, and what of it was told."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from caseloom.cli.bench.tips import surface
from caseloom.cli.bench.tips.facts import Number, Person, Story
from caseloom.cli.bench.tips.grammar import Either, Gender, Phrase, Slot
from caseloom.cli.bench.tips.noise import Piece
from caseloom.cli.bench.tips.surface import Fact

# The slot's name: its fact's, and how that is written.
_Writer = Callable[[Random, Any, str, int], Fact]
_FACTS: dict[str, tuple[str, _Writer]] = {
    "who": ("who", surface.person), "who2": ("who2", surface.person),
    "other": ("other", surface.person), "victim": ("victim", surface.person),
    "org": ("org", surface.organisation), "org2": ("org2", surface.organisation),
    "address": ("address", surface.address), "address2": ("address2", surface.address),
    "date": ("date", surface.day),
    "date2": ("date2", surface.day), "money": ("money", surface.money),
    "money2": ("money2", surface.money), "phone": ("phone", surface.phone),
    "email": ("email", surface.email), "plate": ("plate", surface.plate),
    "iban": ("iban", surface.grouped("iban")), "card": ("card", surface.grouped("card")),
    "vin": ("vin", surface.as_it_is("vin")), "crypto": ("crypto", surface.as_it_is("crypto")),
}  # fmt: skip
# What stands in for a fact that this teller does not tell.
_UNTOLD = {"who": "someone", "org": "someplace", "where": "", "when": ""}
_SAID = {"inaudible": "[inaudible]", "click": "[click]"}
# Which of the five questions a fact answers.
_TELLS = {"who": "who", "org": "who", "address": "where", "city": "where", "date": "when"}


@dataclass(frozen=True, slots=True)
class Me:
    """A sender: her name and where she can be reached."""

    name: Person
    phone: Number
    email: Number


class Teller:
    """Says phrases of a story in a language. told: which of who, where and when were said."""

    def __init__(
        self, story: Story, rng: Random, language: str, untold: frozenset[str], me: Me
    ) -> None:
        self.story, self.rng, self.language, self.untold, self.me = story, rng, language, untold, me
        self.told: set[str] = set()
        self._times: Counter[str] = Counter()
        self._said: set[int] = set()
        self._rules = story.stock.phrases[language]

    def say(self, rule: str, language: str | None = None) -> list[Piece]:
        """One phrase of `rule`, or nothing; in another language where that is asked."""
        own = self._rules
        if language:
            self._rules = self.story.stock.phrases[language]
        made: list[Piece] = []
        if rule in ("where", "when"):
            self.told.add(rule)
        phrase = self._new(rule)
        if phrase:
            self._expand(phrase, made)
        self._rules = own
        return made

    def has(self, rule: str) -> bool:
        """Whether there are phrases for it."""
        return rule in self._rules

    def _new(self, rule: str) -> Phrase:
        """A phrase of `rule` that was not said, as nobody says the same thing twice; or none."""
        for _ in range(4):
            phrase = self._one(self._rules[rule])
            if id(phrase) not in self._said:
                self._said.add(id(phrase))
                return phrase
        return ()

    def _one(self, of: Either) -> Phrase:
        return of.options[int(self.rng.random() * len(of.options))]

    def _expand(self, phrase: Phrase, made: list[Piece]) -> None:
        for node in phrase:
            if isinstance(node, str):
                made.append(node)
            elif isinstance(node, Slot):
                self._fill(node.name, made)
            elif isinstance(node, Either):
                self._expand(self._one(node), made)
            elif isinstance(node, Gender):
                known = "who" not in self.untold
                woman = known and self.story.fact("who").woman
                made.append(node.woman if woman else node.man)

    def _fill(self, name: str, made: list[Piece]) -> None:
        if name in self.untold and name in _UNTOLD:
            if _UNTOLD[name]:
                self._expand(self._one(self._rules[_UNTOLD[name]]), made)
            return
        if name in _FACTS:
            made.append(self._fact(name))
        elif name in _ME:
            write = surface.phone if name == "myphone" else surface.email
            made.append(write(self.rng, getattr(self.me, _ME[name]), self.language, 0))
        elif name == "domain":
            host: list[Piece] = []
            self._expand(self._one(self._rules[name]), host)
            made.append(Fact("", "".join(map(str, host)), "", exact=True))
        elif name in self._rules:
            if name in ("where", "when"):
                self.told.add(name)
            self._expand(self._one(self._rules[name]), made)
        else:
            made.append(self._plain(name))

    def _fact(self, name: str) -> Fact:
        fact, write = _FACTS[name]
        times, self._times[name] = self._times[name], self._times[name] + 1
        if name in _TELLS:
            self.told.add(_TELLS[name])
        return write(self.rng, self.story.fact(fact), self.language, times)

    def _plain(self, name: str) -> str:
        """Numbers that are none of anybody's: cases, badges, times."""
        rng = self.rng
        if name in ("city", "job", "n"):
            if name in _TELLS:
                self.told.add(_TELLS[name])
            return str(self.story.fact(name))
        if name in _SAID:
            return _SAID[name]
        return _NUMBERS[name](rng, rng.randrange(10**8))


def _case(rng: Random, digits: int) -> str:
    year = rng.randrange(2019, 2027)
    ways = (
        f"{year}-{digits % 10**5:05d}", f"{digits:08d}", f"C{digits % 10**6}",
        f"{digits % 10**4}/{year}", f"{year}/{digits % 10**6:06d}",
    )  # fmt: skip
    return rng.choice(ways)


def _invoice(rng: Random, digits: int) -> str:
    return rng.choice((f"{digits:08d}", f"F-{digits % 10**5}", f"{digits}{rng.randrange(100)}"))


def _time(rng: Random, digits: int) -> str:
    hour, minute = digits % 24, digits % 60
    return rng.choice((f"{hour % 12 + 1}:{minute:02d}", f"{hour:02d}:{minute:02d}"))


# Numbers that are no fact of anybody.
_NUMBERS: dict[str, Callable[[Random, int], str]] = {
    "caseno": _case, "invoice": _invoice, "time": _time,
    "badge": lambda _, digits: str(1_000 + digits % 90_000),
    "n2": lambda _, digits: str(18 + digits % 50),
}  # fmt: skip
_ME = {"myphone": "phone", "myemail": "email"}


def known(slot: str) -> bool:
    """Whether a slot of that name that is no rule can be filled."""
    given = {*_FACTS, *_SAID, *_NUMBERS, *_ME, "city", "job", "n"}
    return slot in given
