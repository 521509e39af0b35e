"""`python -m caseloom.assist.spans.training TIPS.jsonl`: makes the weights that naming.py reads.

TIPS is what `caseloom bench tips --size 24000 --seed 7 --out TIPS.jsonl` makes; the start of its
first half is read. The first half of the tips written by hand in lessons/ (`lessons.py`), sentences
and words are added, and names are replaced by others out of the lists and by made-up ones, so that
what is learnt is how names stand, and none of them. The same tips and seed give the same weights.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from caseloom.assist import learning
from caseloom.assist.spans.finding import find_by_rules
from caseloom.assist.spans.inventing import Names
from caseloom.assist.spans.lessons import Example, of_lessons
from caseloom.assist.spans.naming import (
    FORBIDDEN,
    LABELS,
    NEVER,
    SLOTS,
    Model,
    dump,
    knowledge,
    marked,
    slots,
)
from caseloom.assist.spans.span import level
from caseloom.assist.spans.tokens import is_cased, tokens

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]
    Bools = np.ndarray[Any, np.dtype[np.bool_]]
    Floats = np.ndarray[Any, np.dtype[np.float32]]
    Slots = np.ndarray[Any, np.dtype[np.uint16]]

EPOCHS = 8
# Texts in a step; how far steps go; how much weights are drawn to 0; the score of what cannot be.
_BATCH, _RATE, _DECAY, _OUT = 32, 0.15, 0.1, -1e4
# Made tips to learn from: more of the same phrases add little.
_MADE = 10_000
# Of the rounds that each sentence is filled in; of features left out in a round, as others lack.
_FILLED, _DROPPED = 30, 0.12
# Of names in tips those that stay; of words in names those that the lists are not asked for.
_KEPT, _HIDDEN = 0.1, 0.1
# Examples of words in no order, and from how common words they are drawn.
_WORDS, _RANKS = 4_000, ("1", "1", "1", "2", "2", "3", "4")
_SLOT = re.compile(r"\{([PGFOC])\}")


def of_tips(path: Path, names: Names) -> Iterator[Example]:
    """The first half's tips, most of their names replaced."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            if row["half"] == 1:
                spans = [
                    (one["start"], one["end"], one["kind"]) for one in row["spans"]
                    if one["kind"] in ("person", "organisation")
                ]  # fmt: skip
                yield _replaced(row["text"], sorted(spans), names)


def _replaced(text: str, spans: Sequence[tuple[int, int, str]], names: Names) -> Example:
    """The same name has the same one in its place throughout."""
    new: dict[str, str] = {}
    parts: list[str] = []
    made = []
    at = size = 0
    for start, end, kind in spans:
        raw = text[start:end]
        if raw not in new:
            new[raw] = raw if names.rng.random() < _KEPT else _other(raw, kind, names)
        parts += [text[at:start], new[raw]]
        size += start - at
        made.append((size, size + len(new[raw]), kind))
        size += len(new[raw])
        at = end
    return Example("".join([*parts, text[at:]]), tuple(made))


def _other(raw: str, kind: str, names: Names) -> str:
    """Another name in the letters, and of about the length, of `raw`."""
    arabic = any("\u0621" <= c <= "\u064a" for c in raw)
    language = "ar" if arabic else names.rng.choice(("en", "es"))
    if kind == "organisation":
        made = names.organisation(language)
    elif "," in raw:
        made = f"{names.word('x', 'family')}, {names.word('x', 'given')}"
    else:
        made = names.person(language, len(raw.split()))
    return made.lower() if raw.islower() else made.upper() if raw.isupper() else made


def of_sentences(names: Names, times: int = _FILLED) -> Iterator[Example]:
    """The sentences, each filled in `times` times, in several manners of writing."""
    rng = names.rng
    for language in ("en", "es", "ar"):
        text = files("caseloom.assist.spans") / "lists" / "sentences" / f"{language}.txt"
        lines = text.read_text(encoding="utf-8").splitlines()[1:]
        for _ in range(times):
            rng.shuffle(lines)
            at = 0
            while at < len(lines):
                many = rng.choice((1, 2, 3, 4, 5))
                gap = rng.choice((" ", " ", "\n"))
                yield _filled(gap.join(lines[at : at + many]).replace("\\n", "\n"), language, names)
                at += many


def of_words(names: Names, many: int = _WORDS) -> Iterator[Example]:
    """Names among common words in no order: whatever stands beside them, those are no names."""
    rng = names.rng
    for _ in range(many):
        language = rng.choice(("en", "es", "ar"))
        script = "a" if language == "ar" else "x"
        pattern = []
        for _ in range(rng.randrange(4, 16)):
            draw = rng.random()
            if draw < 0.12:
                title = f"{rng.choice(names.titles[script])} " if rng.random() < 0.5 else ""
                pattern.append(f"{title}{{{rng.choice('PPGFO')}}}")
            else:
                pattern.append(rng.choice(names.common[script][rng.choice(_RANKS)]))
            if rng.random() < 0.1:
                pattern[-1] += rng.choice((".", ",", ":"))
        text = " ".join(pattern)
        yield _filled(f"{text[0].upper()}{text[1:]}", language, names)


