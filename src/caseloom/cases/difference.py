"""What differs between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from caseloom.cases.types import Change

# A citation is one word; scripts without spaces compare by character.
_WORD = re.compile(r"\[\[s:[^\]\s]*\]\]|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|.", re.S)


def difference(before: str, after: str) -> tuple[Change, ...]:
    """The changes that turn `before` into `after`, in reading order, neighbours joined.

    Joining the kept and removed texts gives `before`, the kept and added ones `after`. Lines are
    compared first and words only inside changed lines, so that a long report stays quick.
    """
    return tuple(_joined(_by_line(before.splitlines(True), after.splitlines(True))))


def _by_line(a: list[str], b: list[str]) -> Iterator[Change]:
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(a[i:j]))
        else:
            yield from _by_word(_WORD.findall("".join(a[i:j])), _WORD.findall("".join(b[k:m])))


def _by_word(a: list[str], b: list[str]) -> Iterator[Change]:
    # Beyond some thousand words on both sides a rewrite is shown whole: the matcher is quadratic.
    if len(a) * len(b) > 25_000_000:
        yield from (Change("removed", "".join(a)), Change("added", "".join(b)))
        return
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(a[i:j]))
            continue
        if j > i:
            yield Change("removed", "".join(a[i:j]))
        if m > k:
            yield Change("added", "".join(b[k:m]))


def _joined(changes: Iterator[Change]) -> Iterator[Change]:
    last: Change | None = None
    for change in changes:
        if not change.text:
            continue
        if last is not None and last.kind == change.kind:
            last = Change(last.kind, last.text + change.text)
            continue
        if last is not None:
            yield last
        last = change
    if last is not None:
        yield last
