"""Two things side by side in words: what the weights say, then all that has no weight."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from caseloom.resolve.types import (
    Against,
    Comparison,
    FieldWeight,
    Group,
    KeyKind,
    Opposed,
    ResolveRun,
)
from caseloom.store.types import Entity
from caseloom.web import wording
from caseloom.web.profile.telling import reasons

# Weights that are not about a value; they come after those that are.
WITHOUT_VALUES = frozenset({"prior", "relatives"})
MOST_VALUES = 6
# Less than this shows as nothing.
LEAST_BITS = 0.05


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both sides; `weight` is None where the model does not weigh it."""

    title: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    weight: FieldWeight | None = None

    @property
    def about_values(self) -> bool:
        """It compares what the two sides say, so that an empty side is telling."""
        return self.weight is None or self.weight.field not in WITHOUT_VALUES

    @property
    def agrees(self) -> bool:
        """Both sides say the same in as many letters."""
        return bool(self.left) and set(self.left) == set(self.right)


@dataclass(frozen=True, slots=True)
class Whole:
    """A group in words. `url` leads to the pair that holds it together, unless one is there."""

    size: int
    more: bool
    joined: bool
    review: bool
    conflict: bool
    weak: bool
    left: str = ""
    right: str = ""
    percent: str = ""
    url: str = ""
    here: bool = False
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


def group(found: Group, suggestion: UUID | None) -> Whole:
    """A group as a page tells it that shows the pair `suggestion`."""
    plain = Whole(
        size=len(found.entities),
        more=not found.complete,
        joined=found.joined,
        review=found.review,
        conflict=found.conflict,
        weak=found.review and not found.conflict,
    )
    if found.bridge is None:
        return plain
    return replace(
        plain,
        left=found.bridge.left_caption,
        right=found.bridge.right_caption,
        percent=wording.percent(found.bridge.probability),
        url=reverse("review:compare", args=[found.bridge.suggestion]),
        here=found.bridge.suggestion == suggestion,
        reasons=tuple(reasons(found.bridge.weights)),
        against=tuple(reasons(found.bridge.weights, sign=-1)),
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """By which keys a search looked in one group.

    expected: whether rules were chosen; reach: how many may share a key where none were.
    """

    title: str
    reach: int
    kinds: tuple[tuple[KeyKind, str], ...]
    expected: bool


def keys(run: ResolveRun) -> list[Looked]:
    """The groups of a search that compared anything, each kind of key with what it is worth."""
    return [
        Looked(
            title=str(wording.GROUPS.get(group, group)),
            reach=max(kind.reach for kind in found.kinds),
            kinds=tuple((kind, _worth(kind.worth)) for kind in found.kinds),
            expected=any(kind.worth is not None for kind in found.kinds),
        )
        for group, found in run.keys.items()
        if found.kinds
    ]


def _worth(share: float | None) -> str:
    """Shares of a thousandth are of interest here: that is where keys stop being worth a look."""
    if share is None:
        return ""
    return f"{share * 100:.1f} %" if share < 0.1 else f"{share * 100:.0f} %"


# Pairs that speak against a group, on its page; the first are the strongest.
MOST_OPPOSED = 5


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two inside a group that fields speak against."""

    left: str
    right: str
    url: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubts:
    """What speaks against a group; `more` pairs are not named, `part` if not all were weighed."""

    named: tuple[Doubt, ...]
    count: int
    more: int
    weighed: int
    part: bool


def doubts(found: Against) -> Doubts:
    """What speaks against a group as a page tells it."""
    named = tuple(map(_doubt, found.pairs[:MOST_OPPOSED]))
    count = len(found.pairs)
    return Doubts(named, count, count - len(named), found.weighed, not found.complete)


def _doubt(one: Opposed) -> Doubt:
    url = f"{reverse('review:pair')}?{urlencode({'left': one.left, 'right': one.right})}"
    return Doubt(one.left_caption, one.right_caption, url, tuple(reasons(one.weights, sign=-1)))


def rows(found: Comparison) -> list[Row]:
    """Weighed fields, the weightiest first; fields without a weight; what is not about a field."""
    weighed = sorted(found.weights, key=lambda one: -abs(one.weight))
    about = [_weighed(one) for one in weighed if one.field not in WITHOUT_VALUES]
    rest = [
        _weighed(one)
        for one in weighed
        if one.field in WITHOUT_VALUES and abs(one.weight) >= LEAST_BITS
    ]
    shown = {value for row in about for value in (*row.left, *row.right)}
    return [*about, *_unweighed(found.left, found.right, shown), *rest]


def _weighed(one: FieldWeight) -> Row:
    return Row(one.title, _said(one.field, one.left), _said(one.field, one.right), one)


def _said(field: str, values: Iterable[str]) -> tuple[str, ...]:
    if "date" in field:
        return tuple(wording.day(value) for value in values)
    if "country" in field or "countries" in field:
        return tuple(wording.country(value) for value in values)
    return tuple(values)


def _unweighed(left: Entity, right: Entity, shown: set[str]) -> list[Row]:
    names = dict.fromkeys((*left.values, *right.values))
    made = (_row(left, right, name) for name in names if _tells(left, right, name))
    return [row for row in made if not {*row.left, *row.right} <= shown]


def _tells(left: Entity, right: Entity, name: str) -> bool:
    """Ids of other entities tell a reader nothing."""
    return wording.property_type(left.schema, name) != "entity"


def _row(left: Entity, right: Entity, name: str) -> Row:
    label = wording.property_label(left.schema, name)
    return Row(label, _values(left, name), _values(right, name))


def _values(entity: Entity, name: str) -> tuple[str, ...]:
    values = entity.values.get(name, ())[:MOST_VALUES]
    return tuple(wording.value(entity.schema, name, one.value) for one in values)
