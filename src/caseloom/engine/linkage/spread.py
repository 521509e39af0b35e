"""How sure a figure is, and whether a threshold that was chosen on some labels holds on others."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from caseloom.engine.linkage import calibrating, chains, cluster
from caseloom.engine.linkage.calibrating import Many
from caseloom.engine.linkage.measure import Figures

if TYPE_CHECKING:
    import numpy as np

RESAMPLES = 400
SEEDS = (1, 2, 3)
# Automatic “same” is set where the measured precision is at least this, its lower bound included.
LEAST_PRECISION = 0.99
# On fewer pairs nothing is sure.
LEAST_JOINED = 20
STEP, HIGHEST = 0.5, 40.0
Pair = tuple[str, str]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ranges:
    """The middle 95 % of precision, recall and F1 over resamples."""

    precision: Range
    recall: Range
    f1: Range


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A threshold and a curve that half of the labels chose, on the other half.

    bits: the threshold down to which the precision of all that would be joined, chains included,
    is surely LEAST_PRECISION on the first half; None where there is none. joined: pairs of the
    other half that would be. error_before, error_after: calibration errors of its suggested pairs.
    """

    seed: int
    bits: float | None
    precision: float
    recall: float
    joined: int
    error_before: float
    error_after: float


def ranges(
    truth: Mapping[str, str], found: Sequence[Collection[str]], *, seed: int = 1
) -> tuple[Ranges, Ranges]:
    """(of pair figures, of B³) over resamples of what hangs together by truth or by grouping.

    Members of one entity or one group are not independent, so whole blocks are drawn.
    """
    import numpy as np

    blocks, random = np.array(_blocks(truth, found)), np.random.default_rng(seed)
    drawn = [
        blocks[random.integers(len(blocks), size=len(blocks))].sum(axis=0).tolist()
        for _ in range(RESAMPLES)
    ]
    pair = [Figures(_share(b[0], b[1]), _share(b[0], b[2])) for b in drawn]
    cubed = [Figures(_share(b[3], b[5]), _share(b[4], b[5])) for b in drawn]
    return _middle(pair), _middle(cubed)


def _blocks(
    truth: Mapping[str, str], found: Sequence[Collection[str]]
) -> list[tuple[float, float, float, float, float, float]]:
    """Per block: right, claimed and actual pairs; B³ precision and recall summed; members."""
    groups = [[m for m in group if m in truth] for group in found]
    at = {m: number for number, group in enumerate(groups) for m in group}
    groups += [[m] for m in truth if m not in at]
    at |= {group[0]: n for n, group in enumerate(groups) if len(group) == 1}
    by_cluster: dict[str, set[int]] = defaultdict(set)
    for member, entity in truth.items():
        by_cluster[entity].add(at[member])
    sizes = Counter(truth.values())
    chained = ((str(min(numbers)), str(n)) for numbers in by_cluster.values() for n in numbers)
    parts = cluster.components(chained)
    inside = {int(n) for part in parts for n in part}
    parts = [*parts, *((str(n),) for n in range(len(groups)) if n not in inside and groups[n])]
    return [_block([groups[int(n)] for n in part], truth, sizes) for part in parts]


def _block(
    groups: Sequence[Collection[str]], truth: Mapping[str, str], sizes: Mapping[str, int]
) -> tuple[float, float, float, float, float, float]:
    right = claimed = precision = recall = 0.0
    members, entities = 0, set()
    for group in groups:
        members += len(group)
        claimed += _pairs(len(group))
        for entity, n in Counter(truth[m] for m in group).items():
            entities.add(entity)
            right += _pairs(n)
            precision += n * n / len(group)
            recall += n * n / sizes[entity]
    return right, claimed, sum(_pairs(sizes[e]) for e in entities), precision, recall, members


def _middle(many: Sequence[Figures]) -> Ranges:
    return Ranges(
        _ends([f.precision for f in many]),
        _ends([f.recall for f in many]),
        _ends([f.f1 for f in many]),
    )


def _ends(values: Sequence[float]) -> Range:
    ordered = sorted(values)
    cut = round(0.025 * (len(ordered) - 1))
    return ordered[cut], ordered[len(ordered) - 1 - cut]


