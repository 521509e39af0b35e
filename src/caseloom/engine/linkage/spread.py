"""How sure a figure is, and whether a threshold that was chosen on some labels holds on others."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from caseloom.engine.linkage import calibrating, cluster
from caseloom.engine.linkage.calibrating import Judged
from caseloom.engine.linkage.measure import Figures

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
    known = [(a, b, bits) for a, b, bits in pairs if a in truth and b in truth]
    at = {member: number for number, group in enumerate(groups) for member in group}
    inside = [(a, b, bits) for a, b, bits in known if at.get(a, -1) == at.get(b, -2)]
    top = max((bits for _, _, bits in known), default=0.0)
    steps = [n * STEP for n in range(int(min(top, HIGHEST) / STEP) + 1)]
    joined = {t: cluster.components((a, b) for a, b, bits in inside if bits >= t) for t in steps}
    return tuple(_half(seed, truth, known, joined) for seed in seeds)


def _half(
    seed: int,
    truth: Mapping[str, str],
    known: Sequence[tuple[str, str, float]],
    joined: Mapping[float, Sequence[Collection[str]]],
) -> HeldOut:
    taught = {e for e in set(truth.values()) if sha256(f"{seed} {e}".encode()).digest()[0] < 128}
    tested = set(truth.values()) - taught
    bits = _chosen(truth, joined, taught)
    right, claimed = _claimed(truth, joined[bits], tested) if bits is not None else (0.0, 0.0)
    actual = sum(_pairs(n) for e, n in Counter(truth.values()).items() if e in tested)
    lessons = [Judged(x, truth[a] == truth[b], hash_fold(truth[a])) for a, b, x in known
               if truth[a] in taught]  # fmt: skip
    tests = [Judged(x, truth[a] == truth[b]) for a, b, x in known if truth[a] in tested]
    curve = calibrating.fitted(lessons) if lessons else calibrating.IDENTITY
    before, after = (
        calibrating.error([(one.probability(j.bits), j.same) for j in tests])
        for one in (calibrating.IDENTITY, curve)
    )
    return HeldOut(
        seed, bits, _share(right, claimed), _share(right, actual), round(claimed), before, after
    )


def _chosen(
    truth: Mapping[str, str],
    joined: Mapping[float, Sequence[Collection[str]]],
    half: Collection[str],
) -> float | None:
    """The threshold reached by steps from the highest, as long as `sure` holds.

    The lowest that holds by itself may hold by luck: it is the best of many looks.
    """
    found = None
    for threshold, groups in sorted(joined.items(), reverse=True):
        if _claimed(truth, groups, half)[1] >= LEAST_JOINED:
            if not sure(truth, groups, half):
                break
            found = threshold
    return found


def sure(
    truth: Mapping[str, str], groups: Iterable[Collection[str]], half: Collection[str]
) -> bool:
    """Whether 99 % of resamples of `groups` are as precise as LEAST_PRECISION.

    Whole groups are drawn: one wrong link makes many wrong pairs.
    """
    import numpy as np

    found = np.array([_claimed(truth, [group], half) for group in groups] or [(0.0, 0.0)])
    right, claimed = found.sum(axis=0)
    if claimed <= 0 or right < LEAST_PRECISION * claimed:
        return False
    random = np.random.default_rng(1)
    drawn = (
        found[random.integers(len(found), size=len(found))].sum(axis=0) for _ in range(RESAMPLES)
    )
    shares = sorted(_share(float(one[0]), float(one[1])) for one in drawn)
    return shares[int(0.01 * RESAMPLES)] >= LEAST_PRECISION


def _claimed(
    truth: Mapping[str, str], groups: Iterable[Collection[str]], half: Collection[str]
) -> tuple[float, float]:
    """(right, claimed) pairs of one half; a pair across the halves counts by half to each."""
    right = claimed = 0.0
    for group in groups:
        counts = Counter(truth[m] for m in group if m in truth)
        right += sum(_pairs(n) for entity, n in counts.items() if entity in half)
        claimed += (counts.total() - 1) / 2 * sum(n for e, n in counts.items() if e in half)
    return right, claimed


def hash_fold(entity: str, folds: int = 5) -> int:
    """The fold of an entity, the same at every call."""
    return sha256(entity.encode()).digest()[0] % folds


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
