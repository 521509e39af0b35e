"""Lists of what threats are made of, a file a language, read into rules about words.

A line is a rule of words one after another: `a|b` either; `stem*` whatever it ends in; `@set` one
of a set (a line `@set: words`); `word?` perhaps; `~3` up to three words of any kind; `(a|b c)`
either, of which one may be of several words; `<year>` a year long gone. In Arabic `%stem` is a verb
of what is or will be and `^stem` any form, with what is written onto them. A line `=kind` begins
the rules of a kind. A language is added by its file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from caseloom.assist.threats.tokens import Token, fold, spellings

_PART = re.compile(r"\([^)]*\)\??|\S+")
_YEAR = re.compile(r"19\d\d|20[01]\d")
# What Arabic writes onto a verb of what is or will be, and onto any other word.
_BEFORE = tuple(
    first + second + person
    for first in ("", "و", "ف")
    for second in ("", "ه", "ح", "ب", "س", "حا", "ها", "بي", "غا", "كا", "ك", "ل", "رح", "ع")
    for person in "يتنا"
) + ("ه", "ح", "ب", "حا", "ها", "وه", "وب", "وح", "بن")
_BEFORE_ANY = (
    "", "و", "ف", "ال", "ب", "ل", "بال", "لل", "وال", "وب", "ول", "م", "مت", "ان", "فال", "ك",
)  # fmt: skip
_OBJECTS = ("", "ه", "ها", "هم", "هن", "ك", "كم", "كي", "ني", "نا", "لك", "له", "لها", "لهم", "لي")
_AFTER = tuple(
    {person + thing for person in ("", "و", "وا", "ون", "ين", "ي", "ت", "ن") for thing in _OBJECTS}
)
_AFTER_ANY = tuple({*_AFTER, "تو", "ات", "ان", "تها", "ته", "يه", "تهم"})
# Words of these sets are known with one slip as well, if they are not too short.
_SLIPPED = ("kill", "killed", "weapon", "threat")
_SHORTEST_SLIPPED, _SHORTEST_OTHER = 5, 7
# Letters of a word that are looked at, and of one that hides among letters that stand alone.
_LONGEST, _LONGEST_CORE = 40, 14
# Words that are one slip away and no slip.
_NO_SLIP = frozenset(
    """
    coke bobs tabs rife bade lade muder_ amas aras stool shots shoes knits pistils
    matara mata shops shoot spoons choice chose bullet bulets murmur males matas
    quema metal grabada granda escopetas bata basta amras
    """.split()  # noqa: SIM905 - a list of words is read as one
)


@dataclass(frozen=True, slots=True)
class Step:
    """A word of a rule: what it may be; or, where gap is given, how many words are passed over."""

    either: frozenset[str]
    perhaps: bool = False
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """Words one after another that mean `kind`."""

    kind: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """tokens[first:last] fit a rule of `kind`."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Language:
    """The rules and sets of one file."""

    name: str
    rules: tuple[Rule, ...]
    sets: dict[str, frozenset[str]]

    @cached_property
    def by_first(self) -> dict[str, list[Rule]]:
        """Rules by what their first word may be."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for one in rule.steps[0].either:
                found.setdefault(one, []).append(rule)
        return found

    @cached_property
    def known(self) -> frozenset[str]:
        """All that rules and sets ask for."""
        asked = {one for rule in self.rules for step in rule.steps for one in step.either}
        return frozenset(asked.union(*self.sets.values()))

    @cached_property
    def slips(self) -> dict[str, str]:
        """Words of the sets in _SLIPPED as they are mistyped, and which they are."""
        found: dict[str, str] = {}
        for name in _SLIPPED:
            for word in sorted(self.sets.get(name, ())):
                if word.isascii():
                    found |= dict.fromkeys(_slips(word), word)
        return {slip: word for slip, word in found.items() if slip not in self.known | _NO_SLIP}

    @lru_cache(maxsize=65_536)  # noqa: B019 - a handful of languages, which live as long as it
    def keys(self, word: str, spaced: bool = False) -> frozenset[str]:
        """What of all that rules ask for `word` is."""
        word = word[:_LONGEST]
        found: set[str] = set()
        for spelt in spellings(word):
            found |= self._asked(spelt)
        if spaced and not found:
            for start in range(len(word)):
                for end in range(start + 3, min(len(word), start + _LONGEST_CORE) + 1):
                    if word[start:end] in self._core:
                        found |= self._asked(word[start:end])
        if word not in self.known:
            found |= self._slipped(word)
        found |= {f"@{name}" for name, words in self.sets.items() if not words.isdisjoint(found)}
        return frozenset(found)

    @cached_property
    def _core(self) -> frozenset[str]:
        words = frozenset().union(*(self.sets.get(name, frozenset()) for name in _SLIPPED))
        return frozenset(one for one in words if len(one) > 2)

    def _asked(self, word: str) -> set[str]:
        known = self.known
        found = {word} & known
        found |= {f"{word[:n]}*" for n in range(2, len(word) + 1)} & known
        if "ء" <= word[:1] <= "ي" and self._stemmed:
            found |= {f"%{stem}" for stem in _stems(word, _BEFORE, _AFTER)} & known
            found |= {f"^{stem}" for stem in _stems(word, _BEFORE_ANY, _AFTER_ANY)} & known
        elif _YEAR.fullmatch(word):
            found.add("<year>")
        return found

    @cached_property
    def _stemmed(self) -> bool:
        return any(one[0] in "%^" for one in self.known)

    def _slipped(self, word: str) -> set[str]:
        meant = self.slips.get(word)
        if meant is None and len(word) > _SHORTEST_SLIPPED and word.isascii():
            shorter = (word[:n] + word[n + 1 :] for n in range(1, len(word)))
            meant = next((one for one in shorter if one in self._core and len(one) > 4), None)
        return self._asked(meant) if meant and word not in _NO_SLIP else set()


def _stems(word: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[str]:
    for start in before:
        if word.startswith(start):
            rest = word[len(start) :]
            for end in after:
                if len(rest) - len(end) > 1 and rest.endswith(end):
                    yield rest[: len(rest) - len(end)]


def _slips(word: str) -> Iterator[str]:
    """One letter left out (not the first) or two swapped; in a long word also another letter."""
    for n in range(1, len(word) - 1):
        yield word[:n] + word[n + 1] + word[n] + word[n + 2 :]
    if len(word) >= _SHORTEST_SLIPPED:
        for n in range(1, len(word)):
            yield word[:n] + word[n + 1 :]
    if len(word) >= _SHORTEST_OTHER:
        for n in range(1, len(word)):
            for letter in "abcdefghijklmnopqrstuvwxyz":
                yield word[:n] + letter + word[n + 1 :]


@lru_cache
def languages(folder: str) -> tuple[Language, ...]:
    """Every language that there is a file of in `folder` of this room."""
    found = {
        one.name[:-4]: one.read_text(encoding="utf-8")
        for one in files("caseloom.assist").joinpath(folder).iterdir()
        if one.name.endswith(".txt")
    }
    return tuple(_read(name, found[name]) for name in sorted(found))


def _read(name: str, text: str) -> Language:
    sets: dict[str, frozenset[str]] = {}
    rules: list[Rule] = []
    kind = ""
    for line in text.splitlines():
        if line.startswith("@") and ":" in line:
            called, _, words = line[1:].partition(":")
            sets[called] = frozenset(map(fold, words.split()))
        elif line.startswith("="):
            kind = line[1:].strip()
        elif line.strip() and not line.startswith("#"):
            rules += [Rule(kind, steps) for steps in _rules(_PART.findall(line))]
    return Language(name, tuple(rules), sets)


def _rules(parts: list[str]) -> Iterator[tuple[Step, ...]]:
    """A line's rules: one more for each alternative of several words."""
    for at, part in enumerate(parts):
        if " " in part:
            options = part.strip("()?").split("|")
            single = "|".join(one for one in options if " " not in one)
            for one in options:
                if " " in one:
                    yield from _rules([*parts[:at], *one.split(), *parts[at + 1 :]])
            if single:
                yield from _rules([*parts[:at], f"({single})", *parts[at + 1 :]])
            return
    steps = [_step(part) for part in parts]
    while (steps and steps[-1].perhaps) or steps[-1].gap:
        steps.pop()
    yield tuple(steps)


