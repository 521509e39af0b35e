"""Everything that the outsider and his chief can ask about tips, and a reporter with a receipt."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from caseloom.access.actions import as_viewer
from caseloom.kernel import clock
from caseloom.kernel.errors import CaseloomError
from caseloom.kernel.viewer import Viewer
from caseloom.tips import actions, queries
from caseloom.tips.queries import Filter
from caseloom.tips.types import Sent
from tests.security.pools import NAMES, Known
from tests.security.tip_acts import CHIEF, CLOSED, OPEN
from tests.security.worlds import World

Ask = Callable[[Viewer], Any]
NOBODY = UUID(int=0)
EVERYTHING = Filter(
    whose="all", states=("received", "open", "lead", "referred", "joined", "closed")
)
# A receipt that is none, with its check digit right.
NO_RECEIPT = "1234567890123452"


def _some(rng: Random, known: Known) -> UUID:
    """The id of a tip, of one's own team or hidden."""
    kind = rng.choice(("tip", "tip", "hidden_tip", "own_tip"))
    sent: Sent | None = known.some(rng, kind, None)
    return sent.tip_id if sent else NOBODY


def filling(name: str, rng: Random, known: Known) -> str | None:
    """Something for a hole called `name` in the address of a tip's page; None for another."""
    if name in ("number", "other", "tip_id"):
        return str(_some(rng, known))
    plain = {
        "key": (OPEN, CLOSED, "no-line"), "subject": ("work", "other"), "code": ("en", "es", "ar"),
        "request_id": known.things.get("hidden_request") or (NOBODY,),
        "whose": ("all", "nobody", "mine"), "line": (OPEN, CLOSED), "verdict": ("open",),
        "channel": ("portal",), "step": ("close",),
    }  # fmt: skip
    return str(rng.choice(list(plain[name]))) if name in plain else None


def _pages(viewer: Viewer, wanted: Filter) -> list[Any]:
    found, cursor = [], None
    for _ in range(6):
        page = queries.queue(viewer, wanted, cursor=cursor, limit=4)
        found.append(page)
        cursor = page.next
        if cursor is None:
            break
    return found


def _file(viewer: Viewer, tip_id: UUID) -> Any:
    for part in queries.tip(viewer, tip_id).parts:
        if part.kind == "file":
            found = queries.file(viewer, tip_id, part.id)
            return found.name, found.size, b"".join(found.chunks)
    return None


def _questions(rng: Random, known: Known) -> Sequence[Ask]:
    one, two, name = _some(rng, known), _some(rng, known), rng.choice(NAMES)
    wanted = rng.choice((
        Filter(), Filter(whose="all"), Filter(whose="nobody"), EVERYTHING,
        Filter(whose="all", order="arrived"), Filter(whose="all", least=2),
        Filter(whose="all", waiting=True), Filter(whose="all", line=CLOSED),
        Filter(whose="all", until=datetime(2026, 1, 1, tzinfo=UTC)),
        Filter(whose="all", category="hidden"), Filter(whose="all", late=True),
    ))  # fmt: skip
    return (
        lambda v: _pages(v, wanted), lambda v: _pages(v, wanted), queries.counts,
        queries.overview, queries.lines,
        lambda v: queries.tip(v, one), lambda v: queries.machine(v, one),
        lambda v: queries.alike(v, one), lambda v: queries.alike(v, one),
        lambda v: queries.compared(v, one, two), lambda v: queries.known(v, str(one)),
        lambda v: queries.known_in(v, f"{name} was there."), lambda v: _file(v, one),
        lambda v: queries.identity(v, one),
    )  # fmt: skip


def of_tips(world: World, rng: Random, known: Known) -> str:
    """One question of the staff, the public, or a reporter, or the error that it raises."""
    turn, who = rng.random(), rng.choice(("outsider", CHIEF))
    ask = rng.choice(_questions(rng, known))
    own: Sent | None = known.some(rng, rng.choice(("own_tip", "tip")), None)
    try:
        if turn < 0.1:
            return repr(queries.statistics())
        if turn < 0.2:
            with as_viewer(queries.anybody()) as viewer:
                return repr((queries.lines(viewer), _receipt(viewer, NO_RECEIPT)))
        if turn < 0.35:
            return repr(_mailbox(own)) if own else ""
        with world.acting(who) as viewer:
            return repr(ask(viewer)).replace(str(world.data), "DATA")
    except CaseloomError as error:
        return f"{type(error).__name__}: {error.message} / {error.remedy} / {error.field}"


def _receipt(viewer: Viewer, receipt: str) -> str:
    try:
        return str(queries.tip_of(viewer, receipt))
    except CaseloomError as error:
        return error.message


def _mailbox(sent: Sent) -> Any:
    with as_viewer(queries.anybody()) as viewer:
        tip_id = queries.tip_of(viewer, sent.receipt)
    with queries.as_reporter(tip_id) as viewer:
        return queries.mailbox(viewer, tip_id)


def whole(world: World) -> Iterator[tuple[str, str]]:
    """All tips of the outsider's and his chief's, exported, and what stands beside each."""
    for who in ("outsider", CHIEF):
        path = world.data / f"tips-{who}-{clock.now():%H%M%S}.csv"
        with world.acting(who) as viewer:
            actions.export(wanted=EVERYTHING, path=path, format="csv", by=viewer)
            yield f"tips of {who}", path.read_text()
            yield f"counts of {who}", repr(queries.counts(viewer))
    yield "statistics", repr(queries.statistics())
