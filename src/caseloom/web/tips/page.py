"""The page of one tip: what was told, who said what of it, and what may be done next."""

from dataclasses import dataclass
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseloom.access import queries as access
from caseloom.kernel.viewer import Viewer
from caseloom.tips import queries
from caseloom.tips.types import OPEN_STATES, IdentityRequest, Tip
from caseloom.web.tips import handover, machine, model, sending, telling
from caseloom.web.tips.forms import (
    AssessForm,
    AssignForm,
    CloseForm,
    MaybeReasonForm,
    ReasonForm,
    ReferForm,
    WriteForm,
    handlers,
)
from caseloom.web.viewer import viewer_of
from caseloom.workflow import queries as workflow
from caseloom.workflow.types import Transition

STEP_FORMS: dict[str, type[Form]] = {
    "follow": ReasonForm, "refer": ReferForm, "close": CloseForm, "reopen": ReasonForm,
}  # fmt: skip
VERBS: dict[str, str | Promise] = {
    "follow": _("Make it a lead"),
    "refer": _("Refer it"),
    "close": _("Close it"),
    "reopen": _("Reopen it"),
}
MEANING: dict[str, str | Promise] = {
    "follow": _("It is worth following. It stays in your queue until it is in a case."),
    "refer": _("Another body takes it. Work here ends; the reporter can still write."),
    "close": _("Work on it ends. The reporter sees that it has; she can still write."),
    "reopen": _("It is open again, and in the queue of whoever has it."),
}
DONE: dict[str, str | Promise] = {
    "follow": _("It is a lead."),
    "refer": _("It is referred."),
    "close": _("It is closed. The reasons stay on record."),
    "reopen": _("It is open again."),
}
KEYS = {"follow": "l", "refer": "r", "close": "c", "reopen": "o"}
ENDS = frozenset({"refer", "close"})


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do that is asked for in a dialog, or on a page of its own without JavaScript."""

    id: str
    verb: str | Promise
    url: str
    meaning: str | Promise
    form: Form
    danger: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A request for the name. `acts` are allowing and refusing it, for a second person."""

    request: IdentityRequest
    acts: tuple[Act, ...]


def tip_page(
    request: HttpRequest, tip: Tip, *, assess: AssessForm | None = None,
    write: WriteForm | None = None, assign: AssignForm | None = None,
) -> HttpResponse:  # fmt: skip
    """The page; a form that was refused is given bound and shows what was wrong."""
    viewer = viewer_of(request)
    one = tip.summary
    works = one.state in OPEN_STATES
    given = [form for form in (assess, write, assign) if form is not None]
    steps = _history(viewer, tip)
    view = queries.machine(viewer, one.id)
    context = {
        "tip": tip,
        "one": one,
        "works": works,
        "takes": works and one.officer_id is None,
        "mine": str(one.officer_id) == viewer.id,
        "sections": telling.sections(tip, machine.marks(view)),
        "machine": machine.said(view, tip.text),
        "model": model.panel(queries.model_view(viewer, one.id), tip),
        "alike": machine.alike(queries.alike(viewer, one.id)),
        "sender": queries.sender(viewer, one.id, listed=0),
        "sent_rows": sending.rows(queries.disseminations(viewer, tip_id=one.id)),
        "provenance": queries.provenance(viewer, one.id) if one.channel == "agency" else None,
        "handover": viewer.may("case.edit") and (works or tip.cases),
        "cases": handover.gone_into(viewer, tip),
        "files": telling.files(tip.parts),
        "conversation": telling.conversation(tip.parts),
        "clocks": telling.clocks(one),
        "acts": step_acts(tip),
        "wishes": wishes(viewer, tip),
        "ask_name": _ask_name(one.number) if may_ask(viewer, tip) else None,
        "judges_first": works and tip.judge_first and not _judged(viewer, tip),
        "assess": assess or _assess_form(tip),
        "write": write or WriteForm(auto_id="write-%s"),
        "assign": (assign or assign_form(viewer, one.officer_id)) if viewer.may("tips.lead")
        else None,
        "steps": steps,
        "ended": steps[-1] if steps and not works else None,
    }  # fmt: skip
    status = 422 if any(form.errors for form in given) else 200
    return render(request, "web/tips/show.html", context, status=status)


def _judged(viewer: Viewer, tip: Tip) -> bool:
    return any(str(one.by_id) == viewer.id for one in tip.assessments)


def _assess_form(tip: Tip) -> AssessForm:
    one = tip.summary
    before = {"category": one.category, "priority": one.person_priority}
    return AssessForm(auto_id="assess-%s", own=one.category, initial=before)


def assign_form(viewer: Viewer, officer_id: UUID | None, data: object = None) -> AssignForm:
    """Whose tip it is to be, of those who handle tips."""
    return AssignForm(
        data, people=handlers(access.people(viewer)), auto_id="assign-%s",
        initial={"officer_id": str(officer_id or "")},
    )  # fmt: skip


def step_acts(tip: Tip) -> list[Act]:
    """The steps that a person may take now and that need a reason."""
    return [
        Act(
            id=f"step-{step.name}",
            verb=VERBS[step.name],
            url=reverse("tips:step", args=[tip.summary.number, step.name]),
            meaning=MEANING[step.name],
            form=STEP_FORMS[step.name](auto_id=f"{step.name}-%s"),
            danger=step.name in ENDS,
            key=KEYS[step.name],
        )
        for step in tip.steps
        if step.name in STEP_FORMS
    ]


def may_ask(viewer: Viewer, tip: Tip) -> bool:
    """Whether to offer to ask for the name: there is one, it is closed, and no wish waits."""
    waits = any(one.mine and one.state == "asked" for one in tip.requests)
    return tip.identity == "sealed" and not waits


def _ask_name(number: str) -> Act:
    return Act(
        id="ask-name",
        verb=_("Ask for the name"),
        url=reverse("tips:ask_identity", args=[number]),
        meaning=_("A second person decides. Who asked, why, and each look stay on record."),
        form=ReasonForm(auto_id="name-%s"),
    )


def wishes(viewer: Viewer, tip: Tip) -> list[Wish]:
    """Every request for the name; those of others that wait can be decided."""
    return [Wish(one, _decisions(tip, one) if decides(one) else ()) for one in tip.requests]


def decides(one: IdentityRequest) -> bool:
    """Whether the viewer may decide: it waits, and somebody else asked."""
    return one.state == "asked" and not one.mine


def _decisions(tip: Tip, one: IdentityRequest) -> tuple[Act, ...]:
    def act(verb: str, title: str | Promise, meaning: str | Promise, form: Form) -> Act:
        url = reverse("tips:decide_identity", args=[tip.summary.number, one.id, verb])
        return Act(f"{verb}-{one.id}", title, url, meaning, form, verb == "refuse")

    return (
        act(
            "refuse", _("Refuse"), _("The name stays closed."),
            ReasonForm(auto_id=f"refuse-{one.id}-%s"),
        ),
        act(
            "allow", _("Allow"), _("Whoever asked can look at the name for a day."),
            MaybeReasonForm(auto_id=f"allow-{one.id}-%s"),
        ),
    )  # fmt: skip


def _history(viewer: Viewer, tip: Tip) -> list[tuple[Transition, str]]:
    """Every step that it took and who took it, oldest first."""
    steps = workflow.history(viewer, [tip.summary.id])
    ids = {UUID(step.actor_id) for step in steps if step.actor_kind == "person"}
    names = {str(key): name for key, name in access.person_names(viewer, ids).items()}
    return [(step, names.get(step.actor_id, "")) for step in steps]
