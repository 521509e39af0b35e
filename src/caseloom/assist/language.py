"""Which language a text is in: by its letters, and by how its words begin, end and go together.

A profile a language (languages/*.txt: words that its texts are full of) gives the likelihoods of a
word and of its parts; a language is added by its file. Too few words are told as no language.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp, log

# Characters read: what a text is in shows at its start.
MOST = 8_000
# Words that tell, and letters, without which it is not told.
LEAST_WORDS, LEAST_LETTERS = 2, 8
# The part of a text from which another language is named beside the main one.
BESIDE = 0.15
# Below this probability nothing is told: `und`, as ISO 639 names what is not determined.
SURE = 0.6
UNKNOWN = "und"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Marks that no screen shows, between letters or around words.
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
_NO_PROSE = re.compile(r"\S*[@/\\]\S*|\S*\d\S*|https?:\S+")
_UNSEEN = 1e-4
# Of the words of a language those in its profile at least: below, it is another or none.
_KNOWN = 0.1
# By how much six words must be likelier in another language to be taken as it.
_OTHER = 5.0
# Languages of one script that are weighed.
_WEIGHED = 4


@dataclass(frozen=True, slots=True)
class Told:
    """language: a code of ISO 639-1, or `und`; likely: how sure; others: what else is in it.

    others: (code, part of the words) for each language of BESIDE or more, the most first.
    """

    language: str
    likely: float
    others: tuple[tuple[str, float], ...] = ()


def tell(text: str) -> Told:
    """The language of `text`."""
    found = [
        one.group() for one in _WORD.finditer(_NO_PROSE.sub(" ", _HIDDEN.sub("", text[:MOST])))
    ]
    if len(found) < LEAST_WORDS or sum(map(len, found)) < LEAST_LETTERS:
        return Told(UNKNOWN, 0.0)
    runs = _runs(found)
    likeliest = _shortlist(found)
    given = [_scores(run, likeliest) for run in runs]
    by_script: dict[str, dict[str, float]] = {}
    for run, scores in zip(runs, given, strict=True):
        summed = by_script.setdefault(_script(run[0]), {})
        for name, one in scores.items():
            summed[name] = summed.get(name, 0.0) + one
    leading = {script: _best(summed) for script, summed in by_script.items() if summed}
    parts: Counter[str] = Counter()
    for run, scores in zip(runs, given, strict=True):
        usual = leading.get(_script(run[0]))
        if usual:
            best = _best(scores)
            parts[best if scores[best] - scores[usual] > _OTHER else usual] += len(run)
    if not parts:
        return Told(UNKNOWN, 0.0)
    main, many = parts.most_common(1)[0]
    summed = by_script[profiles()[main].script]
    likely = 1 / sum(exp(max(-60.0, min(60.0, one - summed[main]))) for one in summed.values())
    known = sum(_plain(word) in profiles()[main].words for word in found)
    if likely < SURE or known < _KNOWN * many:
        return Told(UNKNOWN, 0.0)
    others = tuple(
        (name, some / len(found))
        for name, some in parts.most_common()
        if name != main and some / len(found) >= BESIDE
    )
    return Told(main, likely, others)


def _best(scores: dict[str, float]) -> str:
    return max(scores, key=lambda one: scores[one])


def _runs(found: list[str], size: int = 6) -> list[list[str]]:
    """Words in runs of one script, six at most: a text that changes its language does so there."""
    runs: list[list[str]] = []
    for word in found:
        if runs and len(runs[-1]) < size and _script(runs[-1][0]) == _script(word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _shortlist(found: list[str]) -> set[str]:
    """The languages of each script that know most of the words: the others are not weighed."""
    given = {_plain(word) for word in found}
    by_script: dict[str, list[tuple[int, str]]] = {}
    for name, profile in profiles().items():
        known = len(given & profile.words)
        by_script.setdefault(profile.script, []).append((known, name))
    return {name for each in by_script.values() for _, name in sorted(each)[-_WEIGHED:]}


def _scores(run: list[str], among: set[str]) -> dict[str, float]:
    """Log likelihoods of the languages in the script of `run` that are `among`."""
    script = _script(run[0])
    return {
        name: sum(profile.of(_plain(word)) for word in run)
        for name, profile in profiles().items()
        if profile.script == script and name in among
    }


class Profile:
    """How likely words and parts of words are in a language."""

    def __init__(self, text: str) -> None:
        lines = [one for one in text.splitlines() if not one.startswith("#")]
        found = [_plain(word) for word in " ".join(lines).split()]
        self.script = _script(found[0])
        self.words = frozenset(found)
        self.parts: Counter[str] = Counter(part for word in found for part in _parts(word))
        self.many = sum(self.parts.values())

    @lru_cache(maxsize=32_768)  # noqa: B019 - a handful of profiles, which live as long as it
    def of(self, word: str) -> float:
        """The log likelihood of `word`, by its parts; a word of the profile is likelier."""
        parts = _parts(word)
        mean = sum(log(self.parts[one] / self.many + _UNSEEN) for one in parts) / len(parts)
        return mean + (4.0 if word in self.words else 0.0)


@lru_cache(maxsize=32_768)
def _parts(word: str) -> tuple[str, ...]:
    marked = f"<{word[:24]}>"
    return tuple(marked[at : at + 3] for at in range(len(marked) - 2))


@lru_cache(maxsize=32_768)
def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()


@lru_cache(maxsize=32_768)
def _script(word: str) -> str:
    """The script of a word by the name of its first letter, as `latin` or `arabic`."""
    return unicodedata.name(word[0], "unknown").split(" ")[0].lower()


@lru_cache
def profiles() -> dict[str, Profile]:
    """Every language that there is a file of, by its code."""
    folder = files("caseloom.assist") / "languages"
    found = {one.name: one for one in folder.iterdir() if one.name.endswith(".txt")}
    return {name[:-4]: Profile(found[name].read_text(encoding="utf-8")) for name in sorted(found)}
