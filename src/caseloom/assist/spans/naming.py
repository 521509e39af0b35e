"""People and organisations: a linear model over what is known of words and of those beside them.

A chain of labels (Lafferty and others, “Conditional Random Fields”, 2001). It holds no names: a
word that is neither common nor a thing's is known to it by its shape, by its first and last letters
and by the lists that have it. `training.py` makes its weights. What letters and the words beside
tell for certain is mended afterwards (`arabic.py`, `latin.py`).
"""

import base64
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from caseloom.assist.spans import arabic, latin
from caseloom.assist.spans.language import word_set
from caseloom.assist.spans.span import Span
from caseloom.assist.spans.tokens import (
    SORTS,
    Known,
    Token,
    is_cased,
    is_first_name,
    is_given,
    is_listed,
    is_of_firms,
    is_place,
    is_strict,
    is_thing,
    is_title,
    is_uncommon,
    known,
    taken,
    tokens,
)

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]
    Floats = np.ndarray[Any, np.dtype[np.float32]]

# Outside, begin and go on, of a person and of an organisation.
LABELS = ("O", "B-person", "I-person", "B-organisation", "I-organisation")
SLOTS = 1 << 16
_REACH = 2
# Tokens that are looked at together.
_PART = 4_000
_ATOMS = 12
NEVER = -1e6
# What a person's name must be likelier by, as a logarithm: set on tips left out of half 1.
_DOUBT = 0.5
# What numbers and offices are called by, some of which are somebody's name.
_SHORT = word_set(
    "IBAN VIN SSN EBT DNI NIE CURP RFC SAT IMSS ICE CPS FBI IRS DEA HUD WIC DMV CIF NIF PIN ATM SUV"
)
_PERSON = (LABELS.index("B-person"), LABELS.index("I-person"))
# From which label to which there is no way: on with what was not begun.
FORBIDDEN = frozenset(
    (before, after)
    for after in (2, 4)
    for before in range(len(LABELS))
    if before not in (after - 1, after)
)


@dataclass(frozen=True, slots=True)
class Model:
    """weights[slot, label] and steps[before, after]."""

    weights: "Floats"
    steps: "Floats"


@lru_cache(maxsize=1)
def model() -> Model:
    """The one that is shipped."""
    return load(
        (files("caseloom.assist.spans") / "lists" / "names.json").read_text(encoding="utf-8")
    )


def load(text: str) -> Model:
    """A model out of what `dump` made."""
    import numpy as np

    held = json.loads(text)
    raw = np.frombuffer(zlib.decompress(base64.b64decode(held["weights"])), dtype=np.int8)
    weights = raw.reshape(SLOTS, len(LABELS)).astype(np.float32) * held["scale"]
    return Model(weights, np.array(held["steps"], dtype=np.float32))


def dump(made: Model, told: dict[str, Any]) -> str:
    """A model as JSON; its weights are rounded to 255 steps."""
    import numpy as np

    scale = float(np.abs(made.weights).max()) / 127
    raw = np.round(made.weights / scale).astype(np.int8).tobytes()
    held = {
        **told, "labels": LABELS, "scale": scale,
        "steps": [[round(float(one), 3) for one in row] for row in made.steps],
        "weights": base64.b64encode(zlib.compress(raw, 9)).decode(),
    }  # fmt: skip
    return json.dumps(held, indent=1) + "\n"


