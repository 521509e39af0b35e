"""What must not leave the house is replaced by marks before a text does, and put back after.

A mark is stable within one text: the same words get the same one. It ends in letters that stand
nowhere in the text, so that nobody can write a mark of ours into what he tells.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from caseloom.assist.spans.finding import find

# A further word of a name, such as a surname that stands alone later, from so many letters on.
_LEAST_WORD = 3
_LEAST_VALUE = 4
_MOST_VALUES = 2_000
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """masked.text[start:end] stands for original[first:last]."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Masked:
    """A text as it may be sent. `values`: what each mark stands for, as it was first written.

    `tag`: letters that stand in every mark and nowhere in the original.
    """

    text: str
    original: str
    tag: str
    pieces: tuple[Piece, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _mark(self) -> re.Pattern[str]:
        return re.compile(rf"\[[A-Z]+_[0-9]+_{self.tag}\]")

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in the original; a mark counts whole."""
        return self._original(start, last=False), self._original(end, last=True)

    def _original(self, at: int, *, last: bool) -> int:
        # The piece that begins before `at`: at its own beginning a place still lies outside it.
        number = bisect_right([one.start for one in self.pieces], at - 1 if last else at) - 1
        if number < 0:
            return at
        piece = self.pieces[number]
        if at < piece.end or (last and at == piece.end):
            return piece.last if last else piece.first
        return at - piece.end + piece.last

    def unmask(self, text: str) -> str:
        """`text` with what the marks in it stand for."""
        return self._mark.sub(lambda found: self.values.get(found[0], found[0]), text)

    def marks(self, text: str) -> list[str]:
        """The marks in `text`, those that were invented too."""
        return [found[0] for found in self._mark.finditer(text)]

    def invented(self, text: str) -> bool:
        """Whether `text` holds a mark, or what looks like one, that stands for nothing."""
        return self.tag in text and (
            any(one not in self.values for one in self.marks(text))
            or self.tag in self._mark.sub("", text)
        )


def mask(text: str, kinds: Collection[str], also: Iterable[str] = ()) -> Masked:
    """`text` without what Tier 0 finds in it of `kinds`, wherever else in it the same words stand.

    also: names that go out in no text whatever they are found as, such as those of staff.
    """
    tag = _tag(text)
    found = [(one.start, one.end, one.kind) for one in find(text) if one.kind in kinds]
    found = _more(text, found, also)
    names: dict[tuple[str, str], str] = {}
    values: dict[str, str] = {}
    counts: dict[str, int] = {}
    parts: list[str] = []
    pieces: list[Piece] = []
    at = length = 0
    for start, end, kind in found:
        raw = text[start:end]
        key = (kind, " ".join(raw.casefold().split()))
        if key not in names:
            counts[kind] = counts.get(kind, 0) + 1
            names[key] = f"[{kind.upper()}_{counts[kind]}_{tag}]"
            values[names[key]] = raw
        parts += [text[at:start], names[key]]
        length += start - at
        pieces.append(Piece(length, length + len(names[key]), start, end))
        length, at = length + len(names[key]), end
    return Masked("".join([*parts, text[at:]]), text, tag, tuple(pieces), values)


def _tag(text: str) -> str:
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    lower = text.casefold()
    size = 4
    # Letters alone: digits beside a name would look like part of a number.
    letters = digest.translate(str.maketrans("0123456789", "ghijklmnop"))
    while letters[:size] in lower:
        size += 1
        if size > len(letters):
            letters, size = (
                sha256(letters.encode())
                .hexdigest()
                .translate(str.maketrans("0123456789", "ghijklmnop")),
                4,
            )
    return letters[:size]


def _more(
    text: str, found: list[tuple[int, int, str]], also: Iterable[str]
) -> list[tuple[int, int, str]]:
    """`found` and every further place of the same words; parts of names too."""
    wanted: dict[str, str] = {}
    for start, end, kind in found:
        raw = text[start:end]
        if len(raw) >= _LEAST_VALUE:
            wanted.setdefault(raw.casefold(), kind)
        if kind == "person":
            _words(raw, _LEAST_WORD, wanted)
    for name in also:
        wanted.setdefault(name.casefold(), "person")
        _words(name, 2, wanted)
    wanted.pop("", None)
    longest = sorted(wanted, key=len, reverse=True)[:_MOST_VALUES]
    if not longest:
        return sorted(found)
    pattern = re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE
    )  # fmt: skip
    taken = sorted(found)
    starts = [one[0] for one in taken]
    more = []
    for hit in pattern.finditer(text):
        number = bisect_right(starts, hit.start()) - 1
        before = taken[number][1] if number >= 0 else 0
        after = starts[number + 1] if number + 1 < len(starts) else len(text)
        kind_of = wanted.get(hit[0].casefold())
        if before <= hit.start() and hit.end() <= after and kind_of:
            more.append((hit.start(), hit.end(), kind_of))
    return sorted([*taken, *more])


def _words(name: str, least: int, wanted: dict[str, str]) -> None:
    for word in _WORD.findall(name):
        # “de”, “van”: small letters in a name are no name by themselves.
        if len(word) >= least and not word.islower():
            wanted.setdefault(word.casefold(), "person")
