"""What a half may say: its phrases, names and places, in each language."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from caseloom.cli.bench.tips.grammar import Either, grammar, kept, rules
from caseloom.cli.bench.tips.tip import LANGUAGES

_TALK = ("what", "talk", "asides", "threats", "malice")


@dataclass(frozen=True, slots=True)
class Stock:
    """phrases: rules by language. lists: names, cities and the like, by language and kind."""

    phrases: dict[str, dict[str, Either]]
    lists: dict[str, dict[str, tuple[str, ...]]]


@lru_cache(maxsize=8)
def stock(half: int, seed: int) -> Stock:
    """What `half` (1 or 2) has under `seed`."""
    phrases = {
        language: grammar(
            {name: lines for file in _TALK for name, lines in read(language, file).items()},
            half, seed,
        )
        for language in LANGUAGES
    }  # fmt: skip
    lists = {
        language: {
            name: tuple(kept(each, half, seed)) for name, each in inventory(language).items()
        }
        for language in LANGUAGES
    }
    return Stock(phrases, lists)


@lru_cache
def inventory(language: str) -> dict[str, tuple[str, ...]]:
    """All names, cities and the like that `language` has, by kind."""
    return {
        name: tuple(dict.fromkeys(one.strip() for line in lines for one in line.split(",")))
        for name, lines in read(language, "names").items()
    }


def read(language: str, file: str) -> dict[str, list[str]]:
    """The rules of one file of words."""
    place = files("caseloom.cli.bench.tips") / "words" / language / f"{file}.txt"
    return rules(place.read_text(encoding="utf-8"))
