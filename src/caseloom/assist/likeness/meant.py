"""How near texts are in what they mean: tellings in other words, also in another language.

Numbers of a text tell much of what it says (assist/meaning.py). Whoever keeps them seals them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from caseloom.assist import meaning, shipped

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]

WEIGHTS = "likeness"
# By which encoder numbers were made: others are never compared with them.
NAME = meaning.NAME
SIZE = meaning.OF_SENTENCE
# How near is the eleventh nearest of a few texts that have nothing to do with each other.
_OTHERS, _FEW = 10, 0.3


@dataclass(frozen=True, slots=True)
class Meant:
    """cosine: of the angle between what two texts mean, -1 to 1.

    above: by how much it is nearer than the eleventh nearest of all that one was compared with.
    """

    cosine: float
    above: float


def numbers(text: str) -> bytes:
    """(SIZE,) numbers of what `text` means, from -127 to 127: the mean of its sentences.

    From the mean of many texts: what all tips have in common makes none of them alike.
    """
    return small(mean(text) - centre())


def mean(text: str) -> "Floats":
    """(SIZE,) numbers: the mean of what the sentences of `text` mean, scaled to length 1."""
    found: Floats = meaning.vector(text)[meaning.OF_SENTENCE :]
    return found


def small(given: "Floats") -> bytes:
    """`given` in whole numbers from -127 to 127; its direction stays."""
    import numpy as np

    most = float(np.abs(given).max())
    return np.round(given * (127 / most if most else 0)).astype(np.int8).tobytes()


def near(mine: bytes, others: Sequence[bytes]) -> list[Meant]:
    """How near `mine` is to each of `others`, all made by `numbers`."""
    import numpy as np

    if not others:
        return []
    own = np.frombuffer(mine, np.int8).astype(np.float32)
    rows = np.frombuffer(b"".join(others), np.int8).reshape(len(others), SIZE)
    rows = rows.astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(own)
    cosines = (rows @ own) / np.maximum(lengths, 1e-9)
    few = len(others) <= _OTHERS
    usual = _FEW if few else float(np.partition(cosines, -_OTHERS - 1)[-_OTHERS - 1])
    return [Meant(one, max(0.0, one - usual)) for one in cosines.tolist()]


@lru_cache
def centre() -> "Floats":
    """What many texts have in common, by `mean`."""
    import numpy as np

    return np.array(shipped.header(WEIGHTS)["centre"])
