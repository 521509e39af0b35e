"""`python -m caseloom.assist.spans.training TIPS.jsonl`: makes the weights that naming.py reads.

TIPS is what `caseloom bench tips --size 24000 --seed 7 --out TIPS.jsonl` makes; its first half is
read. Sentences are added, and the names in both are replaced by others out of the lists and by
made-up ones, so that what is learnt is how names stand, and none of them. The same tips and seed
give the same weights.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from caseloom.assist.spans.finding import find_by_rules
from caseloom.assist.spans.inventing import Names
from caseloom.assist.spans.naming import (
    FORBIDDEN,
    LABELS,
    NEVER,
    SLOTS,
    Model,
    best,
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
    Slots = np.ndarray[Any, np.dtype[np.uint16]]

EPOCHS = 6
# Of the rounds that each sentence is filled in; of features left out in a round, as others lack.
_FILLED, _DROPPED = 60, 0.1
# Of names in tips those that stay; of words in names those that the lists are not asked for.
_KEPT, _HIDDEN = 0.1, 0.25
# Examples of words in no order, and from how common words they are drawn.
_WORDS, _RANKS = 6_000, ("1", "1", "1", "2", "2", "3", "4")
_SLOT = re.compile(r"\{([PGFOC])\}")


@dataclass(frozen=True, slots=True)
class Example:
    """A text and its people and organisations: (start, end, kind)."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


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
    """The averaged perceptron's weights."""
    import numpy as np

    rng = np.random.default_rng(seed)
    weights = np.zeros((SLOTS, len(LABELS)), dtype=np.float32)
    steps = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    sums, step_sums = np.zeros_like(weights), np.zeros_like(steps)
    banned = np.zeros_like(steps)
    for before, after in FORBIDDEN:
        banned[before, after] = NEVER
    time = 0
    for _ in range(epochs):
        for number in rng.permutation(len(examples)):
            one = examples[number]
            time += 1
            places = np.where(rng.random(one.slots.shape) < _DROPPED, 0, one.slots)
            scores = weights[places].sum(axis=1)
            scores[one.taken, 1:] = NEVER
            guessed = np.array(best(scores.tolist(), (steps + banned).tolist()))
            wrong = (guessed != one.labels).nonzero()[0]
            if not len(wrong):
                continue
            for labels, by in ((one.labels, 1.0), (guessed, -1.0)):
                at = (places[wrong], labels[wrong][:, None])
                np.add.at(weights, at, by)
                np.add.at(sums, at, by * time)
                ways = (np.concatenate(([0], labels[:-1])), labels)
                np.add.at(steps, ways, by)
                np.add.at(step_sums, ways, by * time)
            weights[0] = 0
    averaged = (weights - sums / time).astype(np.float32)
    averaged[0] = 0
    return Model(averaged, (steps - step_sums / time + banned).astype(np.float32))


def main() -> None:
    """Train on a file of tips and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tips", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    place = Path(__file__).with_name("lists") / "names.json"
    parser.add_argument("--out", type=Path, default=place)
    given = parser.parse_args()
    names = Names(Random(given.seed))  # noqa: S311 - repeatable, no secret
    every = (*of_tips(given.tips, names), *of_sentences(names), *of_words(names))
    made = [prepared(one, names.rng) for one in every]
    examples = [one for one in made if one]
    model = train(examples, given.seed)
    told = {"task": "names", "texts": len(examples), "seed": given.seed}
    given.out.write_text(dump(model, told), encoding="utf-8")


if __name__ == "__main__":
    main()
