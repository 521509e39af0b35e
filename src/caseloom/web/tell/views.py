"""Telling: choose what it is about, write, read it once more, send, get a code."""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language_from_request
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import Invalid, Unavailable
from caseloom.tips import actions, queries
from caseloom.tips.errors import UnknownLine
from caseloom.tips.types import MOST_BYTES, MOST_FILES, Line, NewTip, Questionnaire
from caseloom.web.tell import flood, forms
from caseloom.web.tell.forms import Draft
from caseloom.web.tell.pages import MEGABYTES, page
from caseloom.web.tell.reading import read_out
from caseloom.web.tell.uploading import SealedUpload

GONE = (OperationalError, InterfaceError, Unavailable)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the pages in the language that the browser asks for."""
    spoken = queries.languages()
    asked = (part.split(";")[0].strip()[:2] for part in _accepted(request).split(","))
    code = next((one for one in asked if one in spoken), "en")
    return HttpResponseRedirect(reverse("tell:lines", args=[code]))


def _accepted(request: HttpRequest) -> str:
    return request.headers.get("Accept-Language", "") or get_language_from_request(request)


@require_safe
def lines(request: HttpRequest, code: str) -> HttpResponse:
    """The lines that are open; straight to the only one."""
    try:
        with as_viewer(queries.anybody()) as viewer:
            found = [one for one in queries.lines(viewer) if one.open]
    except GONE:
        return page("down", code, {}, path="", status=503)
    if len(found) == 1:
        return HttpResponseRedirect(reverse("tell:start", args=[code, found[0].key]))
    shown = [(reverse("tell:start", args=[code, one.key]), one.called(code)) for one in found]
    return page("lines", code, {"lines": shown}, path="")


@require_safe
def start(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """What telling here means, and what it can be about."""
    path = f"to/{key}/"
    try:
        line, asked = _line(key)
    except UnknownLine:
        return page("missing", code, {}, path="", status=404)
    except GONE:
        return page("down", code, {}, path=path, status=503)
    subjects = [
        (reverse("tell:tell", args=[code, key, one.key]), _in(one.title, code), _in(one.hint, code))
        for one in asked.subjects
    ]
    return page("start", code, {"title": line.called(code), "subjects": subjects}, path=path)


def _line(key: str) -> tuple[Line, Questionnaire]:
    with as_viewer(queries.anybody()) as viewer:
        line = queries.line(viewer, key)
        if not line.open:
            raise UnknownLine
        return line, queries.questionnaire(viewer, key)


def _in(words: object, code: str) -> str:
    said = dict(words) if words else {}  # type: ignore[call-overload]  # words by language
    return str(said.get(code) or next(iter(said.values()), ""))


# No cookie, so nothing that another site could use in her name: the sealed draft is the proof.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, code: str, key: str, subject: str) -> HttpResponse:
    """The form, then the same words once more, then the code."""
    upload = SealedUpload(MOST_BYTES, MOST_FILES)
    if request.method == "POST":
        request.upload_handlers = [upload]
    draft = forms.carried(request) if request.method == "POST" else None
    if draft is None:
        return _fresh(request, code, key, subject)
    step = request.POST.get("step", "")
    if step == "check":
        return _check(code, key, subject, forms.typed(request.POST, draft))
    if step == "send":
        return _send(request, upload, code, key, subject, draft)
    return _form(code, key, subject, draft)


def _fresh(request: HttpRequest, code: str, key: str, subject: str) -> HttpResponse:
    try:
        line, asked = _line(key)
    except UnknownLine:
        return page("missing", code, {}, path="", status=404)
    except GONE:
        return page("down", code, {}, path=f"to/{key}/{subject}/", status=503)
    return _form(code, key, subject, forms.begin(line, asked.asked(subject), code))


def _form(
    code: str, key: str, subject: str, draft: Draft, error: Invalid | None = None, status: int = 200
) -> HttpResponse:
    try:
        line, asked = _line(key)
    except GONE:
        return _down(code, key, subject, draft)
    except UnknownLine:
        return page("missing", code, {}, path="", status=404)
    questions = [
        {
            "key": one.key, "kind": one.kind, "label": _in(one.label, code),
            "hint": _in(one.hint, code), "required": one.required,
            "value": draft.answers.get(one.key, ""),
            "choices": [(choice, _in(label, code)) for choice, label in one.choices],
            "error": error.message if error and error.field == one.key else "",
        }
        for one in asked.asked(subject)
    ]  # fmt: skip
    context = {
        "title": line.called(code), "draft": draft.token(), "questions": questions,
        "contact": draft.contact, "error": error, "back": reverse("tell:start", args=[code, key]),
    }  # fmt: skip
    return page("form", code, context, path=f"to/{key}/{subject}/", status=status)


def _check(code: str, key: str, subject: str, draft: Draft) -> HttpResponse:
    """The words once more, if nothing is missing in them."""
    try:
        line, asked = _line(key)
        text = queries.compose(asked, subject, draft.answers, code)
    except UnknownLine:
        return page("missing", code, {}, path="", status=404)
    except GONE:
        return _down(code, key, subject, draft)
    except Invalid as error:
        return _form(code, key, subject, draft, error, status=422)
    read = read_out(text) if line.settings.show_reading else None
    return _show_check(code, key, subject, draft, read=read)


def _show_check(
    code: str, key: str, subject: str, draft: Draft, *, error: str = "", status: int = 200,
    read: object = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "title": draft.title, "draft": draft.token(), "error": error, "contact": draft.contact,
        "answers": [(draft.labels[one], told) for one, told in draft.answers.items() if told],
        "read": read,
    }  # fmt: skip
    return page("check", code, context, path=f"to/{key}/{subject}/", status=status)


def _send(
    request: HttpRequest, upload: SealedUpload, code: str, key: str, subject: str, draft: Draft
) -> HttpResponse:
    said = queries.language(code)
    request.FILES  # noqa: B018 - reads the files, so that what was left out is known
    if upload.left_out:
        error = said.say("wrong.file_large", name=upload.left_out[0], size=MEGABYTES)
        return _show_check(code, key, subject, draft, error=error, status=422)
    if upload.count > MOST_FILES:
        error = said.say("wrong.files_many", count=upload.count, most=MOST_FILES)
        return _show_check(code, key, subject, draft, error=error, status=422)
    if seconds := flood.sending.seconds(draft.age):
        error = said.say("wrong.busy", seconds=seconds)
        return _show_check(code, key, subject, draft, error=error, status=429)
    tip = NewTip(
        channel="portal", language=code, subject=subject, answers=draft.answers,
        form=bytes.fromhex(draft.form), contact=draft.who(),
        files=forms.files_of(request, keep=request.POST.get("keep") == "1"),
    )  # fmt: skip
    try:
        with as_viewer(queries.anybody()) as viewer:
            line = queries.line(viewer, key)
        with as_viewer(queries.teller(line)) as by:
            sent = actions.send(line_key=key, tip=tip, by=by)
    except GONE:
        return _down(code, key, subject, draft)
    except UnknownLine:
        return page("missing", code, {}, path="", status=404)
    except Invalid as error:
        return _form(code, key, subject, draft, error, status=422)
    flood.sending.passed()
    context = {
        "title": draft.title, "receipt": queries.show_receipt(sent.receipt), "days": draft.days,
        "box": forms.mailbox_token(sent.tip_id),
    }  # fmt: skip
    return page("sent", code, context, path="")


def _down(code: str, key: str, subject: str, draft: Draft) -> HttpResponse:
    """Nothing can be kept just now: her words stay on the page, and she is told."""
    error = queries.language(code).say("wrong.down")
    return _show_check(code, key, subject, draft, error=error, status=503)