def _filled(pattern: str, language: str, names: Names) -> Example:
    rng = names.rng
    manner = rng.choices(("plain", "lower", "upper", "unmarked"), (55, 22, 6, 17))[0]
    parts: list[str] = []
    spans = []
    at = size = 0
    for found in [*_SLOT.finditer(pattern), None]:
        literal = pattern[at : found.start() if found else len(pattern)]
        if manner == "unmarked":
            literal = re.sub(r"[.,:;!?¡¿؟،']", "", literal)
        parts.append(literal)
        size += len(literal)
        if not found:
            break
        raw = _drawn(found.group(1), language, names)
        if found.group(1) != "C":
            kind = "organisation" if found.group(1) == "O" else "person"
            spans.append((size, size + len(raw), kind))
        parts.append(raw)
        size += len(raw)
        at = found.end()
    text = "".join(parts)
    # Some letters are two in capitals, which would move what stands behind them.
    changed = {"lower": text.lower(), "upper": text.upper()}.get(manner, text)
    lowered = "".join(parts).lower() if manner == "unmarked" and rng.random() < 0.6 else changed
    return Example(lowered if len(lowered) == len(text) else text, tuple(spans))


def _drawn(slot: str, language: str, names: Names) -> str:
    rng = names.rng
    other = rng.choice(("en", "es")) if language != "ar" and rng.random() < 0.3 else language
    if slot == "O":
        return names.organisation(other)
    if slot == "C":
        return rng.choice(names.cities[language])
    if slot == "P":
        return names.person(other, rng.choices((2, 3, 4), (70, 25, 5))[0])
    if slot == "G" and language == "ar":
        return names.person("ar", 1)
    return names.word("a" if language == "ar" else "x", "given" if slot == "G" else "family")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An example's slots, its labels, and which tokens are taken."""

    slots: "Slots"
    labels: "Numbers"
    taken: "Numbers"


def prepared(example: Example, rng: Random) -> Prepared | None:
    """An example as the model sees it; None where it has no token. Some names are in no list."""
    import numpy as np

    plain = level(example.text)
    kept = [s for s in find_by_rules(plain) if not _meets(s.start, s.end, example.spans)]
    found = marked(tokens(plain), kept)
    if not found:
        return None
    starts = {start: (end, kind) for start, end, kind in example.spans}
    labels = []
    until, kind = 0, ""
    for one in found:
        if one.start in starts:
            until, kind = starts[one.start]
            labels.append(LABELS.index(f"B-{kind}"))
        else:
            labels.append(LABELS.index(f"I-{kind}") if one.end <= until else 0)
    taken = np.array([at for at, one in enumerate(found) if one.taken], dtype=np.int64)
    hidden = frozenset(at for at, one in enumerate(labels) if one and rng.random() < _HIDDEN)
    features = slots(knowledge(found, is_cased(plain), hidden)).astype(np.uint16)
    return Prepared(features, np.array(labels), taken)


def _meets(start: int, end: int, spans: Iterable[tuple[int, int, str]]) -> bool:
    return any(start < last and first < end for first, last, _ in spans)