def slots(found: Sequence[Known]) -> "Numbers":
    """(tokens, features) which weights each token adds up; unused places hold slot 0, a 0."""
    import numpy as np

    many = len(found)
    atoms = np.zeros((many + 2 * _REACH, _ATOMS), dtype=np.int64)
    sorts = np.zeros(many + 2 * _REACH, dtype=np.int64)
    for at, each in enumerate(found):
        some = each.atoms[:_ATOMS]
        atoms[at + _REACH, : len(some)] = some
        sorts[at + _REACH] = each.sort + 1
    parts = []
    for offset in range(2 * _REACH + 1):
        beside = atoms[offset : offset + many]
        parts.append(np.where(beside, _mixed(beside, offset + 1), 0))
    one, two, three, four, five = (sorts[offset : offset + many] for offset in range(5))
    size = SORTS + 1
    pairs = (
        two * size + three, three * size + four, (two * size + three) * size + four,
        (one * size + two) * size + three, (three * size + four) * size + five,
        (two * size + four) + 7 * size**2,
    )  # fmt: skip
    parts += [_mixed(each[:, None], 11 + place) for place, each in enumerate(pairs)]
    # What stands before and behind, with what this one is.
    for offset, place in ((1, 21), (3, 22)):
        beside = atoms[offset : offset + many]
        parts.append(np.where(beside, _mixed(beside * 1_009 + three[:, None], place), 0))
    return np.concatenate(parts, axis=1)


def _mixed(numbers: "Numbers", place: int) -> "Numbers":
    mixed = (numbers * 2_654_435_761 + place * 40_503) & 0xFFFFFFFF
    mixed ^= mixed >> 15
    mixed = (mixed * 2_246_822_519) & 0xFFFFFFFF
    made: Numbers = (mixed >> 13) % (SLOTS - 1) + 1
    return made


def knowledge(
    found: Sequence[Token], cased: bool, hidden: frozenset[int] = frozenset()
) -> list[Known]:
    """What is known of each token of a text; of those `hidden` not that a list has them."""
    return [
        taken(one.taken) if one.taken else known(one.text, cased, at not in hidden)
        for at, one in enumerate(found)
    ]


def best(scores: Sequence[Sequence[float]], steps: Sequence[Sequence[float]]) -> list[int]:
    """The labels of the best way through scores of (tokens, labels) (Viterbi)."""
    path = [one + step for one, step in zip(scores[0], steps[0], strict=True)]
    # By label, the steps to it that are not forbidden.
    ways = [
        [(one, steps[one][after]) for one in range(len(LABELS)) if (one, after) not in FORBIDDEN]
        for after in range(len(LABELS))
    ]
    back = []
    for row in scores[1:]:
        came = []
        ahead = []
        for after, here in enumerate(ways):
            before, most = 0, 2 * NEVER
            for one, step in here:
                if path[one] + step > most:
                    before, most = one, path[one] + step
            came.append(before)
            ahead.append(most + row[after])
        back.append(came)
        path = ahead
    labels = [max(range(len(LABELS)), key=path.__getitem__)]
    for came in reversed(back):
        labels.append(came[labels[-1]])
    return labels[::-1]


def names(plain: str, others: Iterable[Span] = ()) -> Iterator[Span]:
    """People and organisations. others: spans that are found already, which are none of them."""
    found = marked(tokens(plain), others)
    cased = is_cased(plain)
    labels: list[int] = []
    for part in _parts(found):
        labels += _likely(part, labelled(part, cased, model()), cased)
    labels = latin.mended(plain, found, arabic.mended(found, labels), cased)
    if cased:
        labels = _firms(found, labels)
    if cased and is_strict(plain):
        labels = _capitals(found, labels)
    yield from joined(plain, found, _again(found, labels, cased))


def _likely(found: Sequence[Token], labels: list[int], cased: bool) -> list[int]:
    """Without people of one word that no list of names has, no capital marks and no title tells."""
    made = list(labels)
    for at, one in enumerate(found):
        alone = labels[at] == _PERSON[0] and labels[at + 1 : at + 2] != [_PERSON[1]]
        if not alone:
            continue
        told = at and is_title(found[at - 1].text)
        marked_so = is_listed(one.text) or (cased and one.text[0].isupper())
        never = one.text.upper() in _SHORT or (is_place(one.text) and not told)
        if never or not (told or marked_so):
            made[at] = 0
    return made


