"""All that a viewer may know of one entity."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from caseloom.explore import graph
from caseloom.explore.edges import Ray, Window
from caseloom.explore.types import Basis, LinkCount, Profile
from caseloom.kernel.errors import NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import queries as resolve
from caseloom.store import queries as store
from caseloom.store.types import Record, Source


def profile(viewer: Viewer, entity_id: UUID, as_of: datetime | None = None) -> Profile:
    """The entity that `entity_id` belongs to, as known now or at a moment.

    Any entity id of any visible record of it will do. Raises NotFound, the same for absent and
    hidden.
    """
    members = resolve.joined(viewer, [entity_id], as_of).get(entity_id) or (entity_id,)
    entity = store.compose(viewer, members, as_of)
    if entity is None:
        raise NotFound("There is no such entity.")
    rays = graph.rays_of(members, graph.link_names(()), Window(as_of=as_of))
    return Profile(
        entity=entity,
        links=_links(rays),
        judgements=tuple(resolve.judgements(viewer, members)),
        may_also_be=tuple(resolve.suggestions_for(viewer, members)),
        why_here=_why(entity.records, store.sources(viewer)),
        as_of=as_of,
    )


def _links(rays: Iterable[Ray]) -> tuple[LinkCount, ...]:
    found: dict[str, dict[str, int]] = defaultdict(lambda: {"out": 0, "in": 0})
    for ray in rays:
        found[ray.schema][ray.direction] += ray.count
    return tuple(LinkCount(name, n["out"], n["in"]) for name, n in sorted(found.items()))


def _why(records: Iterable[Record], sources: Iterable[Source]) -> tuple[Basis, ...]:
    known = {source.id: source for source in sources}
    gathered: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        gathered[record.source_id].append(record)
    bases = (_basis(known[id_], many) for id_, many in gathered.items() if id_ in known)
    return tuple(sorted(bases, key=lambda basis: (basis.title, basis.source_id)))


def _basis(source: Source, records: list[Record]) -> Basis:
    last = max(record.recorded_at for record in records)
    days = source.retention_days
    return Basis(
        source_id=source.id,
        source_key=source.key,
        title=source.title,
        legal_authority=source.legal_authority,
        licence=source.licence,
        records=len(records),
        recorded_from=min(record.recorded_at for record in records),
        recorded_to=last,
        retained_until=None if days is None else last + timedelta(days=days),
    )
