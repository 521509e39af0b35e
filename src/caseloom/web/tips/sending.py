"""A tip to another agency: what they get, what is left out, and the record of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseloom.bundle.types import MOST_BYTES
from caseloom.kernel.errors import CaseloomError, Conflict, Invalid, NotFound
from caseloom.kernel.viewer import Viewer
from caseloom.tips import actions, queries
from caseloom.tips.types import Betraying, Dissemination, NewBundle, Stretch, Tip
from caseloom.web.cases.forms import refused, sent
from caseloom.web.responses import go
from caseloom.web.tips import words
from caseloom.web.tips.forms import MaybeReasonForm, ReasonForm
from caseloom.web.tips.telling import shown
from caseloom.web.tips.uploads import refuse_left_out, sealed_files
from caseloom.web.tips.views import given_id
from caseloom.web.viewer import viewer_of

PAGE = ["GET", "HEAD", "POST"]
_LONG = 90
WHY: dict[str, str | Promise] = {
    "work": gettext_lazy("her work"),
    "kin": gettext_lazy("her people"),
    "only": gettext_lazy("few know it"),
    "contact": gettext_lazy("how to reach her"),
    "named": gettext_lazy("named in it"),
}
STATES: dict[str, str | Promise] = {
    "prepared": gettext_lazy("Waits for a second person"),
    "ready": gettext_lazy("Ready to be sent"),
    "refused": gettext_lazy("Not sent"),
    "sent": gettext_lazy("Sent"),
    "recalled": gettext_lazy("Asked to be deleted"),
}


def _several(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class SendForm(forms.Form):
    """Who gets what, and why; what is proposed to be left out is ticked, and may be unticked."""

    recipient = forms.CharField(label=gettext_lazy("Which agency"), max_length=300)
    contact = forms.CharField(
        label=gettext_lazy("Who there receives it"), max_length=300, required=False
    )
    ground = forms.CharField(
        label=gettext_lazy("Legal ground and purpose"), max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    caveats = forms.CharField(
        label=gettext_lazy("How they may use it"), max_length=2_000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stands in the file that they open first."),
    )  # fmt: skip
    answers = _several(gettext_lazy("What was told"))
    messages = _several(gettext_lazy("Messages"))
    enclosed = _several(gettext_lazy("Files"), gettext_lazy("They go under new names."))
    out = _several(
        gettext_lazy("Leave out"),
        gettext_lazy("Ticked is what may betray the reporter. The machine overlooks much."),
    )
    words = forms.CharField(
        label=gettext_lazy("Leave out these words too"), max_length=20_000, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("A line each, as they stand in the text. Everywhere they stand."),
    )  # fmt: skip
    places = forms.BooleanField(
        label=gettext_lazy("With a list of the names and numbers found in it"), required=False
    )
    hidden_data = forms.BooleanField(
        label=gettext_lazy("Send files even if their hidden data cannot be taken out"),
        required=False,
        help_text=gettext_lazy("Hidden data may say who made a file, where and when."),
    )

    def __init__(self, data: object, tip: Tip, found: tuple[Betraying, ...]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or none
        pieces = [(one.label, one.start, one.end) for one in tip.segments]
        answers = [
            (str(at), f"{label}: {_short(tip.text[start:end])}" if label else _short(tip.text))
            for at, (label, start, end) in enumerate(pieces or [("", 0, len(tip.text))])
        ]
        parts = {
            kind: [(str(one.id), _short(one.text)) for one in tip.parts if one.kind == kind]
            for kind in ("message", "file")
        }
        out = [(_place(one), f"{_short(one.words)} ({WHY[one.why]})") for one in found]
        choices = {
            "answers": answers, "messages": parts["message"], "enclosed": parts["file"], "out": out,
        }  # fmt: skip
        for name, offered in choices.items():
            if offered:
                self.fields[name].choices = offered  # type: ignore[attr-defined]  # of several
            else:
                del self.fields[name]
        self.initial = {
            "answers": [key for key, _label in answers],
            "out": [_place(one) for one in found if one.likely],
        }

    def given(self) -> NewBundle:
        """What was chosen."""
        said = self.cleaned_data
        return NewBundle(
            recipient=said["recipient"], ground=said["ground"], contact=said["contact"],
            caveats=said["caveats"], answers=tuple(map(int, said.get("answers", ()))),
            messages=tuple(map(UUID, said.get("messages", ()))),
            files=tuple(map(UUID, said.get("enclosed", ()))),
            leave_out=tuple(_stretch(one) for one in said.get("out", ())),
            words=tuple(said["words"].splitlines()), places=said["places"],
            hidden_data=said["hidden_data"],
        )  # fmt: skip


def _short(text: str) -> str:
    line = shown(" ".join(text.split()))
    return line if len(line) <= _LONG else f"{line[:_LONG].rsplit(' ', 1)[0]} …"


def _place(one: Betraying) -> str:
    return f"{one.stretch.part or ''}:{one.stretch.start}:{one.stretch.end}"


def _stretch(place: str) -> Stretch:
    part, start, end = place.split(":")
    return Stretch(UUID(part) if part else None, int(start), int(end))


@require_http_methods(PAGE)
def send(request: HttpRequest, number: str) -> HttpResponse:
    """Choose what goes; then see it byte for byte; then put it on record."""
    viewer = viewer_of(request)
    if "token" in request.POST:
        return _prepare(request, viewer, number)
    tip = queries.tip(viewer, number)
    form = SendForm(sent(request), tip, queries.betraying(viewer, tip.summary.id))
    back = reverse("tips:show", args=[tip.summary.number])
    if form.is_valid():
        try:
            preview = queries.preview_bundle(viewer, tip.summary.id, form.given())
        except (Invalid, Conflict, NotFound) as error:
            _beside(form, error)
        else:
            context = {
                "tip": tip, "preview": preview, "back": back, "recipient": form.given().recipient,
                "texts": _texts(preview.words),
            }  # fmt: skip
            return render(request, "web/tips/send_check.html", context)
    context = {"tip": tip, "form": form, "back": back}
    return render(request, "web/tips/send.html", context, status=422 if form.errors else 200)


def _beside(form: forms.Form, error: CaseloomError) -> None:
    field = "enclosed" if error.field == "files" else error.field
    form.add_error(field if field in form.fields else None, str(error))


def _texts(given: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(name, shown(text)) for name, text in given]


def _prepare(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    one = actions.prepare_bundle(tip_id=given_id(request), token=request.POST["token"], by=viewer)
    messages.success(request, _("It is on record. Nothing has left yet."))
    return go(request, reverse("tips:bundle", args=[number, one]))


@require_safe
def show(request: HttpRequest, number: str, bundle_id: UUID) -> HttpResponse:
    """One bundle: its record, what is in it, and what may be done."""
    record, preview = queries.bundle(viewer_of(request), bundle_id)
    context = {
        "one": record, "preview": preview, "texts": _texts(preview.words),
        "state": STATES[record.state], "number": record.tip_number,
        "waits": record.state == "prepared" and "approve" not in record.steps,
    }  # fmt: skip
    return render(request, "web/tips/bundle.html", context)


ACTS: dict[str, tuple[str | Promise, str | Promise, str | Promise]] = {
    "approve": (
        gettext_lazy("Allow it to be sent?"), gettext_lazy("Allow"),
        gettext_lazy("You have read all of it, and nothing in it betrays the reporter."),
    ),
    "refuse": (
        gettext_lazy("Not send it?"), gettext_lazy("Do not send it"),
        gettext_lazy("The record of it stays. Another can be prepared."),
    ),
    "recall": (
        gettext_lazy("Ask to have it deleted?"), gettext_lazy("Put it on record"),
        gettext_lazy("Ask the agency yourself. This keeps that you did, and ends fetching here."),
    ),
}  # fmt: skip


@require_http_methods(PAGE)
def act(request: HttpRequest, number: str, bundle_id: UUID, step: str) -> HttpResponse:
    """Allow, refuse, or put on record that they were asked to delete it."""
    viewer = viewer_of(request)
    record, _preview = queries.bundle(viewer, bundle_id)
    if step not in ACTS:
        raise NotFound(_("There is no such page."), remedy=_("Look at the bundle again."))
    if step not in record.steps:
        raise Conflict(_("This step is not possible now."), remedy=_("Look at the bundle again."))
    form = (MaybeReasonForm if step == "approve" else ReasonForm)(sent(request))
    back = reverse("tips:bundle", args=[number, bundle_id])
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if step == "recall":
                actions.recall_bundle(bundle_id=bundle_id, reason=reason, by=viewer)
            else:
                actions.decide_bundle(
                    bundle_id=bundle_id, allow=step == "approve", reason=reason, by=viewer
                )
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, _("It is on record."))
            return go(request, back)
    title, verb, lead = ACTS[step]
    context = {
        "form": form, "back": back, "title": title, "verb": verb, "lead": lead,
        "danger": step != "approve", "kicker": record.tip_number,
    }  # fmt: skip
    return render(request, "web/tips/bundle_act.html", context, status=422 if form.errors else 200)


@require_POST
def fetch(request: HttpRequest, number: str, bundle_id: UUID) -> HttpResponseBase:
    """The file. From now on it counts as sent."""
    name, raw = actions.fetch_bundle(bundle_id=bundle_id, by=viewer_of(request))
    return _download(name, raw, "application/zip")


def _download(name: str, raw: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(raw, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """What went to other agencies, of tips that the viewer may see; as CSV too."""
    viewer = viewer_of(request)
    lines = words.lines(viewer)
    line = request.GET.get("line", "")
    line = line if line in dict(lines) else ""
    if request.GET.get("format") == "csv":
        raw = actions.export_disseminations(line=line, by=viewer)
        return _download("disseminations.csv", raw, "text/csv; charset=utf-8")
    found = queries.disseminations(viewer, line=line)
    context = {
        "rows": rows(found), "lines": lines, "line": line, "exports": viewer.may("export"),
        "takes": viewer.may("tips.send"),
    }  # fmt: skip
    return render(request, "web/tips/bundles.html", context)


def rows(found: tuple[Dissemination, ...]) -> list[tuple[Dissemination, str | Promise]]:
    """Records with their state in words."""
    return [(one, STATES[one.state]) for one in found]


class TakeForm(forms.Form):
    """A bundle of another agency, and the line that it becomes a tip of."""

    line = forms.ChoiceField(label=gettext_lazy("Line"))
    bundle = forms.FileField(label=gettext_lazy("Bundle"), allow_empty_file=False)

    def __init__(self, *args: object, lines: words.Choices) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # as Django takes them
        self.fields["line"].choices = lines  # type: ignore[attr-defined]  # of choices


@sealed_files(MOST_BYTES, 1)
@require_http_methods(PAGE)
def take_in(request: HttpRequest) -> HttpResponse:
    """Another agency's bundle becomes a tip."""
    viewer = viewer_of(request)
    viewer.must("tips.send")
    lines = [
        (one.key, words.said(one.title))
        for one in queries.lines(viewer)
        if one.scope in viewer.scopes
    ]
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = TakeForm(*given, lines=lines)
    if form.is_valid():
        file = form.cleaned_data["bundle"]
        try:
            refuse_left_out(request, "bundle")
            taken = actions.import_bundle(
                line_key=form.cleaned_data["line"], raw=file.read(), by=viewer
            )
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, _("It is whole, from who it says, and a tip now."))
            # One that names who brought it is closed to him: he is led to where he may be.
            return go(request, _where(viewer, taken.tip_id))
    context = {
        "form": form, "agencies": queries.agencies(viewer), "back": reverse("tips:bundles"),
    }  # fmt: skip
    return render(request, "web/tips/take_in.html", context, status=422 if form.errors else 200)


def _where(viewer: Viewer, tip_id: UUID) -> str:
    try:
        return reverse("tips:show", args=[queries.tip(viewer, tip_id).summary.number])
    except NotFound:
        return reverse("tips:bundles")
