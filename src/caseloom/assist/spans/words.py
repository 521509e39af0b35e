"""Lists of names and of common words, and what they tell of one word."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from caseloom.assist.words import plain as folded

# Bits of what a word may be.
GIVEN, FAMILY, NAME, KIND, FORM, TITLE, PARTICLE, PLACE = (1 << place for place in range(8))
_SECTIONS = {
    "given": GIVEN, "family": FAMILY, "name": NAME, "kind": KIND, "form": FORM, "title": TITLE,
    "particle": PARTICLE, "place": PLACE,
}  # fmt: skip


# Lists that building.py makes are folded already.
_MADE = ("names.txt", "common.txt")


@dataclass(frozen=True, slots=True)
class Lists:
    """What words may be, and how common they are: 1 for the few most common, to 4."""

    kinds: dict[str, int]
    common: dict[str, int]


@lru_cache(maxsize=1)
def lists() -> Lists:
    """Read once from the files beside this one. Words are folded: no case, accents, variants."""
    kinds: dict[str, int] = {}
    for name in ("names.txt", "people.txt", "organisations.txt"):
        for section, words in sections(name).items():
            bit = _SECTIONS[section]
            for word in words:
                kinds[word] = kinds.get(word, 0) | bit
    common: dict[str, int] = {}
    for section, words in sections("common.txt").items():
        for word in words:
            common[word] = min(int(section), common.get(word, 9))
    return Lists(kinds, common)


def sections(name: str) -> dict[str, list[str]]:
    """The words of a list by its headings, folded."""
    found: dict[str, list[str]] = {}
    fold = str if name in _MADE else folded
    text = (files("caseloom.assist.spans") / "lists" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("="):
            section = found.setdefault(line[1:].strip(), [])
        elif line and not line.startswith("#"):
            section.extend(map(fold, line.split()))
    return found
