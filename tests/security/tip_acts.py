"""Acts of a hotline: tips that both worlds know, and those of one of them.

Two lines: the outsider's team reads “open-line”, whose chief is Carla Montague; another team reads
“closed-line”. Whatever names her is closed to her and to the outsider, who reports to her.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID

from caseloom.access import actions as access
from caseloom.access import queries as access_queries
from caseloom.access.actions import as_viewer
from caseloom.kernel import clock
from caseloom.kernel.viewer import Viewer
from caseloom.tips import actions as tips
from caseloom.tips import queries
from caseloom.tips.types import Contact, LineSettings, NewCase, NewFile, NewTip, Sent
from tests.cast import PASSWORD
from tests.security.pools import NAMES, NUMBERS, Known
from tests.security.worlds import World

NOBODY = UUID(int=0)
CHIEF, CHIEF_NAME = "chief", "Carla Montague"
OPEN, CLOSED = "open-line", "closed-line"
LAST_QUARTER = datetime(2025, 11, 12, 9, 0, tzinfo=UTC)
SENTENCES = (
    "{name} keeps the passports of nine workers at the harbor.",
    "{name} said that he will kill her tonight if she talks.",
    "The foreman of {name} takes a part of every wage, call +12025550143.",
    "Ayer {name} amenazó a mi hermana con una pistola.",
    "{name} pays the inspector {number} in cash each month.",
)  # fmt: skip


def furnish(world: World) -> None:
    """Before the first step, in both worlds: the chief, the lines, and tips of last quarter."""
    with as_viewer(access_queries.installer("a test")) as by:
        chief = access.add_person(
            username=CHIEF, name=CHIEF_NAME, roles=["supervisor"], password=PASSWORD, by=by
        )
        reserve = access.add_team(key="reserve", title="Reserve", by=by)
        scopes = {one.key: one.id for one in access_queries.scopes(by)}
        for scope, who in (
            (scopes["team:other"], chief.id), (reserve.id, world.cast.person_id("supervisor")),
        ):  # fmt: skip
            access.grant(scope_id=scope, person_id=who, reason="team", by=by)
        for key, team in ((OPEN, "team:other"), (CLOSED, "team:fraud")):
            tips.add_line(
                key=key, title={"en": key}, scope_id=scopes[team], by=by,
                settings=LineSettings(fallback=reserve.id, judge_first_share=0.2),
            )  # fmt: skip
    with as_viewer(world.cast.viewer("administrator")) as by:
        access.set_reports_to(person_id=world.cast.person_id("outsider"), leader_id=chief.id, by=by)
    # Keys are made at their first use: both worlds have the same.
    queries.issue_token("asked", {})
    rng = Random(1)
    with clock.freeze(LAST_QUARTER):
        for number in range(12):
            line = OPEN if number % 3 else CLOSED
            sent = send(line, text(rng), bytes([number]) * 16, Contact("Rosa"))
            read(sent)


def text(rng: Random, name: str = "") -> str:
    """Some sentences of a few persons and numbers."""
    chosen = rng.sample(SENTENCES, rng.randrange(1, 4))
    filled = {"name": name or rng.choice(NAMES), "number": rng.choice(NUMBERS)}
    return " ".join(one.format(**filled) for one in chosen)


def send(
    line: str, words: str, form: bytes, contact: Contact | None = None, *files: NewFile
) -> Sent:
    """Somebody of the public tells it."""
    tip = NewTip(
        channel="portal", language="en", subject="work", answers={"what": words}, form=form,
        contact=contact or Contact(), files=files,
    )  # fmt: skip
    with as_viewer(queries.anybody()) as viewer:
        by = queries.teller(queries.line(viewer, line))
    with as_viewer(by) as viewer:
        return tips.send(line_key=line, tip=tip, by=viewer)


def read(sent: Sent) -> None:
    """The machine reads it, as the worker has it do."""
    if sent.scope is not None:
        tips.read(tip_id=sent.tip_id, scope=sent.scope)


# -- what both worlds know


def tell(world: World, rng: Random, known: Known) -> Any:
    """A tip to the outsider's team; who told it, differs."""
    who = Contact(f"Teller of {world.name}", "555-0188") if rng.random() < 0.4 else None
    files = (NewFile("list.txt", BytesIO(b"a list")),) if rng.random() < 0.3 else ()
    form = rng.randbytes(16)
    sent = send(OPEN, text(rng), form, who, *files)
    known.add("tip", sent)
    if rng.random() < 0.7:
        read(sent)
    again = send(OPEN, "The same form once more.", form) if rng.random() < 0.3 else None
    return sent, again


