"""Phrases that are put together from parts: `(a|b)`, `[perhaps]`, `{slot}`, `{g:his|her}`.

A file holds rules, each a line `=name` and its alternatives, a line each. Of every rule a part of
the alternatives, and of every choice within them, is kept from either half: what a model learns
from the first half it has then not all seen of the second.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

# Of a hundred alternatives those that both halves have; the others belong to one.
SHARED = 60
# Rules and choices of fewer alternatives are left whole.
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a fact, or for another rule."""

    name: str


@dataclass(frozen=True, slots=True)
class Gender:
    """What is said of a man, and of a woman."""

    man: str
    woman: str


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    options: tuple["Phrase", ...]


Node = str | Slot | Gender | Either
Phrase = tuple[Node, ...]


def kept(options: Sequence[str], half: int, seed: int) -> list[str]:
    """Those of `options` that `half` (1 or 2) may use; the same for the same seed."""
    if len(options) < _FEWEST:
        return list(options)
    found = [one for one in options if _owner(one, seed) in (0, half)]
    return found or list(options)


def _owner(option: str, seed: int) -> int:
    mark = crc32(f"{seed} {option}".encode()) * 2654435761 % 2**32 // 65_536
    return 0 if mark % 100 < SHARED else 1 + (mark // 100) % 2


def rules(text: str) -> dict[str, list[str]]:
    """The alternatives of each rule in `text`; `#` begins a comment line."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("="):
            name = line[1:].strip()
            found.setdefault(name, [])
        elif line.strip() and not line.startswith("#"):
            found[name].append(line.strip())
    return found


def grammar(given: Mapping[str, Sequence[str]], half: int, seed: int) -> dict[str, Either]:
    """Rules as they are expanded, with what `half` may say."""
    return {
        name: Either(tuple(_Reader(line, half, seed).phrase() for line in kept(lines, half, seed)))
        for name, lines in given.items()
    }


class _Reader:
    """Reads one alternative."""

    def __init__(self, line: str, half: int, seed: int) -> None:
        self.line, self.half, self.seed, self.at = line, half, seed, 0

    def phrase(self, ends: str = "") -> Phrase:
        nodes: list[Node] = []
        plain = ""
        while self.at < len(self.line) and self.line[self.at] not in ends:
            letter = self.line[self.at]
            self.at += 1
            if letter not in "([{":
                plain += letter
                continue
            if plain:
                nodes.append(plain)
                plain = ""
            nodes.append(self._part(letter))
        return (*nodes, plain) if plain else tuple(nodes)

    def _part(self, opened: str) -> Node:
        if opened == "{":
            end = self.line.index("}", self.at)
            name, self.at = self.line[self.at : end], end + 1
            if name.startswith("g:"):
                man, _, woman = name[2:].partition("|")
                return Gender(man, woman)
            return Slot(name)
        if opened == "[":
            inner = self.phrase("]")
            self.at += 1
            return Either((inner, ()))
        return self._choice()

    def _choice(self) -> Either:
        options: dict[str, Phrase] = {}
        while True:
            start = self.at
            made = self.phrase("|)")
            options[self.line[start : self.at]] = made
            if self.at >= len(self.line):
                raise ValueError(f"an open bracket: {self.line}")
            self.at += 1
            if self.line[self.at - 1] == ")":
                break
        return Either(tuple(options[one] for one in kept(list(options), self.half, self.seed)))


def slots(phrases: Iterable[Phrase]) -> set[str]:
    """The names of all slots in `phrases`."""
    found: set[str] = set()
    for phrase in phrases:
        for node in phrase:
            if isinstance(node, Slot):
                found.add(node.name)
            elif isinstance(node, Either):
                found |= slots(node.options)
    return found
