"""Who is the same: what the machine proposes, why, what people decided, and taking it back."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from caseloom.api import paging
from caseloom.api.fields import Reason
from caseloom.api.middleware import viewer_of
from caseloom.api.problems import answers
from caseloom.api.shapes import Given, page, shape, shapes
from caseloom.resolve import actions, queries, types

router = Router()
Name = Annotated[str, Field(min_length=1, max_length=100)]


@router.get("suggestions", response=answers(page(types.Suggestion)), operation_id="suggestions")
def suggestions(
    request: HttpRequest,
    type: Annotated[str | None, Query(max_length=100)] = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> dict[str, object]:
    """The review queue: pairs that may be the same, what a minute is worth most on first."""
    found = queries.suggestions(
        viewer_of(request), schema=type, cursor=paging.opened(request, cursor), limit=limit
    )
    return paging.listed(request, found)


@router.get(
    "suggestions/{suggestion_id}", response=answers(shape(types.Suggestion)),
    operation_id="suggestion",
)  # fmt: skip
def suggestion(request: HttpRequest, suggestion_id: UUID) -> types.Suggestion:
    """One suggestion with the weight of each field, decided or not."""
    return queries.suggestion(viewer_of(request), suggestion_id)


@router.get("compare", response=answers(shape(types.Comparison)), operation_id="compare")
def compare(request: HttpRequest, left: UUID, right: UUID) -> types.Comparison:
    """Two entities side by side, why they may be the same, and what “same” would join."""
    return queries.compare(viewer_of(request), left, right)


@router.get(
    "entities/{entity_id}/judgements", response=answers(shapes(types.Judgement)),
    operation_id="judgements",
)  # fmt: skip
def judgements(request: HttpRequest, entity_id: UUID) -> list[types.Judgement]:
    """Every judgement about an entity, oldest first, those taken back included."""
    viewer = viewer_of(request)
    viewer.must("record.read")
    group = queries.members(viewer, [entity_id]).get(entity_id, (entity_id,))
    return list(queries.judgements(viewer, group))


class NewJudgement(Given):
    """A decision on a pair."""

    left: UUID
    right: UUID
    verdict: types.Verdict
    reason: Reason


@router.get(
    "judgements/automatic", response=answers(page(types.Automatic)), operation_id="automatic"
)
def automatic(
    request: HttpRequest, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> dict[str, object]:
    """What the machine judged and nobody took back, newest first."""
    found = queries.automatic(
        viewer_of(request), cursor=paging.opened(request, cursor), limit=limit
    )
    return paging.listed(request, found)


@router.post(
    "judgements", response=answers(shape(types.Judgement), status=201), operation_id="decide"
)
def decide(request: HttpRequest, new: NewJudgement) -> "Status[types.Judgement]":
    """Judge a pair. 409, naming it, when a standing judgement says the opposite."""
    made = actions.decide(
        left=new.left, right=new.right, verdict=new.verdict, reason=new.reason,
        by=viewer_of(request),
    )  # fmt: skip
    return Status(201, made)


class Undo(Given):
    """Why a judgement is taken back."""

    reason: Reason


@router.post(
    "judgements/{judgement_id}/undo", response=answers(shape(types.Judgement)),
    operation_id="undo",
)  # fmt: skip
def undo(request: HttpRequest, judgement_id: UUID, given: Undo) -> types.Judgement:
    """Take a judgement back; everything is as if it had not been made."""
    return actions.undo(judgement_id=judgement_id, reason=given.reason, by=viewer_of(request))


class Description(Given):
    """What is known of somebody or something: a type and values by property name."""

    schema_: Annotated[str, Field(alias="schema", min_length=1, max_length=100)]
    properties: dict[Name, Annotated[list[str], Field(max_length=100)]]
    limit: Annotated[int, Field(ge=1, le=100)] = 10


@router.post("match", response=answers(shape(types.Matches)), operation_id="match")
def match(request: HttpRequest, given: Description) -> types.Matches:
    """Which entities a description may be of, most probable first, with reasons."""
    viewer = viewer_of(request)
    viewer.must("search")
    return queries.match(
        viewer, schema=given.schema_, properties=given.properties, limit=given.limit
    )


@router.get("resolutions", response=answers(shapes(types.ResolveRun)), operation_id="resolutions")
def resolutions(request: HttpRequest, limit: paging.Limit = 20) -> list[types.ResolveRun]:
    """The last searches for pairs that read nothing but what you may see, newest first."""
    return list(queries.runs(viewer_of(request), limit))


@router.get(
    "resolutions/{run_id}", response=answers(shape(types.ResolveRun)), operation_id="resolution"
)
def resolution(request: HttpRequest, run_id: UUID) -> types.ResolveRun:
    """One search for pairs: how far it is, and its counts."""
    return queries.run(viewer_of(request), run_id)


class NewResolution(Given):
    """Types or groups to look at; none is all."""

    types: Annotated[list[Name], Field(max_length=50)] = []


class Queued(Schema):
    """The worker does it; nothing waits for it."""

    state: Literal["queued"] = "queued"


@router.post("resolutions", response=answers(Queued, status=202), operation_id="resolve")
def resolve(request: HttpRequest, new: NewResolution) -> "Status[Queued]":
    """Have the worker look for pairs among all that you may see. Follow it in `resolutions`."""
    viewer = viewer_of(request)
    viewer.must("resolve.run")
    actions.enqueue(schemata=new.types, by=viewer)
    return Status(202, Queued())


@router.get("thresholds", response=answers(shapes(types.Threshold)), operation_id="thresholds")
def thresholds(request: HttpRequest) -> list[types.Threshold]:
    """From which measured score on a machine judges “same”, by group; none where people judge."""
    return list(queries.thresholds(viewer_of(request)).values())


@router.get("evaluations", response=answers(shapes(types.Measurement)), operation_id="evaluations")
def evaluations(request: HttpRequest) -> list[types.Measurement]:
    """The last evaluations that were handed over; `fit` are the groups that each is enough for."""
    return list(queries.evaluations(viewer_of(request)))


class NewThreshold(Given):
    """From the threshold of which evaluation on a machine judges “same”, and why."""

    evaluation_id: UUID
    reason: Reason


@router.put(
    "thresholds/{group}", response=answers(shape(types.Threshold)), operation_id="set_threshold"
)
def set_threshold(request: HttpRequest, group: str, given: NewThreshold) -> types.Threshold:
    """Let the machine judge “same” in a group, from a measured score on, after every search."""
    return actions.set_threshold(
        group=group, evaluation_id=given.evaluation_id, reason=given.reason, by=viewer_of(request)
    )


@router.post(
    "thresholds/{group}/end", response=answers(shape(types.Threshold)), operation_id="end_threshold"
)
def end_threshold(request: HttpRequest, group: str, given: Undo) -> types.Threshold:
    """Let people alone judge this group from now on; what was judged stays until taken back."""
    return actions.set_threshold(
        group=group, evaluation_id=None, reason=given.reason, by=viewer_of(request)
    )
