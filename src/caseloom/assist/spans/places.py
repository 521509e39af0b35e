"""Names of cities and towns."""

import re
from functools import lru_cache
from importlib.resources import files

from caseloom.assist.words import plain as folded

# Words of the longest name that is looked for.
MOST_WORDS = 4
_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?")


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    lists = files("caseloom.assist.spans") / "lists"
    names = []
    for name in ("cities.txt", "cities_en.txt", "cities_es.txt", "cities_ar.txt"):
        lines = (lists / name).read_text(encoding="utf-8").splitlines()
        names += [
            one for line in lines if not line.startswith("#") for one in re.split(r"[,،]", line)
        ]
    return frozenset(
        " ".join(folded(word.rstrip(".")) for word in one.split()) for one in names if one.strip()
    )


def city_end(plain: str, start: int) -> int:
    """Where the longest name of a city that begins at `start` ends; `start` where none does."""
    end = at = start
    words: list[str] = []
    for _ in range(MOST_WORDS):
        found = _WORD.match(plain, at)
        if not found:
            break
        words.append(folded(found.group().rstrip(".")))
        if " ".join(words) in _names():
            end = found.end() - found.group().endswith(".")
        at = found.end()
        if plain[at : at + 1] != " ":
            break
        at += 1
    return end
