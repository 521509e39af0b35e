"""Tips: sending one for somebody, the queue, one tip, and what is done with it."""

import secrets
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Status

from caseloom.api import paging
from caseloom.api.fields import Moment, Reason, Text, Title
from caseloom.api.middleware import viewer_of
from caseloom.api.problems import answers
from caseloom.api.shapes import Given, page, shape, shapes
from caseloom.cases.types import CaseSummary, SubjectRole
from caseloom.tips import actions, queries, types

router = Router()
Key = Annotated[str, Path(max_length=100, description="A tip's number or id.")]
LineKey = Annotated[str, Path(max_length=60, description="A line's key.")]
Short = Annotated[str, Field(max_length=60)]
Answer = Annotated[str, Field(max_length=200_000)]


@router.get(
    "lines/{key}/questionnaire", response=answers(shape(types.Questionnaire)),
    operation_id="questionnaire",
)  # fmt: skip
def questionnaire(request: HttpRequest, key: LineKey) -> types.Questionnaire:
    """What a line asks now, by subject and language: all that an embedded form needs."""
    return queries.questionnaire(viewer_of(request), key)


class NewTip(Given):
    """What somebody tells, by the keys of the questionnaire.

    `form`: 32 hexadecimal digits that your form drew; the same sent twice is one tip.
    """

    line: Annotated[str, Field(max_length=60)]
    language: Annotated[str, Field(max_length=10)] = "en"
    subject: Short = ""
    answers: Annotated[dict[Short, Answer], Field(max_length=60)]
    name: Annotated[str, Field(max_length=1_000)] = ""
    reach: Annotated[str, Field(max_length=1_000)] = ""
    channel: Literal["api", "phone"] = "api"
    form: Annotated[str, Field(pattern="^[0-9a-f]{32}$")] | None = None


class Receipt(Given):
    """The 16 digits that open her mailbox. Show them to her; they are not kept."""

    receipt: str


@router.post("tips", response=answers(Receipt, status=201), operation_id="send_tip")
def send_tip(request: HttpRequest, new: NewTip) -> "Status[dict[str, str]]":
    """Send a tip for somebody, from a form of your own or a call."""
    told = types.NewTip(
        channel=new.channel, language=new.language, subject=new.subject, answers=new.answers,
        form=bytes.fromhex(new.form) if new.form else secrets.token_bytes(16),
        contact=types.Contact(new.name, new.reach),
    )  # fmt: skip
    sent = actions.send(line_key=new.line, tip=told, by=viewer_of(request))
    return Status(201, {"receipt": sent.receipt})


class TipFilter(Given):
    """Which tips: those of `state`, else all that wait."""

    whose: Literal["mine", "nobody", "all"] = "mine"
    state: types.TipState | None = None
    line: Annotated[str, Field(max_length=60)] = ""
    channel: types.Channel | None = None
    language: Annotated[str, Field(max_length=10)] = ""
    category: Short = ""
    since: Moment | None = None
    until: Moment | None = None
    late: bool = False