def _firms(found: Sequence[Token], labels: list[int]) -> list[int]:
    """With those as firms that end in a word for a thing, which is nobody's name."""
    made = list(labels)
    for at in range(len(made)):
        if made[at] != _PERSON[0]:
            continue
        end = at + 1
        while end < len(made) and made[end] == _PERSON[1]:
            end += 1
        last = found[end - 1].text
        surely = is_of_firms(last) or not is_first_name(found[at].text)
        if end - at > 1 and is_thing(last) and surely:
            made[at:end] = [label + 2 for label in made[at:end]]
    return made


def _capitals(found: Sequence[Token], labels: list[int]) -> list[int]:
    """Without names that have no capital, where all that begins has one."""
    made = list(labels)
    at = 0
    while at < len(made):
        end = at + 1
        if made[at]:
            while end < len(made) and LABELS[made[end]][0] == "I":
                end += 1
            words = [one.text for one in found[at:end]]
            small = [one for one in words if one == one.lower() and one != one.upper()]
            # What has digits in it is what somebody is called on a network.
            if len(small) == len([one for one in words if one[0].isalpha() or one[0].isdigit()]):
                made[at:end] = [0] * (end - at)
        at = end
    return made


def _again(found: Sequence[Token], labels: list[int], cased: bool) -> list[int]:
    """Who was named is meant where one word of that name, or it again, stands by itself."""
    whole = set()
    for at, one in enumerate(found):
        if labels[at] in _PERSON and len(one.text) > 2:
            alone = labels[at] == _PERSON[0] and labels[at + 1 : at + 2] != [_PERSON[1]]
            if is_given(one.text) if alone else is_uncommon(one.text):
                whole.add(one.text.casefold())
    made = list(labels)
    for at, one in enumerate(found):
        if labels[at] or one.taken or one.text.casefold() not in whole:
            continue
        if not any(labels[max(0, at - 1) : at + 2]) and not (cased and one.text.islower()):
            made[at] = _PERSON[0]
    return made


def _parts(found: list[Token]) -> Iterator[list[Token]]:
    """`found` in parts that fit into memory, each to the end of a sentence where there is one."""
    at = 0
    while at < len(found):
        end = min(at + _PART, len(found))
        if end < len(found):
            ends = (one for one in range(end, end - _PART // 4, -1) if found[one - 1].text in ".\n")
            end = next(ends, end)
        yield found[at:end]
        at = end


def labelled(found: Sequence[Token], cased: bool, by: Model) -> list[int]:
    """The labels of tokens; those of spans that are found already are outside."""
    scores = by.weights[slots(knowledge(found, cased))].sum(axis=1)
    scores[:, _PERSON[0]] -= _DOUBT
    for at, one in enumerate(found):
        if one.taken:
            scores[at, 1:] = NEVER
    return best(scores.tolist(), by.steps.tolist())


def marked(found: Sequence[Token], others: Iterable[Span]) -> list[Token]:
    """`found` with what each token is a part of already."""
    spans = iter(sorted(others, key=lambda one: one.start))
    span = next(spans, None)
    made = []
    for one in found:
        while span and span.end <= one.start:
            span = next(spans, None)
        inside = span is not None and span.start < one.end
        made.append(Token(one.text, one.start, one.end, span.kind) if span and inside else one)
    return made


def joined(plain: str, found: Sequence[Token], labels: Sequence[int]) -> Iterator[Span]:
    """The spans that labels of tokens tell."""
    start = None
    for at in range(len(found) + 1):
        label = LABELS[labels[at]] if at < len(found) else "O"
        if start is not None and label[0] != "I":
            first, last = found[start], found[at - 1]
            raw = plain[first.start : last.end]
            kind = LABELS[labels[start]][2:]
            if any(c.isalpha() for c in raw):
                yield Span(kind, first.start, last.end, raw, raw)
            start = None
        if label[0] == "B" and not found[at].taken:
            start = at