def _step(part: str) -> Step:
    if part.startswith("~"):
        return Step(frozenset(), gap=int(part[1:]))
    perhaps = part.endswith("?")
    words = part.rstrip("?").strip("()").split("|")
    return Step(frozenset(_asked(one) for one in words), perhaps)


def _asked(word: str) -> str:
    if word.startswith("@") or word == "<year>":
        return word
    mark = word[0] if word[0] in "%^" else ""
    tail = "*" if word.endswith("*") else ""
    return mark + fold(word.strip("%^*")) + tail


Keys = list[frozenset[str]]


def keys_of(found: list[Token], language: Language) -> Keys:
    """What of all that rules ask for each word is."""
    return [language.keys(one.plain, one.spaced) for one in found]


def matches(found: list[Token], language: Language, keys: Keys | None = None) -> list[Match]:
    """All places of `found` that fit a rule, each kind and start once, by its shortest fit."""
    keys = keys_of(found, language) if keys is None else keys
    sentences = [one.sentence for one in found]
    made: dict[tuple[str, int], Match] = {}
    for at, known in enumerate(keys):
        for key in known:
            for rule in language.by_first.get(key, ()):
                if (rule.kind, at) not in made:
                    end = _fits(rule.steps, 1, at, at + 1, keys, sentences)
                    if end:
                        made[rule.kind, at] = Match(rule.kind, at, end)
    return list(made.values())


def _fits(
    steps: tuple[Step, ...], step: int, start: int, at: int, keys: Keys, sentences: list[int]
) -> int:
    """Where the steps from `step` on end if they begin at `at`; 0 if they do not fit."""
    if step == len(steps):
        return at
    now = steps[step]
    if now.gap:
        for skipped in range(now.gap + 1):
            end = _fits(steps, step + 1, start, at + skipped, keys, sentences)
            if end:
                return end
        return 0
    if at < len(keys) and sentences[at] == sentences[start]:
        end = 0
        if not now.either.isdisjoint(keys[at]):
            end = _fits(steps, step + 1, start, at + 1, keys, sentences)
        if end:
            return end
    return _fits(steps, step + 1, start, at, keys, sentences) if now.perhaps else 0