@router.get("tips", response=answers(page(types.Queued)), operation_id="tips")
def tips(
    request: HttpRequest,
    given: Annotated[TipFilter, Query()],
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> dict[str, object]:
    """Tips that wait (or are in `state`), the most urgent first."""
    wanted = queries.Filter(
        whose=given.whose, states=(given.state,) if given.state else types.OPEN_STATES,
        line=given.line, channel=given.channel or "", language=given.language,
        category=given.category, since=given.since, until=given.until, late=given.late,
    )  # fmt: skip
    found = queries.queue(
        viewer_of(request), wanted, cursor=paging.opened(request, cursor), limit=limit
    )
    return paging.listed(request, found)


class TipCount(Given):
    """A count of one quarter; null where it is small or would tell a small one."""

    line: str
    begins: str
    total: int | None
    by: dict[str, dict[str, int | None]]


@router.get("tips/statistics", response=answers(list[TipCount]), operation_id="tip_statistics")
def statistics(request: HttpRequest) -> list[dict[str, object]]:
    """What may be published: counts by quarter that point to nobody."""
    return [
        {"line": one.line, "begins": one.begins, "total": one.total, "by": one.by}
        for one in queries.statistics()
    ]


class Period(Given):
    """Which line, and which weeks; the last twelve if not said."""

    line: Annotated[str, Field(max_length=60)]
    since: date | None = None
    until: date | None = None


@router.get(
    "tips/oversight", response=answers(shape(queries.Oversight)), operation_id="tip_oversight"
)
def oversight(request: HttpRequest, given: Annotated[Period, Query()]) -> queries.Oversight:
    """Figures of the machine at work and of the clocks, for who leads or audits the line."""
    return queries.oversight(viewer_of(request), given.line, since=given.since, until=given.until)


@router.get("tips/lots", response=answers(shapes(types.Lot)), operation_id="tip_lots")
def lots(request: HttpRequest) -> list[types.Lot]:
    """The weekly lots of what is read again, with the seeds that draw them again."""
    return list(queries.lots(viewer_of(request)))


@router.get("tips/{tip_id}", response=answers(shape(types.Tip)), operation_id="tip")
def tip(request: HttpRequest, tip_id: Key) -> types.Tip:
    """One tip: its words, messages, files, and what people judged. The look is recorded."""
    return queries.tip(viewer_of(request), tip_id)


@router.post("tips/{tip_id}/take", response=answers(None, status=204), operation_id="take_tip")
def take(request: HttpRequest, tip_id: UUID) -> "Status[None]":
    """Take a tip up; it is in your queue."""
    actions.take(tip_id=tip_id, by=viewer_of(request))
    return Status(204, None)


class Judged(Given):
    """What a tip is and how urgent: 0 none, 1 routine, 2 urgent, 3 immediate."""

    category: Short
    priority: Annotated[int, Field(ge=0, le=3)]
    reason: Annotated[str, Field(max_length=2_000)] = ""


@router.post("tips/{tip_id}/assess", response=answers(None, status=204), operation_id="assess_tip")
def assess(request: HttpRequest, tip_id: UUID, judged: Judged) -> "Status[None]":
    """Judge a tip. The queue goes by the higher of this and the machine's."""
    actions.assess(tip_id=tip_id, **judged.dict(), by=viewer_of(request))
    return Status(204, None)


class TipMessage(Given):
    """Words for the reporter. `feedback`: they tell what was done."""

    text: Annotated[str, Field(min_length=1, max_length=50_000)]
    feedback: bool = False


@router.post("tips/{tip_id}/message", response=answers(None, status=204), operation_id="write_tip")
def message(request: HttpRequest, tip_id: UUID, new: TipMessage) -> "Status[None]":
    """Put a message into the reporter's mailbox."""
    actions.write_to_reporter(tip_id=tip_id, **new.dict(), by=viewer_of(request))
    return Status(204, None)


class Ending(Given):
    """A step: follow (make it a lead), refer (`to` whom), close (with an `outcome`), reopen."""

    step: Literal["follow", "refer", "close", "reopen"]
    reason: Reason
    to: Annotated[str, Field(max_length=300)] = ""
    outcome: Short = ""


@router.post("tips/{tip_id}/move", response=answers(None, status=204), operation_id="move_tip")
def move(request: HttpRequest, tip_id: UUID, taken: Ending) -> "Status[None]":
    """Make a tip a lead, refer it, close it, or work on it again."""
    by = viewer_of(request)
    if taken.step == "close":
        actions.close(tip_id=tip_id, outcome=taken.outcome, reason=taken.reason, by=by)
    elif taken.step == "refer":
        actions.refer(tip_id=tip_id, to=taken.to, reason=taken.reason, by=by)
    else:
        {"follow": actions.follow, "reopen": actions.reopen}[taken.step](
            tip_id=tip_id, reason=taken.reason, by=by
        )
    return Status(204, None)


class PickedPlace(Given):
    """text[start:end] tells a property of a subject."""

    property: Short
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class PickedSubject(Given):
    """text[start:end] of the tip names a subject of the case."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    type: Short = "Person"
    role: SubjectRole = "subject"
    properties: Annotated[list[PickedPlace], Field(max_length=20)] = []


class HandOver(Given):
    """Into which case: one that there is (`case_id`), or a new one (the rest)."""

    case_id: UUID | None = None
    title: Title | None = None
    type: Short = "Other"
    predicate: Text = ""
    legal_authority: Text = ""
    subjects: Annotated[list[PickedSubject], Field(max_length=100)] = []
    reason: Annotated[str, Field(max_length=2_000)] = ""


@router.post(
    "tips/{tip_id}/hand-over", response=answers(shape(CaseSummary)), operation_id="hand_over_tip"
)
def hand_over(request: HttpRequest, tip_id: UUID, given: HandOver) -> CaseSummary:
    """Join a tip to a case or open one: its words and subjects become records that cite them."""
    new = types.NewCase(given.title or "", given.type, given.predicate, given.legal_authority)
    subjects = [
        types.Picked(
            one.start, one.end, one.type, one.role,
            tuple((place.property, place.start, place.end) for place in one.properties),
        )
        for one in given.subjects
    ]  # fmt: skip
    return actions.hand_over(
        tip_id=tip_id, case=given.case_id or new, subjects=subjects, reason=given.reason,
        by=viewer_of(request),
    )  # fmt: skip