def tell_others(world: World, rng: Random, known: Known) -> Any:
    """The outsider himself tells the other team something, and keeps the receipt."""
    sent = send(CLOSED, text(rng), rng.randbytes(16), Contact("Otto"))
    known.add("own_tip", sent)
    return sent.tip_id, sent.receipt


def write_back(world: World, rng: Random, known: Known) -> Any:
    """A reporter opens her mailbox and writes."""
    sent = known.some(rng, rng.choice(("tip", "own_tip")), None)
    if sent is None:
        return None
    with as_viewer(queries.anybody()) as viewer:
        tip_id = queries.tip_of(viewer, sent.receipt)
    with queries.as_reporter(tip_id) as by:
        tips.write_as_reporter(tip_id=tip_id, text=f"More: {rng.random()}", files=(), by=by)
        return queries.mailbox(by, tip_id)


def triage(world: World, rng: Random, known: Known) -> Any:
    """The outsider and his chief work on tips of their own team."""
    sent = known.some(rng, "tip", None)
    tip_id, request = (sent.tip_id if sent else NOBODY), known.some(rng, "request", NOBODY)
    with world.acting(rng.choice(("outsider", CHIEF))) as by:
        match rng.randrange(8):
            case 0:
                return tips.take_next(by=by)
            case 1:
                return tips.take(tip_id=tip_id, by=by)
            case 2:
                return tips.assess(
                    tip_id=tip_id, category="other", priority=rng.randrange(4), reason="so", by=by
                )
            case 3:
                return tips.write_to_reporter(tip_id=tip_id, text="Where was it?", by=by)
            case 4:
                made = tips.ask_identity(tip_id=tip_id, reason="To warn her.", by=by)
                known.add("request", made)
                return made
            case 5:
                return tips.decide_identity(request_id=request, allow=False, reason="no", by=by)
            case 6:
                return tips.assign(tip_id=tip_id, officer_id=world.cast.person_id(CHIEF), by=by)
            case _:
                return tips.close(tip_id=tip_id, outcome="known", reason="In a case.", by=by)


def trespass_tips(world: World, rng: Random, known: Known) -> Any:
    """Try to do something to a tip that one has only heard of."""
    sent, request = known.some(rng, "hidden_tip", None), known.some(rng, "hidden_request", NOBODY)
    tip_id = sent.tip_id if sent else NOBODY
    case = NewCase("Mine", "Fraud", "A tip.", "5 U.S.C. 406")
    attempts: Sequence[Any] = (
        lambda by: tips.take(tip_id=tip_id, by=by),
        lambda by: tips.assess(tip_id=tip_id, category="x", priority=0, reason="so", by=by),
        lambda by: tips.close(tip_id=tip_id, outcome="known", reason="so", by=by),
        lambda by: tips.write_to_reporter(tip_id=tip_id, text="Hello.", by=by),
        lambda by: tips.ask_identity(tip_id=tip_id, reason="so", by=by),
        lambda by: tips.decide_identity(request_id=request, allow=True, by=by),
        lambda by: tips.assign(tip_id=tip_id, officer_id=UUID(by.id), by=by),
        lambda by: tips.refer(tip_id=tip_id, to="me", reason="so", by=by),
        lambda by: tips.hand_over(tip_id=tip_id, case=case, by=by),
    )
    attempt = rng.choice(attempts)
    with world.acting(rng.choice(("outsider", CHIEF))) as viewer:
        return attempt(viewer)


