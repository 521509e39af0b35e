"""What staff do with a tip: judge it, write to the reporter, end it, and open her name."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.tips import actions, queries
from caseloom.tips.types import MOST_BYTES, MOST_FILES, Tip
from caseloom.web.cases.forms import refused, sent
from caseloom.web.responses import go
from caseloom.web.tell.forms import files_of
from caseloom.web.tips import page
from caseloom.web.tips.forms import AssessForm, MaybeReasonForm, ReasonForm, WriteForm
from caseloom.web.tips.uploads import refuse_left_out, sealed_files
from caseloom.web.tips.views import given_id, given_ids
from caseloom.web.viewer import viewer_of

PAGE = ["GET", "HEAD", "POST"]


def ask(
    request: HttpRequest, tip: Tip, form: Form, *, do: Callable[..., object],
    done: str, title: str | Promise, lead: str | Promise, verb: str | Promise,
    danger: bool = False,
) -> HttpResponse:  # fmt: skip
    """Show `form` on a page of its own; when it is sent, `do` it with what was given."""
    back = reverse("tips:show", args=[tip.summary.number])
    if form.is_valid():
        try:
            do(**form.cleaned_data)
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, done)
            return go(request, back)
    context = {
        "tip": tip, "form": form, "back": back, "title": title, "lead": lead, "verb": verb,
        "danger": danger,
    }  # fmt: skip
    return render(request, "web/tips/act.html", context, status=422 if form.errors else 200)


@require_http_methods(PAGE)
def take_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Make it a lead, refer it, close it or open it again, with a reason."""
    viewer = viewer_of(request)
    tip = queries.tip(viewer, number)
    if step not in page.STEP_FORMS or step not in {one.name for one in tip.steps}:
        raise Conflict(
            _("This step is not possible now."), remedy=_("Look at where the tip stands.")
        )
    steps: dict[str, Callable[..., None]] = {
        "follow": actions.follow, "refer": actions.refer, "close": actions.close,
        "reopen": actions.reopen,
    }  # fmt: skip
    return ask(
        request, tip, page.STEP_FORMS[step](sent(request)),
        do=lambda **given: steps[step](tip_id=tip.summary.id, **given, by=viewer),
        done=str(page.DONE[step]), title=f"{page.VERBS[step]}?", lead=page.MEANING[step],
        verb=page.VERBS[step], danger=step in page.ENDS,
    )  # fmt: skip


@require_POST
def assess(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what an officer judged; `shown` are the suggestions that stood beside."""
    viewer = viewer_of(request)
    form = AssessForm(request.POST, auto_id="assess-%s", own=request.POST.get("category", "")[:60])
    if form.is_valid():
        try:
            actions.assess(
                tip_id=given_id(request), **form.cleaned_data, shown=given_ids(request, "shown"),
                by=viewer,
            )  # fmt: skip
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, _("Your judgement is kept."))
            return go(request, reverse("tips:show", args=[number]))
    return page.tip_page(request, queries.tip(viewer, number), assess=form)


@sealed_files(MOST_BYTES, MOST_FILES)
@require_POST
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Ask or tell the reporter something, with files."""
    viewer = viewer_of(request)
    form = WriteForm(request.POST, auto_id="write-%s")
    if form.is_valid():
        given = form.cleaned_data
        try:
            refuse_left_out(request, "files")
            actions.write_to_reporter(
                tip_id=given_id(request), text=given["text"], feedback=given["feedback"],
                files=files_of(request), by=viewer,
            )  # fmt: skip
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, _("It is in her mailbox. She sees it when she comes back."))
            return go(request, reverse("tips:show", args=[number]))
    return page.tip_page(request, queries.tip(viewer, number), write=form)


@require_POST
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Put a tip into somebody's queue, or back where nobody has it."""
    viewer = viewer_of(request)
    viewer.must("tips.lead")
    form = page.assign_form(viewer, None, request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["officer_id"]
        try:
            actions.assign(
                tip_id=given_id(request), officer_id=UUID(chosen) if chosen else None, by=viewer
            )
        except NotFound as error:
            form.add_error("officer_id", str(error))
        else:
            messages.success(request, _("Assigned.") if chosen else _("Nobody has it now."))
            return go(request, reverse("tips:show", args=[number]))
    return page.tip_page(request, queries.tip(viewer, number), assign=form)


@require_http_methods(PAGE)
def ask_identity(request: HttpRequest, number: str) -> HttpResponse:
    """Ask to know who told it; somebody else decides."""
    viewer = viewer_of(request)
    tip = queries.tip(viewer, number)
    return ask(
        request, tip, ReasonForm(sent(request)),
        do=lambda reason: actions.ask_identity(tip_id=tip.summary.id, reason=reason, by=viewer),
        done=_("Asked. A second person decides."), title=_("Ask for the name?"),
        lead=_("A second person decides. Who asked, why, and each look stay on record."),
        verb=_("Ask for the name"),
    )  # fmt: skip


@require_http_methods(PAGE)
def decide_identity(
    request: HttpRequest, number: str, request_id: UUID, verdict: str
) -> HttpResponse:
    """Allow or refuse what somebody else asked for."""
    viewer = viewer_of(request)
    tip = queries.tip(viewer, number)
    wish = next((one for one in tip.requests if one.id == request_id), None)
    if wish is None or verdict not in ("allow", "refuse"):
        raise NotFound(_("There is no such request."), remedy=_("Look at the tip again."))
    allow = verdict == "allow"
    who = {"name": wish.asked_by_name}
    return ask(
        request, tip, (MaybeReasonForm if allow else ReasonForm)(sent(request)),
        do=lambda reason: actions.decide_identity(
            request_id=request_id, allow=allow, reason=reason, by=viewer
        ),
        done=_("Allowed for a day.") if allow else _("Refused."),
        title=(_("Let %(name)s see the name?") if allow else _("Refuse %(name)s the name?")) % who,
        lead=_("Asked because: %(reason)s") % {"reason": wish.reason},
        verb=_("Allow") if allow else _("Refuse"), danger=not allow,
    )  # fmt: skip


@require_POST
def show_identity(request: HttpRequest, number: str) -> HttpResponse:
    """The name, on a page of its own; that it was looked at is on record."""
    contact = queries.identity(viewer_of(request), given_id(request))
    return render(request, "web/tips/identity.html", {"contact": contact, "number": number})
