"""What the weekly lots say of how much the machine missed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from caseloom.assist import queries as assistance
from caseloom.assist.types import Recall, Stratum
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models, sampling

# From here on a tip is urgent: 2 of none, routine, urgent, immediate.
URGENT = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """The lots of a period. lots: what each was drawn among; read and found of these.

    high and known: urgent tips of the same weeks that the machine, or the reporter's own word,
    had raised, and that only people had. raised: read again, and held for more urgent.
    """

    lots: tuple[frozenset[UUID], ...] = ()
    read: frozenset[UUID] = frozenset()
    found: frozenset[UUID] = frozenset()
    high: frozenset[UUID] = frozenset()
    known: frozenset[UUID] = frozenset()
    raised: frozenset[UUID] = field(default_factory=frozenset)

    def recall(self, among: Collection[UUID] | None = None) -> Recall:
        """Of urgent tips the part that stood high without a person, of all or of `among`.

        What was ranked low is weighed by the lot that it was read in; see `assist.recall`.
        """
        kept = None if among is None else frozenset(among)

        def within(some: frozenset[UUID]) -> frozenset[UUID]:
            return some if kept is None else some & kept

        strata = [
            Stratum(len(within(lot)), len(within(lot & self.read)), len(within(lot & self.found)))
            for lot in self.lots
        ]
        return assistance.recall(len(within(self.high)), len(within(self.known)), strata)


def sample(viewer: Viewer, line: models.Line, tips: Sequence[models.Tip]) -> Sample:
    """The lots of the weeks in which `tips` arrived, of scopes that the viewer holds.

    Urgent tips count only of weeks that were drawn and of which something was read, so that the
    two sides of recall are of the same tips.
    """
    weeks = {sampling.monday(row.arrived_at) for row in tips}
    draws = list(
        models.Draw.objects.filter(line=line, scope__in=list(viewer.scopes), week__in=weeks)
    )
    among = {tip for draw in draws for tip in draw.among}
    again = {
        one.tip_id: one
        for one in models.Assessment.objects.filter(
            tip__in=[tip for draw in draws for tip in draw.drawn], reread=True
        )
    }
    covered = {
        (draw.scope, draw.week)
        for draw in draws
        if not draw.population or not again.keys().isdisjoint(draw.drawn)
    }
    urgent = [
        row
        for row in tips
        if (row.scope, sampling.monday(row.arrived_at)) in covered
        and row.id not in among
        and (row.person_priority or 0) >= URGENT
    ]
    high = {row.id for row in urgent if (row.machine_priority or 0) >= URGENT}
    return Sample(
        lots=tuple(frozenset(draw.among) for draw in draws),
        read=frozenset(again),
        found=frozenset(tip for tip, one in again.items() if one.priority >= URGENT),
        high=frozenset(high),
        known=frozenset(row.id for row in urgent) - high,
        raised=frozenset(_raised(tips, again)),
    )


def _raised(tips: Sequence[models.Tip], again: dict[UUID, models.Assessment]) -> set[UUID]:
    """Those whose second reader held them for more urgent than machine and people before her."""
    judged = models.Assessment.objects.filter(tip__in=list(again), reread=False)
    first = {
        one.tip_id: one.priority
        for one in judged.order_by("at", "id")
        if one.at < again[one.tip_id].at
    }
    machine = {row.id: row.machine_priority or 0 for row in tips}
    return {
        tip
        for tip, one in again.items()
        if one.priority > max(first.get(tip, 0), machine.get(tip, 0))
    }