def held_out(
    truth: Mapping[str, str],
    pairs: Iterable[tuple[str, str, float]],
    groups: Sequence[Collection[str]],
    *,
    seeds: Sequence[int] = SEEDS,
) -> tuple[HeldOut, ...]:
    """For each seed a threshold and a curve from half of the entities, on the other half.

    pairs: (left, right, bits) of every suggested pair. Joined are those that have the bits and are
    in one of `groups`: what grouping keeps apart, no machine joins.
    """
    import numpy as np

    known = [(a, b, bits) for a, b, bits in pairs if a in truth and b in truth]
    at = {member: number for number, group in enumerate(groups) for member in group}
    inside = [(a, b, bits) for a, b, bits in known if at.get(a, -1) == at.get(b, -2)]
    sizes = Counter(truth.values())
    halves = [_taught(seed, sizes) for seed in seeds]
    top = max((bits for _, _, bits in known), default=0.0)
    reached = _reached(chains.Chains(truth, inside, halves), top)
    entities = {entity: number for number, entity in enumerate(sizes)}
    judged = _judged(truth, known, entities)
    of = np.array([entities[truth[left]] for left, _, _ in known], dtype=int)
    return tuple(
        _half(seed, half, found, sizes, judged, np.array([e in half for e in entities], bool)[of])
        for seed, half, found in zip(seeds, halves, reached, strict=True)
    )


def _judged(
    truth: Mapping[str, str],
    known: Sequence[tuple[str, str, float]],
    entities: Iterable[str],
) -> Many:
    """The pairs with what the truth says of them, those of one entity in one fold."""
    import numpy as np

    folds = {entity: hash_fold(entity) for entity in entities}
    return Many(
        np.array([bits for _, _, bits in known], dtype=float),
        np.array([truth[a] == truth[b] for a, b, _ in known], dtype=bool),
        np.array([folds[truth[a]] for a, _, _ in known], dtype=int),
    )


def _taught(seed: int, entities: Iterable[str]) -> set[str]:
    """The half of the entities that chooses."""
    return {e for e in entities if sha256(f"{seed} {e}".encode()).digest()[0] < 128}


@dataclass(slots=True)
class _Reached:
    """How far down a half has come: the bits, and what the other half's pairs are there."""

    bits: float | None = None
    right: float = 0.0
    claimed: float = 0.0
    done: bool = False


def _reached(joined: chains.Chains, top: float) -> list[_Reached]:
    """For each half the threshold reached by steps from the highest, as long as `sure` holds.

    The lowest that holds by itself may hold by luck: it is the best of many looks.
    """
    found = [_Reached() for _ in joined.halves]
    for step in range(int(min(top, HIGHEST) / STEP), -1, -1):
        if not joined.fall(step * STEP):
            # Nothing else is joined than at the step before, so the same holds.
            for one in found:
                one.bits = one.bits if one.done or one.bits is None else step * STEP
            continue
        for number, one in enumerate(found):
            mine = joined.claimed(number)
            if one.done or mine[1].sum() < LEAST_JOINED:
                continue
            if sure(mine):
                right, claimed = joined.claimed(number, other=True).sum(axis=1)
                one.bits, one.right, one.claimed = step * STEP, float(right), float(claimed)
            else:
                one.done = True
        if all(one.done for one in found):
            break
    return found


def _half(
    seed: int,
    taught: Collection[str],
    found: _Reached,
    sizes: Mapping[str, int],
    judged: Many,
    lessons: "np.ndarray",
) -> HeldOut:
    """What the half `taught` chose; `lessons`: which pairs begin in it."""
    import numpy as np

    actual = sum(_pairs(n) for e, n in sizes.items() if e not in taught)
    tests = judged.only(~lessons)
    curve = calibrating.fitted(judged.only(lessons)) if lessons.any() else calibrating.IDENTITY
    before, after = (
        calibrating.error(np.column_stack((one.probabilities(tests.bits), tests.same)))
        for one in (calibrating.IDENTITY, curve)
    )
    return HeldOut(
        seed, found.bits, _share(found.right, found.claimed), _share(found.right, actual),
        round(found.claimed), before, after,
    )  # fmt: skip


def sure(found: "np.ndarray") -> bool:
    """Whether 99 % of resamples of groups are as precise as LEAST_PRECISION.

    found: (2, groups), the right and the claimed pairs of each. Whole groups are drawn: one wrong
    link makes many wrong pairs.
    """
    import numpy as np

    right, claimed = found.sum(axis=1)
    if claimed <= 0 or right < LEAST_PRECISION * claimed:
        return False
    if right == claimed:
        return True
    random, count = np.random.default_rng(1), found.shape[1]
    columns = found[0].copy(), found[1].copy()
    drawn = (random.integers(count, size=count) for _ in range(RESAMPLES))
    shares = sorted(_share(*(float(one.take(at).sum()) for one in columns)) for at in drawn)
    return shares[int(0.01 * RESAMPLES)] >= LEAST_PRECISION


def hash_fold(entity: str, folds: int = 5) -> int:
    """The fold of an entity, the same at every call."""
    return sha256(entity.encode()).digest()[0] % folds


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