# -- what only one world knows


def hide_tip(world: World, rng: Random, known: Known) -> Any:
    """A tip of the other team, with a name and a file."""
    words = text(rng) if rng.random() < 0.5 else text(Random(1))
    file = NewFile(f"{rng.choice(NAMES)}.txt", BytesIO(b"secret"))
    _hidden(known, send(CLOSED, words, rng.randbytes(16), Contact("Quetzal"), file), rng)


def hide_named(world: World, rng: Random, known: Known) -> Any:
    """A tip to the outsider's own team that names his chief, of today or of last quarter."""
    words = f"{text(rng)} {CHIEF_NAME} knows of it."
    if rng.random() < 0.5:
        _hidden(known, send(OPEN, words, rng.randbytes(16)), rng)
        return
    with clock.freeze(LAST_QUARTER):
        _hidden(known, send(OPEN, words, rng.randbytes(16)), rng)


def hide_copies(world: World, rng: Random, known: Known) -> Any:
    """So many of the same that a limit would be reached if they counted."""
    words = text(Random(1))
    for number in range(12):
        _hidden(known, send(CLOSED, f"{words} {number}", rng.randbytes(16)), Random(0))


def _hidden(known: Known, sent: Sent, rng: Random) -> None:
    known.add("hidden_tip", sent)
    if rng.random() < 0.8:
        read(sent)


def hide_mail(world: World, rng: Random, known: Known) -> Any:
    """Letters between a hidden tip's reporter and those who may read it."""
    sent = known.some(rng, "hidden_tip", None)
    if sent is None:
        return
    with queries.as_reporter(sent.tip_id) as by:
        tips.write_as_reporter(tip_id=sent.tip_id, text=text(rng), files=(), by=by)
    with world.acting("supervisor") as viewer:
        tips.write_to_reporter(tip_id=sent.tip_id, text="Thank you.", by=viewer)


def hide_triage(world: World, rng: Random, known: Known) -> Any:
    """Work on a hidden tip, up to a case that it goes into."""
    sent = known.some(rng, "hidden_tip", None)
    if sent is None:
        return
    with world.acting("supervisor") as viewer:
        _work(viewer, sent.tip_id, rng, known)


def _work(viewer: Viewer, tip_id: UUID, rng: Random, known: Known) -> None:
    match rng.randrange(5):
        case 0:
            tips.take(tip_id=tip_id, by=viewer)
        case 1:
            tips.assess(tip_id=tip_id, category="hidden", priority=3, reason="so", by=viewer)
        case 2:
            made = tips.ask_identity(tip_id=tip_id, reason="so", by=viewer)
            known.add("hidden_request", made)
        case 3:
            tips.close(tip_id=tip_id, outcome="known", reason="so", by=viewer)
        case _:
            case = NewCase("Hidden hotline case", "Fraud", "A tip.", "5 U.S.C. 406")
            tips.hand_over(tip_id=tip_id, case=case, reason="so", by=viewer)


def hide_judging(world: World, rng: Random, known: Known) -> Any:
    """What the other team and its machine say of the outsider's own tip among themselves."""
    sent = known.some(rng, "own_tip", None)
    if sent is None:
        return
    tips.read(tip_id=sent.tip_id, scope=world.cast.scope("team:fraud", "supervisor"))
    with world.acting("supervisor") as viewer:
        tips.assess(tip_id=sent.tip_id, category="lies", priority=3, reason="so", by=viewer)
        known.add("hidden_request", tips.ask_identity(tip_id=sent.tip_id, reason="so", by=viewer))


SEEN: Mapping[Any, int] = {
    tell: 14, tell_others: 4, write_back: 5, triage: 16, trespass_tips: 8,
}  # fmt: skip
HIDDEN: Mapping[Any, int] = {
    hide_tip: 12, hide_named: 10, hide_copies: 1, hide_mail: 6, hide_triage: 10, hide_judging: 6,
}  # fmt: skip
