"""Every read of this room. Each puts on record who looked, why, and what was shown."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from caseloom.explore import completing, exporting, graph, nodes, paths, watched
from caseloom.explore import profile as profiles
from caseloom.explore import search as searching
from caseloom.explore import timeline as timelines
from caseloom.explore.types import (
    Completion,
    Expansion,
    Graph,
    Node,
    Path,
    Profile,
    SearchResult,
    Timeline,
)
from caseloom.kernel.errors import Invalid
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer

MOST_HITS = 100
MOST_NODES = graph.MOST_NODES


def search(
    viewer: Viewer,
    text: str,
    *,
    schema: Iterable[str] = (),
    source: Iterable[int] = (),
    country: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
    cursor: str | None = None,
    limit: int = 20,
) -> SearchResult:
    """Entities that the viewer may see and that have every word of `text` in one record.

    Words match across scripts; "a phrase" matches in order; `begin*` matches beginnings; parts
    with digits match written without gaps. When few match, other spellings are tried.
    `schema` covers special cases; `source` holds source numbers, `country` ISO codes; `since`
    and `until` keep records whose dates reach into those days, both included.
    Raises Invalid for an empty question, a bad filter, cursor or limit (1 to 100).
    """
    viewer.must("search")
    if not 1 <= limit <= MOST_HITS:
        raise Invalid(f"A page has 1 to {MOST_HITS} hits.", field="limit")
    schemata, sources, countries = tuple(schema), tuple(source), tuple(country)
    asked = searching.ask(
        text, schema=schemata, source=sources, country=countries, since=since, until=until
    )
    result = searching.page(viewer, asked, cursor=cursor, limit=limit)
    watched.saw(
        viewer,
        "search.run",
        "search",
        new_id(),
        shown=watched.question(viewer, text, watched.hits(result.hits)),
        schema=list(schemata),
        country=list(countries),
        since=since,
        until=until,
        shown_hits=len(result.hits),
        total=result.total,
    )
    return result


def suggest(viewer: Viewer, prefix: str, *, limit: int = 8) -> tuple[Completion, ...]:
    """Entities whose words begin as typed so far. Empty for an empty `prefix`."""
    viewer.must("search")
    if not 1 <= limit <= 50:
        raise Invalid("Ask for 1 to 50 completions.", field="limit")
    found = completing.complete(viewer, prefix, limit)
    shown: watched.Shown = {}
    for one in found:
        shown.setdefault(one.scope, {})[str(one.entity_id)] = one.caption
    watched.saw(
        viewer,
        "search.completed",
        "search",
        new_id(),
        shown=watched.question(viewer, prefix, shown),
        shown_hits=len(found),
    )
    return found


def profile(viewer: Viewer, entity_id: UUID, as_of: datetime | None = None) -> Profile:
    """The entity that `entity_id` belongs to, as known now or at a moment.

    Raises NotFound, the same for absent and hidden.
    """
    viewer.must("record.read")
    found = profiles.profile(viewer, entity_id, as_of)
    watched.saw(
        viewer,
        "profile.viewed",
        "entity",
        found.entity.id,
        shown=watched.profile(found),
        as_of=as_of,
        records=len(found.entity.records),
    )
    return found


def expand(
    viewer: Viewer,
    entity_id: UUID,
    *,
    schemata: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
    as_of: datetime | None = None,
    limit: int = 200,
) -> Expansion:
    """What surrounds an entity: at most `limit` neighbours (to 2,000), and what was left out.

    `schemata` are types of links, or entity properties such as `Passport:holder`. Raises
    NotFound, the same for absent and hidden; Invalid for a bad filter or limit.
    """
    viewer.must("record.read")
    names = tuple(schemata)
    found = graph.expand(
        viewer, entity_id, schemata=names, since=since, until=until, as_of=as_of, limit=limit
    )
    watched.saw(
        viewer,
        "entity.expanded",
        "entity",
        found.center.id,
        shown=watched.graph((found.center, *found.nodes), found.edges),
        schemata=list(names),
        since=since,
        until=until,
        as_of=as_of,
        nodes=len(found.nodes),
        edges=len(found.edges),
    )
    return found


def path(viewer: Viewer, left: UUID, right: UUID, *, max_hops: int = 4) -> Path:
    """A shortest path of at most `max_hops` (1 to 4) links between two entities.

    Does not go through nodes with more than 2,000 links and says which. Raises NotFound, the
    same for absent and hidden.
    """
    viewer.must("record.read")
    found = paths.path(viewer, left, right, max_hops=max_hops)
    watched.saw(
        viewer,
        "path.searched",
        "entity",
        left,
        shown=watched.graph((*found.nodes, *found.hubs), found.edges),
        other=right,
        hops=found.hops,
        hubs=len(found.hubs),
    )
    return found


def links_among(viewer: Viewer, entity_ids: Collection[UUID]) -> Graph:
    """The entities of a canvas (up to 2,000) and every link among them.

    Ids that the viewer may not see are left out without a word. Raises Invalid beyond 2,000.
    """
    viewer.must("record.read")
    found = graph.links_among(viewer, entity_ids)
    watched.saw(
        viewer,
        "graph.viewed",
        "graph",
        new_id(),
        shown=watched.graph(found.nodes, found.edges),
        nodes=len(found.nodes),
        edges=len(found.edges),
    )
    return found


def named(viewer: Viewer, entity_ids: Collection[UUID]) -> dict[UUID, Node]:
    """The entities that a page points at, by the ids given; unknown and hidden ones look alike.

    One set-based read for all of them: give every id of a page at once.
    """
    viewer.must("record.read")
    if not entity_ids:
        return {}
    around = nodes.Nodes(viewer, set(entity_ids))
    by_id = around.named()
    found = {one: by_id[around.of[one]] for one in entity_ids}
    watched.saw(
        viewer,
        "entities.named",
        "entities",
        new_id(),
        shown=watched.graph(by_id.values()),
        entities=len(by_id),
    )
    return found


def standing(viewer: Viewer, entity_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """For each id that a canvas would show to the viewer, all ids of its node, its own id first.

    Unknown and hidden ones are absent. For rooms that keep or count nodes without showing them.
    """
    viewer.must("record.read")
    around = nodes.Nodes(viewer, set(entity_ids))
    there = {one.id: one.entity_ids for one in around.named().values() if one.known or one.degree}
    return {one: there[around.of[one]] for one in entity_ids if around.of[one] in there}


def timeline(
    viewer: Viewer, entity_ids: Collection[UUID], as_of: datetime | None = None
) -> Timeline:
    """Every dated value and link of these entities in order. Raises NotFound when none is left."""
    viewer.must("record.read")
    found, far = timelines.timeline(viewer, entity_ids, as_of)
    watched.saw(
        viewer,
        "timeline.viewed",
        "entity",
        ",".join(sorted({str(one.entity_id) for one in found.moments})[:10]),
        shown=watched.timeline(found.moments, far),
        as_of=as_of,
        moments=len(found.moments),
    )
    return found


def graphml(viewer: Viewer, entity_ids: Collection[UUID]) -> str:
    """The canvas as GraphML: every node and link of it with all that is shown of them."""
    return _export(viewer, entity_ids, "graphml")


def gexf(viewer: Viewer, entity_ids: Collection[UUID]) -> str:
    """The canvas as GEXF 1.3, for Gephi."""
    return _export(viewer, entity_ids, "gexf")


def _export(viewer: Viewer, entity_ids: Collection[UUID], form: str) -> str:
    viewer.must("export")
    found = graph.links_among(viewer, entity_ids)
    if not found.complete:
        raise Invalid(
            f"There are more than {graph.MOST_EDGES:,} links among these.",
            remedy="Take some away: an export is never cut.",
        )
    written = exporting.graphml(found) if form == "graphml" else exporting.gexf(found)
    watched.saw(
        viewer,
        "graph.exported",
        "graph",
        new_id(),
        shown=watched.graph(found.nodes, found.edges),
        form=form,
        nodes=len(found.nodes),
        edges=len(found.edges),
    )
    return written
