"""Where a person can go from anywhere: only what his roles let him use."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseloom.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation.

    `rooms` are the URL namespaces in which it is the current one; any of `permissions` shows it,
    none given shows it to everybody; `key` is pressed after `g`.
    """

    route: str
    label: str | Promise
    icon: str
    key: str
    rooms: tuple[str, ...]
    permissions: frozenset[str] = frozenset()
    starts_group: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as one page shows it."""

    place: Place
    url: str
    current: bool


PLACES: tuple[Place, ...] = (
    Place("work:home", _("My work"), "work", "w", ("work",)),
    Place(
        "search:home", _("Search"), "search", "s", ("search", "profile", "graph"),
        frozenset({"search"}),
    ),
    Place(
        "cases:list", _("Cases"), "cases", "c", ("cases", "reports"), frozenset({"case.read"})
    ),
    Place("tips:queue", _("Tips"), "tips", "t", ("tips",), frozenset({"tips.handle"})),
    Place("review:queue", _("Review"), "review", "r", ("review",), frozenset({"judge"})),
    Place(
        "sources:list", _("Sources"), "sources", "o", ("sources",),
        frozenset({"record.read", "source.add", "ingest.run"}), starts_group=True,
    ),
    Place(
        "audit:log", _("Audit"), "audit", "a", ("audit",), frozenset({"audit.read"}),
        starts_group=True,
    ),
    Place(
        "administration:home", _("Administration"), "administration", "d",
        ("administration", "lines"),
        frozenset({"people.administer", "scope.administer", "settings.administer"}),
    ),
)  # fmt: skip


def entries(request: HttpRequest, viewer: Viewer) -> tuple[Entry, ...]:
    """The places that `viewer` may use, with the one he is at."""
    match = request.resolver_match
    here = set(match.namespaces) if match else set()
    shown = (place for place in PLACES if _may(viewer, place))
    return tuple(
        Entry(place, url, not here.isdisjoint(place.rooms))
        for place in shown
        if (url := address(place.route))
    )


def address(route: str, *arguments: object) -> str:
    """The address of `route`, "" while no room answers to that name."""
    try:
        return reverse(route, args=arguments)
    except NoReverseMatch:
        return ""


def _may(viewer: Viewer, place: Place) -> bool:
    return not place.permissions or not place.permissions.isdisjoint(viewer.permissions)
