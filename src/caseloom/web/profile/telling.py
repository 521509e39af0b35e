"""What a profile's pages say in words: facts, links, moments, and what may be the same."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from caseloom.explore.types import Edge, Moment, Node, Profile
from caseloom.ontology import model as ontology
from caseloom.resolve.types import FieldWeight, Suggestion
from caseloom.store.types import Entity, Statement
from caseloom.web import timeline as drawing
from caseloom.web import wording

# How often two things meet before the drawing shows it as one bar.
OFTEN = 3
# Fields of a comparison that say nothing about the two things themselves.
UNTOLD = frozenset({"prior", "relatives"})
MOST_SUGGESTIONS = 6
# Properties of which a person has one: two values may be a mistake, or two people.
SINGLE = frozenset({"birthDate", "deathDate", "gender", "incorporationDate"})


@dataclass(frozen=True, slots=True)
class Said:
    """One value in words with its statements; `href` when it names another entity."""

    text: str
    statements: tuple[Statement, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One property as the page shows it. `note` tells what to look at twice."""

    name: str
    label: str
    values: tuple[Said, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class MayBe:
    """Another entity that may be this one: what speaks for it, and what against it."""

    caption: str
    url: str
    compare: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    percent: str
    sources: tuple[str, ...]


def pointed_at(entity: Entity) -> set[UUID]:
    """The ids of other entities among the values."""
    return {
        UUID(value.value)
        for name, values in entity.values.items()
        if wording.property_type(entity.schema, name) == "entity"
        for value in values
    }


def facts(entity: Entity, named: Mapping[UUID, Node]) -> list[Fact]:
    """The properties in the order of the type, featured ones first; `named`: see `pointed_at`."""
    featured = {name: at for at, name in enumerate(ontology.kind(entity.schema).featured)}
    found = [_fact(entity, name, named) for name in entity.values]
    return sorted(found, key=lambda one: (featured.get(one.name, len(featured)), one.label))


def _fact(entity: Entity, name: str, named: Mapping[UUID, Node]) -> Fact:
    points = wording.property_type(entity.schema, name) == "entity"
    said = []
    for value in entity.values[name]:
        text, href = wording.value(entity.schema, name, value.value), ""
        if points:
            id_ = UUID(value.value)
            text = named[id_].caption if id_ in named and named[id_].caption else _("Unnamed")
            href = reverse("profile:show", args=[id_])
        said.append(Said(text, value.statements, href))
    label = wording.property_label(entity.schema, name)
    return Fact(name, label, tuple(said), _note(name, said))


def _note(name: str, said: Sequence[Said]) -> str:
    if name not in SINGLE or len(said) < 2:
        return ""
    texts = [one.text for one in said]
    # 1987 and 14 March 1987 agree; 1987 and 1978 do not.
    disagree = any(not a.endswith(b) and not b.endswith(a) for a in texts for b in texts)
    return _("the sources disagree") if disagree else ""


def also(entity: Entity) -> list[str]:
    """Up to three other names than the caption."""
    names = (
        v.value for name in ("name", "alias", "weakAlias") for v in entity.values.get(name, ())
    )
    by_fold = {name.casefold(): name for name in names}
    by_fold.pop(entity.caption.casefold(), None)
    return list(by_fold.values())[:3]


def others(found: Profile) -> list[UUID]:
    """The entities of the suggestions that the page shows."""
    here = set(found.entity.entity_ids)
    return [_other(one, here)[0] for one in found.may_also_be[:MOST_SUGGESTIONS]]


def may_also_be(found: Profile, sources: Mapping[UUID, tuple[str, ...]]) -> list[MayBe]:
    """Open suggestions, the strongest first; `sources` by entity, for `others`."""
    here = set(found.entity.entity_ids)
    return [_may_be(one, here, sources) for one in found.may_also_be[:MOST_SUGGESTIONS]]


def _other(one: Suggestion, here: Collection[UUID]) -> tuple[UUID, str]:
    if one.left in here:
        return one.right, one.right_caption
    return one.left, one.left_caption


def _may_be(
    one: Suggestion, here: Collection[UUID], sources: Mapping[UUID, tuple[str, ...]]
) -> MayBe:
    other, caption = _other(one, here)
    return MayBe(
        caption=caption,
        url=reverse("profile:show", args=[other]),
        compare=reverse("review:compare", args=[one.id]),
        reasons=tuple(islice(reasons(one.weights), 3)),
        against=tuple(islice(reasons(one.weights, sign=-1), 2)),
        percent=wording.percent(one.probability),
        sources=sources.get(other, ()),
    )


def reasons(weights: Iterable[FieldWeight], sign: int = 1) -> Iterable[str]:
    """What speaks for a pair (`sign` 1) or against it (-1), the strongest first."""
    strong = (w for w in weights if w.weight * sign > 0 and w.field not in UNTOLD)
    return (_(one.explanation) for one in sorted(strong, key=lambda w: -abs(w.weight)))


def about(edge: Edge) -> str:
    """What a link's own name says beyond its amount and dates, which have columns."""
    known = {edge.amount or "", edge.start_date or "", edge.end_date or "", edge.schema}
    known.add(wording.type_label(edge.schema))
    return ", ".join(part for part in edge.label.split(", ") if part and part not in known)


def amount(edge: Edge) -> str:
    """A link's amount with its thousands apart."""
    return str(intcomma(edge.amount)) if edge.amount else ""


def link(edge: Edge, nodes: Mapping[UUID, Node], center: UUID) -> dict[str, object]:
    """A row of the list of links, as seen from `center`."""
    out = edge.source == center
    return {
        "edge": edge,
        "out": out,
        "other": nodes[edge.target if out else edge.source],
        "about": about(edge),
        "when": wording.days(edge.start_date, edge.end_date),
        "amount": amount(edge),
    }


def moment(one: Moment) -> dict[str, object]:
    """A row of the list of moments."""
    value = one.kind == "value"
    return {
        "when": wording.days(one.when, one.until),
        "what": one.title if value else wording.type_label(one.schema),
        "other": "" if value else one.title or _("Unnamed"),
        "other_url": reverse("profile:show", args=[one.other_id]) if one.other_id else "",
        "record_url": reverse("sources:record", args=[one.record_id]),
        "source_id": one.source_id,
    }


def draw(moments: Iterable[Moment]) -> drawing.Timeline:
    """The moments as a drawing: what happens often between two things is one bar.

    A date long before the first link, such as a birth, would press all else together: it is
    drawn only when there are no links, and else stands in the table alone.
    """
    gathered: dict[tuple[object, ...], list[Moment]] = defaultdict(list)
    for one in _near(list(moments)):
        alone = one.when if one.kind == "value" else None
        gathered[one.schema, one.other_id, one.title, alone].append(one)
    marks = (mark for many in gathered.values() for mark in _marks(many))
    return drawing.draw([mark for mark in marks if mark])


def _near(moments: Sequence[Moment]) -> Iterable[Moment]:
    first = min((one.when[:4] for one in moments if one.kind == "link" and one.when), default="")
    return (one for one in moments if one.kind == "link" or one.when[:4] >= first)


def _marks(many: Sequence[Moment]) -> Iterable[drawing.Moment | None]:
    if many[0].kind == "value":
        return [_mark(many[0].when, None, many[0], 1)]
    if len(many) <= OFTEN:
        return [_mark(one.when, one.until, one, 1) for one in many]
    last = max(one.until or one.when for one in many)
    return [_mark(min(one.when for one in many), last, many[0], len(many))]


def _mark(start: str, end: str | None, one: Moment, times: int) -> drawing.Moment | None:
    at = wording.first_day(start)
    if at is None:
        return None
    until = wording.first_day(end) if end else None
    what = one.title
    if one.kind == "link":
        what = f"{wording.type_label(one.schema)}: {one.title or _('Unnamed')}"
    often = ngettext(" (%(times)d time)", " (%(times)d times)", times) % {"times": times}
    return drawing.Moment(
        at=at,
        caption=what,
        often=often if times > 1 else "",
        until=until if until and until > at else None,
        kind=_kind(one),
        href=reverse("profile:show", args=[one.other_id]) if one.other_id else "",
    )


def _kind(one: Moment) -> str:
    if one.kind == "value":
        return "person"
    if one.schema in ("Payment", "Debt"):
        return "thing"
    return "contact" if one.schema in ("Call", "Message") else "org"
