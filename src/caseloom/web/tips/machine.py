"""What the machine says of a tip, in words, with the places that it rests on."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseloom.tips.types import PRIORITIES, Alike, Known, MachineView, Queued
from caseloom.tips.types import Mark as Found
from caseloom.web import wording
from caseloom.web.tips import words
from caseloom.web.tips.telling import Mark, shown

KINDS: dict[str, str | Promise] = {
    "person": gettext_lazy("People"),
    "organisation": gettext_lazy("Organisations"),
    "phone": gettext_lazy("Telephones"),
    "email": gettext_lazy("E-mail"),
    "address": gettext_lazy("Addresses"),
    "plate": gettext_lazy("Plates"),
    "vin": gettext_lazy("Vehicle numbers"),
    "iban": gettext_lazy("Accounts"),
    "card": gettext_lazy("Cards"),
    "crypto": gettext_lazy("Wallets"),
    "date": gettext_lazy("Dates"),
    "money": gettext_lazy("Sums"),
    "url": gettext_lazy("Web addresses"),
    "handle": gettext_lazy("Names on networks"),
}
THREATS: dict[str, str | Promise] = {
    "direct": gettext_lazy("somebody threatens"),
    "conditional": gettext_lazy("somebody threatens, if"),
    "reported": gettext_lazy("somebody is said to threaten"),
    "indirect": gettext_lazy("between the lines"),
    "self-harm": gettext_lazy("somebody may harm herself"),
}
LIKE: dict[str, str | Promise] = {
    "near-exact": gettext_lazy("Nearly the same words"),
    "same story": gettext_lazy("Perhaps the same story"),
    "related": gettext_lazy("Perhaps related"),
}
MISSING: dict[str, str | Promise] = {
    "who": gettext_lazy("who"),
    "what": gettext_lazy("what"),
    "where": gettext_lazy("where"),
    "when": gettext_lazy("when"),
    "how_known": gettext_lazy("how it is known"),
}
WHY: dict[str, str | Promise] = {
    "now": gettext_lazy("it goes on now"),
    "held": gettext_lazy("somebody is held"),
    "harm": gettext_lazy("somebody is harmed"),
    "minor": gettext_lazy("a child"),
    "soon": gettext_lazy("it is soon"),
    "losing": gettext_lazy("something is being lost"),
}


# What raises a tip, the weightiest first.
_RAISES = {"threat": 0, "urgency": 2}


@dataclass(frozen=True, slots=True)
class Named:
    """What is named in a tip, of one kind; `wrong`: check digits that do not fit."""

    kind: str | Promise
    values: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in the panel."""

    urgency: str | Promise
    urgency_percent: str
    threat: str | Promise
    perhaps: bool
    threat_percent: str
    route: str | Promise
    route_percent: str
    missing: tuple[str | Promise, ...]
    summary: tuple[str, ...]
    named: tuple[Named, ...]
    shown: tuple[UUID, ...]
    models: tuple[str, ...]


def said(view: MachineView | None, text: str) -> Said | None:
    """The panel of a tip whose words are `text`; None where the machine is silent or hidden."""
    if view is None or view.hidden:
        return None
    known = view.urgency in PRIORITIES
    return Said(
        urgency=words.PRIORITIES[PRIORITIES.index(view.urgency)] if known else "",
        urgency_percent=_percent(view.urgency_probability),
        threat=THREATS.get(view.threat, view.threat),
        perhaps=view.threat_possible,
        threat_percent=_percent(view.threat_probability),
        route=words.category(view.route) if view.route else "",
        route_percent=_percent(view.route_probability),
        missing=tuple(MISSING.get(one, one) for one in view.missing),
        summary=tuple(shown(text[start:end]) for start, end in view.summary),
        named=_named(view, text),
        shown=view.suggestions,
        models=view.models,
    )


def _percent(probability: float | None) -> str:
    return "" if probability is None else wording.percent(probability)


def _named(view: MachineView, text: str) -> tuple[Named, ...]:
    spans = [one for one in view.marks if one.task == "spans"]
    found = []
    for kind, label in KINDS.items():
        values = {
            shown(text[one.start : one.end]): one.checked is False
            for one in spans
            if one.kind == kind
        }
        if values:
            found.append(Named(label, tuple(values.items())))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Other:
    """Another tip that may tell of the same."""

    tip: Queued
    how: str | Promise
    percent: str
    shared: tuple[str, ...]
    means: bool


def alike(found: tuple[Alike, ...]) -> list[Other]:
    """Tips that may tell of the same, in words."""
    return [
        Other(
            one.tip,
            LIKE.get(one.decision, one.decision),
            _percent(one.probability),
            one.identifiers,
            one.means,
        )
        for one in found
    ]


def known(found: tuple[Known, ...]) -> list[dict[str, object]]:
    """What is named, and whom of the records it may be."""
    return [
        {
            "kind": KINDS.get(one.kind, one.kind),
            "raw": shown(one.raw),
            "candidates": [
                (entity, name, wording.percent(likely)) for entity, name, likely in one.candidates
            ],
        }
        for one in found
    ]


def marks(view: MachineView | None) -> list[Mark]:
    """The places that stand out in the text: what raised it, and what is named."""
    if view is None or view.hidden:
        return []
    # Of places that overlap the weightier stands out; what is only named gives way.
    kept: list[Found] = []
    for one in sorted(view.marks, key=lambda one: (_order(one), one.start)):
        apart = all(one.end <= other.start or one.start >= other.end for other in kept)
        if apart and not one.against:
            kept.append(one)
    return [Mark(one.start, one.end, _why(one), one.task in _RAISES) for one in kept]


def _order(one: Found) -> int:
    """Words that threaten go before the sentence that means a threat, and that before the rest."""
    return _RAISES.get(one.task, 3) + int(one.kind == "sentence")


def _why(one: Found) -> str:
    if one.task == "threat":
        return _("This may mean a threat") if one.kind == "sentence" else _("A threat to life")
    if one.task == "urgency":
        return str(WHY.get(one.kind, one.kind))
    return str(KINDS.get(one.kind, one.kind))
