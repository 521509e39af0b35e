"""Words of a text, in one spelling, each with its place: what rules about words are tried on.

Letters that are hidden, marked, doubled, spaced out or written as digits are what they stand for:
people write so in haste, and to get past machines.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Characters read: of a longer text the start and the end, where threats of long letters stand.
MOST = 100_000
_END = 20_000
# Letters alone in a row that may be a word, from and to; characters between two of them.
_SPACED, _GAP, _LONGEST = 3, 1, 40
_WORD = re.compile(r"[^\W_](?:['’‘`´@$!*]?[^\W_])*|[$@][^\W_]+")
_JOINTS = re.compile(r"['’‘`´]")
_ENDS = re.compile(r"[.!?؟…](?=[\s\"'»”)]|$)|[\n\r]")
_PAUSES = re.compile(r"[,;:،؛—–\"“”«»()\[\]]|\s-\s")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_ARABIC = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": "",
    "گ": "ك", "ک": "ك", "ی": "ي", "ڤ": "ف", "پ": "ب", "چ": "ج", "ٹ": "ت",
})  # fmt: skip
# Letters of other scripts that look like Latin ones.
_ALIKE = str.maketrans("аеорсухіјѕԁɡʏɪοαρνκı", "aeopcyxijsdgyioapvki")
_FILLERS = frozenset(
    """
    uh uhh um umm erm hmm mmm inaudible click eh este يعني اه اهه ايه والله طيب
    """.split()  # noqa: SIM905 - a list of words is read as one
)
_FILLING = frozenset({("you", "know"), ("i", "mean"), ("o", "sea"), ("غير", "واضح")})
_NUMBER = frozenset("/-:#_")
_CODED = re.compile(r"[013457@$!*]")
_LEET = str.maketrans("013457@$!*", "oieastasi*")
_LEET_L = str.maketrans("013457@$!*", "oleastasl*")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as rules see it. sentence, clause: which one it stands in, counted.

    spaced: it was written as letters that stand alone.
    """

    plain: str
    start: int
    end: int
    sentence: int
    clause: int
    spaced: bool = False


def tokens(text: str) -> list[Token]:
    """The words of `text` in order: of what is longer than MOST, its start and its end."""
    if len(text) <= MOST:
        return _tokens(text, 0)
    first = _tokens(text[: MOST - _END], 0)
    last = first[-1].sentence + 1 if first else 0
    return first + _tokens(text[-_END:], len(text) - _END, last)


def _tokens(text: str, offset: int, sentence: int = 0) -> list[Token]:
    plain, places = _leveled(text)
    found: list[Token] = []
    clause = sentence
    before = 0
    for match in _WORD.finditer(plain):
        gap = plain[before : match.start()]
        if before and gap != " ":
            ended = _ENDS.search(plain, before, min(match.start() + 1, len(plain)))
            if ended and ended.start() < match.start():
                sentence, clause = sentence + 1, clause + 1
            elif _PAUSES.search(gap):
                clause += 1
        before = match.end()
        start, end = places[match.start()], places[match.end() - 1] + 1
        word = "0" if _within(plain, match) else _JOINTS.sub("", match.group())
        found.append(Token(word, offset + start, offset + end, sentence, clause))
    return _unspaced(_spoken(found))


def _within(plain: str, match: re.Match[str]) -> bool:
    """Whether these digits are a part of a number or a date, and so no year."""
    if not match.group().isdigit():
        return False
    around = plain[max(0, match.start() - 1) : match.start()] + plain[match.end() : match.end() + 1]
    return not _NUMBER.isdisjoint(around)


def _spoken(found: list[Token]) -> list[Token]:
    """`found` without what people only say to go on speaking."""
    made: list[Token] = []
    for one in found:
        if one.plain in _FILLERS:
            continue
        if made and (made[-1].plain, one.plain) in _FILLING:
            made.pop()
            continue
        made.append(one)
    return made


def _leveled(text: str) -> tuple[str, Sequence[int]]:
    """`text` in small letters without marks, and the place in `text` of each of its characters."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        for each in _level(letter):
            letters.append(each)
            places.append(at)
    return "".join(letters), places


@lru_cache(maxsize=8_192)
def _level(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    if unicodedata.category(letter) == "Cf":
        return ""
    folded = unicodedata.normalize("NFKD", letter).casefold().translate(_ARABIC)
    kept = "".join(each for each in folded if not unicodedata.combining(each))
    return kept.translate(_ALIKE)


def fold(word: str) -> str:
    """`word` as it is written in the lists: small letters, no marks, no apostrophes."""
    return _JOINTS.sub("", _leveled(word)[0])


def _unspaced(found: list[Token]) -> list[Token]:
    """`found`, with letters that stand alone, three or more in a row, put together again."""
    made: list[Token] = []
    run: list[Token] = []
    for one in [*found, None]:
        if one and len(one.plain) == 1 and (not run or one.start - run[-1].end <= _GAP):
            run.append(one)
            continue
        made += _together(run)
        run = []
        if one and len(one.plain) == 1:
            run = [one]
        elif one:
            made.append(one)
    return made


def _together(run: list[Token]) -> list[Token]:
    if len(run) < _SPACED or not any(one.plain.isalpha() for one in run):
        return run
    parts = [run[at : at + _LONGEST] for at in range(0, len(run), _LONGEST)]
    return [
        Token(
            "".join(one.plain for one in part), part[0].start, part[-1].end,
            part[0].sentence, part[0].clause, True,
        )
        for part in parts
    ]  # fmt: skip


def spellings(word: str) -> tuple[str, ...]:
    """What `word` may stand for: itself, without stretched letters, with letters for digits."""
    found = [word]
    if _REPEATED.search(word):
        found += [_REPEATED.sub(r"\1", word), _REPEATED.sub(r"\1\1", word)]
    if _CODED.search(word) and any(each.isalpha() for each in word):
        found += [word.translate(_LEET), word.translate(_LEET_L)]
    if word.count("*") == 1:
        found += [word.replace("*", vowel) for vowel in "aeiou"]
    if "ء" <= word[0] <= "ي" and len(word) > 3 and word[0] in "وف":
        found.append(word[1:])
    return tuple(dict.fromkeys(found))
