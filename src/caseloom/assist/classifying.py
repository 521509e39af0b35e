"""A linear model of what a text is about, with probabilities that can be believed.

Multinomial logistic regression on hashed words (words.py) and, in Tier 1, on what the text means
(meaning.py), as slots after those of words. How strongly it is held back is chosen,
and its probabilities are calibrated, on texts left out of the fit: one temperature, and one offset
a class where there are examples enough (Guo and others, “On Calibration of Modern Neural
Networks”, 2017). A model is names and numbers alone; nothing in its form is run.
"""

import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, Any

from caseloom.assist import meaning, words
from caseloom.assist.calibrating import calibrated, loss, softmax
from caseloom.assist.meaning import Place
from caseloom.kernel.errors import Invalid

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

    Floats = np.ndarray[Any, np.dtype[np.float64]]
    Numbers = np.ndarray[Any, np.dtype[np.int64]]
    Marks = np.ndarray[Any, np.dtype[np.uint64]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]

FORM = 2
# Models of the first form know words alone.
_KNOWN_FORMS = (1, FORM)
# How much numbers of meaning weigh beside words in a fit: as much as the rarer words do.
_MEANING = 3.0
FOLDS = 5
# Folds on which strengths are compared: what is chosen is hardly another by all five.
_COMPARED = 2
LEAST = 20
MOST_CLASSES = 200
# Texts that the strength is chosen on, at most: more make the choice no better, only slower.
CHOOSING = 20_000
# What a model may unpack to.
MOST_BYTES = 2_000_000_000
_BROKEN = (
    KeyError, TypeError, ValueError, OSError, EOFError, RuntimeError, MemoryError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_STRENGTHS = (0.1, 1.0, 8.0, 64.0)
# Log odds of a class that a fold's fit did not see.
_UNSEEN = -20.0


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts with what each is, in one order."""

    texts: Sequence[str]
    labels: Sequence[str]

    @property
    def hash(self) -> str:
        """SHA-256 over texts and labels in their order."""
        found = sha256()
        for text, label in zip(self.texts, self.labels, strict=True):
            found.update(json.dumps([text, label]).encode())
        return found.hexdigest()


@dataclass(frozen=True)
class Classifier:
    """slots: those that count, sorted; weights: (classes, slots); the rest a number a class.

    Log odds are divided by `temperature` and moved by `offsets`. seen: the first eight bytes of
    the SHA-256 of each text that it was trained on, sorted, so that nobody tests it on them
    unawares. meaning: the encoder whose numbers it reads beside words; "" in Tier 0.
    """

    labels: tuple[str, ...]
    slots: "Numbers"
    weights: "Floats"
    bias: "Floats"
    temperature: float = 1.0
    offsets: tuple[float, ...] = ()
    strength: float = 1.0
    data: str = ""
    seen: "Marks | None" = None
    meaning: str = ""

    @property
    def tier(self) -> int:
        """0: words alone; 1: what they mean as well."""
        return int(bool(self.meaning))

    @property
    def texts(self) -> int:
        """How many different texts it was trained on."""
        return 0 if self.seen is None else len(self.seen)

    def has_seen(self, texts: Sequence[str]) -> "Mask":
        """Of each text, whether the model was trained on it."""
        import numpy as np

        given = marks(texts)
        if self.seen is None or not len(self.seen):
            return np.zeros(len(texts), bool)
        at = np.searchsorted(self.seen, given)
        at[at == len(self.seen)] = 0
        found: Mask = self.seen[at] == given
        return found

    def probabilities(
        self, texts: Sequence[str], told: Callable[[int, int], None] | None = None
    ) -> "Floats":
        """(texts, classes): how likely each text is each of `labels`; a row adds up to 1."""
        import numpy as np

        rows = []
        for done, text in enumerate(texts):
            rows.append(self._logits(_features(text, self.tier > 0)))
            if told and done % 200 == 0:
                told(done, len(texts))
        found = np.array(rows).reshape(len(texts), len(self.labels))
        return softmax(found / self.temperature + np.array(self.offsets or (0.0,)))

    def evidence(self, text: str, label: str, most: int = 8) -> tuple[words.Word, ...]:
        """The words of `text` that speak most for `label`, the strongest first."""
        import numpy as np

        found = words.words(text)
        given = words.weights(found, self._for(label))
        best = [n for n in np.argsort(-given, kind="stable")[:most] if given[n] > 0]
        return tuple(found[n] for n in best)

    def sentences(self, text: str, label: str, most: int = 2) -> tuple[Place, ...]:
        """Where the sentences stand that by their meaning speak most for `label`, the most first.

        None in Tier 0.
        """
        if not self.meaning:
            return ()
        adds = meaning.counted(text, self._for(label)[words.SLOTS :])
        return tuple(place for counts, place in adds[:most] if counts > 0)

    def _for(self, label: str) -> "Floats":
        """What each slot speaks for `label` and against the label that it speaks for else."""
        import numpy as np

        row = self.labels.index(label)
        found = np.zeros(words.SLOTS + meaning.SIZE)
        found[self.slots] = self.weights[row] - np.delete(self.weights, row, axis=0).max(axis=0)
        return found

    def _logits(self, found: words.Features) -> "Floats":
        import numpy as np

        at = np.searchsorted(self.slots, found.slots)
        at[at == len(self.slots)] = 0
        known = self.slots[at] == found.slots
        given: Floats = self.bias + self.weights[:, at[known]] @ found.values[known]
        return given

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the form that is kept."""
        return sha256(self.body()).hexdigest()

    def body(self) -> bytes:
        """The form that is kept: a ZIP of a JSON header and arrays, the same for the same model."""
        import numpy as np

        header = {
            "form": FORM, "labels": self.labels, "temperature": self.temperature,
            "offsets": self.offsets, "strength": self.strength, "data": self.data,
            "meaning": self.meaning,
        }  # fmt: skip
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
            _add(file, "header.json", json.dumps(header, ensure_ascii=False).encode())
            for name, array in (
                ("slots", self.slots.astype(np.int32)),
                ("weights", self.weights.astype(np.float32)),
                ("bias", self.bias.astype(np.float64)),
                ("seen", np.zeros(0, np.uint64) if self.seen is None else self.seen),
            ):
                held = io.BytesIO()
                np.save(held, array, allow_pickle=False)
                _add(file, f"{name}.npy", held.getvalue())
        return made.getvalue()


def _add(file: zipfile.ZipFile, name: str, held: bytes) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    file.writestr(entry, held)


def load(body: bytes) -> Classifier:
    """The model that `Classifier.body` gave. Raises Invalid for anything else."""
    import numpy as np

    try:
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            if sum(one.file_size for one in file.infolist()) > MOST_BYTES:
                raise _unreadable()
            header = json.loads(file.read("header.json"))
            slots, weights, bias, seen = (
                np.load(io.BytesIO(file.read(f"{name}.npy")), allow_pickle=False)
                for name in ("slots", "weights", "bias", "seen")
            )
        labels = tuple(map(str, header["labels"]))
        offsets = tuple(map(float, header["offsets"]))
        meant = str(header.get("meaning", ""))
        wrong = (
            header["form"] not in _KNOWN_FORMS
            or weights.shape != (len(labels), len(slots))
            or bias.shape != (len(labels),)
            or len(offsets) not in (0, len(labels))
            or not (np.isfinite(weights).all() and np.isfinite(bias).all())
            or meant not in ("", meaning.NAME)
            or len(slots) == 0 or slots.min() < 0
            or slots.max() >= words.SLOTS + (meaning.SIZE if meant else 0)
            or float(header["temperature"]) <= 0
        )  # fmt: skip
    except _BROKEN as error:
        raise _unreadable() from error
    if wrong:
        raise _unreadable()
    return Classifier(
        labels, slots.astype(np.int64), weights.astype(np.float64), bias.astype(np.float64),
        float(header["temperature"]), offsets, float(header["strength"]), str(header["data"]),
        seen.astype(np.uint64), meant,
    )  # fmt: skip


def _unreadable() -> Invalid:
    return Invalid(
        "This is no model of this version, or it was changed.",
        remedy="Train it anew: caseloom assist train TASK --train FILE.csv",
        field="model",
    )


Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """A model; and what fits without each text's fold say of it, calibrated likewise.

    left_out: (texts, classes) probabilities, good where `tested`: a class of one text is learnt
    from alone.
    """

    model: Classifier
    left_out: "Floats"
    tested: "Mask"


def train(given: Labelled, *, seed: int = 0, told: Told | None = None, tier: int = 0) -> Trained:
    """A calibrated model of `given`; the same for the same input and seed.

    tier: 0 on words alone, 1 on what they mean as well. Raises Invalid for fewer than LEAST texts,
    one class alone or more than MOST_CLASSES.
    """
    import numpy as np

    labels = _classes(given.labels)
    tell = told or (lambda _step, _done, _total: None)
    tell("reading texts", 0, len(given.texts))
    matrix = _matrix(given.texts, tell, tier > 0)
    slots = _used(matrix)
    rarity = _rarity(matrix, slots)
    narrow = matrix[:, slots].multiply(rarity).tocsr()
    number = {label: n for n, label in enumerate(labels)}
    truth = np.array([number[label] for label in given.labels])
    fold = _folds(given, seed)
    strength, logits = _chosen(narrow, truth, fold, len(labels), seed, tell)
    tested = fold >= 0
    temperature, offsets = calibrated(logits[tested], truth[tested])
    tell("fitting", 0, 0)
    weights, bias = _fit(narrow, truth, len(labels), strength)
    model = Classifier(
        labels, slots, weights * rarity, bias, temperature, offsets, strength, given.hash,
        np.unique(marks(given.texts)), meaning.NAME if tier > 0 else "",
    )  # fmt: skip
    return Trained(model, softmax(logits / temperature + np.array(offsets)), tested)


def marks(texts: Sequence[str]) -> "Marks":
    """By which texts are known again: the first eight bytes of the SHA-256 of each."""
    import numpy as np

    found = (sha256(text.encode("utf-8", "replace")).digest()[:8] for text in texts)
    return np.array([int.from_bytes(one, "big") for one in found], np.uint64)


def _classes(labels: Sequence[str]) -> tuple[str, ...]:
    found = Counter(labels)
    if len(labels) < LEAST or len(found) < 2:
        raise Invalid(
            f"{len(labels):,} texts of {len(found)} labels are too few to learn from.",
            remedy=f"Give {LEAST} texts or more, of two labels at least.", field="label",
        )  # fmt: skip
    if len(found) > MOST_CLASSES:
        raise Invalid(
            f"There are {len(found):,} labels, more than {MOST_CLASSES}: is it the right column?",
            remedy="Name the column that says what each text is with --label.", field="label",
        )  # fmt: skip
    return tuple(sorted(found))


def _features(text: str, meant: bool) -> words.Features:
    """What `text` has: its words and, where asked, what they mean."""
    import numpy as np

    found = words.features(text)
    if not meant:
        return found
    return words.Features(
        np.concatenate([found.slots, np.arange(words.SLOTS, words.SLOTS + meaning.SIZE)]),
        np.concatenate([found.values, meaning.vector(text)]),
    )


def _matrix(texts: Sequence[str], tell: Told, meant: bool = False) -> "csr_matrix":
    """Rows of features; built without a Python number for each."""
    import numpy as np
    from scipy.sparse import csr_matrix

    slots, values, ends = [], [], [0]
    of = lru_cache(maxsize=4_096)(_features)
    for done, text in enumerate(texts):
        found = of(text, meant)
        slots.append(found.slots.astype(np.int32))
        values.append(found.values.astype(np.float32))
        ends.append(ends[-1] + len(found.slots))
        if done % 500 == 0:
            tell("reading texts", done, len(texts))
    return csr_matrix(
        (np.concatenate(values), np.concatenate(slots), np.array(ends)),
        shape=(len(texts), words.SLOTS + meaning.SIZE),
    )


def _used(matrix: "csr_matrix") -> "Numbers":
    """The slots that two texts have or more: what one alone has says nothing of another."""
    import numpy as np

    counts = np.bincount(matrix.indices, minlength=words.SLOTS + meaning.SIZE)
    found: Numbers = np.flatnonzero(counts > 1)
    if not len(found) or found[0] >= words.SLOTS:
        raise Invalid(
            "The texts have no words in common.",
            remedy="Name the column that holds the texts with --text.", field="text",
        )  # fmt: skip
    return found


def _rarity(matrix: "csr_matrix", slots: "Numbers") -> "Floats":
    """(slots,) by how much each is made larger for a fit: words by how few texts have them.

    The logarithm of texts over texts that have it (Spärck Jones, “A Statistical Interpretation of
    Term Specificity”, 1972). A fit that is held back then leans on what tells texts apart before
    what they all have. It becomes part of the weights, so a model needs no list of counts.
    """
    import numpy as np

    counts = np.bincount(matrix.indices, minlength=words.SLOTS + meaning.SIZE)[slots]
    found: Floats = np.log((1 + matrix.shape[0]) / (1 + counts))
    found[slots >= words.SLOTS] = _MEANING
    return found


def _folds(given: Labelled, seed: int) -> "Numbers":
    """A fold for each text, each class spread evenly; texts that are the same share one.

    A class of one text has none: it is learnt from, and not tested.
    """
    import numpy as np

    by_class: dict[str, list[str]] = {}
    marks = [sha256(text.encode()).hexdigest() for text in given.texts]
    first: dict[str, str] = {}
    for mark, label in zip(marks, given.labels, strict=True):
        if first.setdefault(mark, label) == label:
            by_class.setdefault(label, []).append(mark)
    fold_of: dict[str, int] = {}
    start = 0
    for label in sorted(by_class):
        distinct = sorted(set(by_class[label]))
        Random(f"{seed} {label}").shuffle(distinct)  # noqa: S311 - which fold is no secret
        for at, mark in enumerate(distinct):
            fold_of[mark] = -1 if len(distinct) == 1 else (start + at) % FOLDS
        start += len(distinct)
    return np.array([fold_of[mark] for mark in marks])


def _chosen(
    matrix: "csr_matrix", truth: "Numbers", fold: "Numbers", classes: int, seed: int, tell: Told
) -> "tuple[float, Floats]":
    """(strength, log odds of every text by a fit without its fold)."""
    import numpy as np

    few = np.arange(len(truth))
    if len(few) > CHOOSING:
        few = np.sort(np.random.default_rng(seed).permutation(few)[:CHOOSING])
    losses = {}
    rounds = len(_STRENGTHS) + 1
    for at, strength in enumerate(_STRENGTHS):
        tell("choosing", at, rounds)
        found = _left_out(matrix[few], truth[few], fold[few], classes, strength, _COMPARED)
        tested = (fold[few] >= 0) & (fold[few] < _COMPARED)
        if not tested.any():
            break
        scale, offsets = calibrated(found[tested], truth[few][tested])
        losses[strength] = loss(found[tested], truth[few][tested], scale, offsets)
    best = min(losses, key=lambda s: (losses[s], s), default=_STRENGTHS[0])
    tell("choosing", rounds - 1, rounds)
    return best, _left_out(matrix, truth, fold, classes, best, FOLDS)


def _left_out(
    matrix: "csr_matrix",
    truth: "Numbers",
    fold: "Numbers",
    classes: int,
    strength: float,
    folds: int,
) -> "Floats":
    """Log odds of the texts of the first `folds` folds, by fits without each; others stay 0."""
    import numpy as np

    found = np.zeros((len(truth), classes))
    for number in range(folds):
        out = fold == number
        if out.any() and len(set(truth[~out].tolist())) > 1:
            weights, bias = _fit(matrix[~out], truth[~out], classes, strength)
            found[out] = matrix[out] @ weights.T + bias
    return found


def _fit(
    matrix: "csr_matrix", truth: "Numbers", classes: int, strength: float
) -> "tuple[Floats, Floats]":
    """(weights, bias) by class; a class that is not there is all but ruled out."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    made = LogisticRegression(C=strength, max_iter=300, tol=1e-3).fit(matrix, truth)
    weights = np.zeros((classes, matrix.shape[1]))
    bias = np.full(classes, _UNSEEN)
    if len(made.classes_) == 2:
        one, two = made.classes_
        weights[two], bias[one], bias[two] = made.coef_[0], 0.0, made.intercept_[0]
    else:
        weights[made.classes_], bias[made.classes_] = made.coef_, made.intercept_
    return weights, bias