def train(examples: Sequence[Prepared], seed: int = 0, epochs: int = EPOCHS) -> Model:
    """The weights of a chain of labels under which the given ones are likeliest (a linear CRF).

    By AdaGrad in batches of texts of about one length; a mean over the later half of its steps.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    weights = np.zeros((SLOTS, len(LABELS)), dtype=np.float32)
    steps = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    squares, step_squares = np.ones_like(weights), np.ones_like(steps)
    sums, step_sums, taken_in = np.zeros_like(weights), np.zeros_like(steps), 0
    banned = np.zeros_like(steps)
    for before, after in FORBIDDEN:
        banned[before, after] = _OUT
    for epoch in range(epochs):
        for batch in _batches([len(one.labels) for one in examples], rng):
            some = [examples[number] for number in batch]
            by, by_steps = _gradient(some, weights, steps + banned, rng)
            squares += by * by
            step_squares += by_steps * by_steps
            weights -= _RATE * by / np.sqrt(squares)
            steps -= _RATE * by_steps / np.sqrt(step_squares)
            weights[0] = 0
            if 2 * epoch >= epochs - 1:
                sums += weights
                step_sums += steps
                taken_in += 1
    never = np.where(banned < 0, NEVER, 0)
    return Model(
        (sums / taken_in).astype(np.float32), (step_sums / taken_in + never).astype(np.float32)
    )


def _batches(sizes: Sequence[int], rng: "np.random.Generator") -> Iterator[list[int]]:
    """All numbers below the count of `sizes`, shuffled, in batches of about the same size."""
    import numpy as np

    order = rng.permutation(len(sizes))
    made = []
    for at in range(0, len(order), _BATCH * 16):
        part = sorted(order[at : at + _BATCH * 16].tolist(), key=lambda one: sizes[one])
        made += [part[start : start + _BATCH] for start in range(0, len(part), _BATCH)]
    for number in np.asarray(rng.permutation(len(made))).tolist():
        yield made[number]


def _gradient(
    some: Sequence[Prepared], weights: "Floats", steps: "Floats", rng: "np.random.Generator"
) -> tuple["Floats", "Floats"]:
    """Of the unlikelihood of the labels of `some`: by weight and by step from label to label."""
    import numpy as np

    many = len(LABELS)
    sizes = np.array([len(one.labels) for one in some])
    places = np.concatenate([one.slots for one in some])
    places = np.where(rng.random(places.shape) < _DROPPED, 0, places)
    flat = weights[places].sum(axis=1)
    starts = np.cumsum(sizes) - sizes
    for one, start in zip(some, starts.tolist(), strict=True):
        flat[one.taken + start, 1:] = _OUT
    mask = np.arange(sizes.max())[None, :] < sizes[:, None]
    scores = np.zeros((*mask.shape, many), dtype=np.float32)
    scores[mask] = flat
    truth = np.zeros(mask.shape, dtype=np.int64)
    truth[mask] = np.concatenate([one.labels for one in some])
    alone, pairs = _marginals(scores, mask, steps)
    off = (alone - np.eye(many, dtype=np.float32)[truth])[mask]
    rows = places.ravel()
    made = np.stack([
        np.bincount(rows, np.repeat(off[:, label], places.shape[1]), minlength=SLOTS)
        for label in range(many)
    ], axis=1)  # fmt: skip
    made += _DECAY * weights * (made != 0)
    after = mask[:, 1:]
    by_steps = pairs.copy()
    np.subtract.at(by_steps, (truth[:, :-1][after], truth[:, 1:][after]), 1)
    np.subtract.at(by_steps, (np.zeros(len(some), dtype=np.int64), truth[:, 0]), 1)
    by_steps[0] += alone[:, 0].sum(axis=0)
    return made.astype(np.float32), by_steps.astype(np.float32)


def _marginals(scores: "Floats", mask: "Bools", steps: "Floats") -> tuple["Floats", "Floats"]:
    """How likely each label is at each token, and how often each step is taken in all."""
    import numpy as np

    ahead = np.zeros_like(scores)
    back = np.zeros_like(scores)
    ahead[:, 0] = scores[:, 0] + steps[0]
    for at in range(1, scores.shape[1]):
        went = _sum(ahead[:, at - 1, :, None] + steps, 1) + scores[:, at]
        ahead[:, at] = np.where(mask[:, at, None], went, ahead[:, at - 1])
    for at in range(scores.shape[1] - 2, -1, -1):
        comes = _sum(steps + (scores[:, at + 1] + back[:, at + 1])[:, None, :], 2)
        back[:, at] = np.where(mask[:, at + 1, None], comes, 0)
    whole = _sum(ahead[:, -1], 1)[:, None, None]
    alone = np.exp(ahead + back - whole)
    each = ahead[:, :-1, :, None] + steps + (scores + back)[:, 1:, None, :] - whole[..., None]
    pairs = np.where(mask[:, 1:, None, None], np.exp(np.minimum(each, 0)), 0).sum(axis=(0, 1))
    return alone, pairs


def _sum(logs: "Floats", axis: int) -> "Floats":
    """The logarithm of the sum of what `logs` are the logarithms of."""
    import numpy as np

    most = logs.max(axis=axis, keepdims=True)
    made: Floats = np.log(np.exp(logs - most).sum(axis=axis)) + most.squeeze(axis)
    return made


def main() -> None:
    """Train on a file of tips and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tips", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    place = Path(__file__).with_name("lists") / "names.json"
    parser.add_argument("--out", type=Path, default=place)
    given = parser.parse_args()
    names = Names(Random(given.seed))  # noqa: S311 - repeatable, no secret
    every = (
        *islice(of_tips(given.tips, names), _MADE), *of_lessons(learning.by_hand(1), names),
        *of_sentences(names), *of_words(names),
    )  # fmt: skip
    made = [prepared(one, names.rng) for one in every]
    examples = [one for one in made if one]
    model = train(examples, given.seed)
    told = {"task": "names", "texts": len(examples), "seed": given.seed}
    given.out.write_text(dump(model, told), encoding="utf-8")


if __name__ == "__main__":
    main()
