"""Whether a text names somebody who works here. Looked at before anybody reads it.

A name is found by all its words near each other, in any order; by its surname behind a title; by
an initial and the surname; by user name or e-mail address; and in Arabic writing by consonants.
Rather too many than too few: what is closed by mistake, somebody else reads.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from uuid import UUID

# Words between the parts of a name, at most: "Vega, Marisol", "Marisol de la Vega".
_APART = 3
# A user name shorter than this is a word like any other.
_LEAST_NAME = 5
_LEAST_BONES = 5
_TITLES = """
    mr mrs ms miss dr prof officer inspector agent investigator detective sergeant sgt captain cpt
    lieutenant lt director chief supervisor commissioner auditor prosecutor judge boss senor senora
    sr sra don dona licenciado licenciada lic inspectora agente capitan comandante directora jefe
    jefa fiscal juez jueza oficial sargento
    السيد السيدة الضابط المفتش المحقق النقيب المدير المديرة الرئيس القاضي الدكتور الاستاذ
"""
_BEFORE_NAMES = frozenset(_TITLES.split())
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
# Arabic letters as the Latin consonants that they are most often written with.
_CONSONANTS = {
    "ب": "b", "ت": "t", "ث": "t", "ج": "g", "ح": "h", "خ": "k", "د": "d", "ذ": "d", "ر": "r",
    "ز": "z", "س": "s", "ش": "s", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "g", "ف": "f",
    "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "پ": "p", "چ": "c", "ڤ": "v",
    "گ": "g",
}  # fmt: skip
Names = dict[str, list[tuple[UUID, frozenset[str]]]]
_LATIN = {"c": "k", "q": "k", "j": "g", "v": "f", "p": "b", "x": "k"}


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works here."""

    id: UUID
    name: str
    username: str
    email: str


def named(text: str, staff: Iterable[Staff]) -> frozenset[UUID]:
    """Who of `staff` the text names. Looks at every word; time grows with the text alone."""
    return _index(tuple(staff)).named(text)


@lru_cache(maxsize=4)
def _index(staff: tuple[Staff, ...]) -> "_Index":
    return _Index(staff)


class _Index:
    """Names by each of their words, so that a text is gone through once."""

    def __init__(self, staff: tuple[Staff, ...]) -> None:
        self.names: Names = {}
        self.surnames: dict[str, list[tuple[UUID, str]]] = {}
        self.skeletons: Names = {}
        self.marks: dict[str, UUID] = {}
        for one in staff:
            self._add(one)

    def _add(self, one: Staff) -> None:
        words = [word for word in _words(one.name) if len(word) > 1]
        for word in words:
            self.names.setdefault(word, []).append((one.id, frozenset(words)))
        if len(words) > 1:
            self.surnames.setdefault(words[-1], []).append((one.id, words[0][0]))
            bones = frozenset(_bones(word) for word in words)
            # Of short names too little is left: “Ali Lee” would be any two words.
            sure = min(map(len, bones)) > 1 and sum(map(len, bones)) >= _LEAST_BONES
            for bone in bones if sure else ():
                self.skeletons.setdefault(bone, []).append((one.id, bones))
        for mark in (one.username, one.email):
            if len(mark) >= _LEAST_NAME and (mark != one.username or not mark.isalpha()):
                self.marks[_folded(mark)] = one.id

    def named(self, text: str) -> frozenset[UUID]:
        words = _words(text)
        found = set(self._by_words(words, self.names, lambda word: word))
        found |= self._by_surname(words)
        if _ARABIC.search(text):
            found |= self._by_words(words, self.skeletons, _bones)
        folded = _folded(text)
        found |= {person for mark, person in self.marks.items() if mark in folded}
        return frozenset(found)

    @staticmethod
    def _by_words(words: list[str], names: "Names", form: Callable[[str], str]) -> set[UUID]:
        seen: dict[tuple[UUID, str], int] = {}
        found: set[UUID] = set()
        for at, word in enumerate(words):
            key = form(word)
            for person, needed in names.get(key, ()):
                seen[person, key] = at
                reach = len(needed) - 1 + _APART
                if all(at - seen.get((person, other), -reach - 1) <= reach for other in needed):
                    found.add(person)
        return found

    def _by_surname(self, words: list[str]) -> set[UUID]:
        found: set[UUID] = set()
        for before, word in pairwise(words):
            for person, initial in self.surnames.get(word, ()):
                if before in _BEFORE_NAMES or before == initial:
                    found.add(person)
        return found


def _words(text: str) -> list[str]:
    return [found.group() for found in _WORD.finditer(_folded(text))]


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one) and one != "ـ")


def _bones(word: str) -> str:
    # The article is part of a word in Arabic and none of the name.
    if _ARABIC.search(word):
        word = word.removeprefix("ال")
        return _squeezed("".join(_CONSONANTS.get(letter, "") for letter in word))
    kept = "".join(
        _LATIN.get(one, one) for one in word if one.isascii() and one not in "aeiouywh'-"
    )
    return _squeezed(kept)


def _squeezed(letters: str) -> str:
    letters = letters.replace("h", "")
    return re.sub(r"(.)\1+", r"\1", letters)
