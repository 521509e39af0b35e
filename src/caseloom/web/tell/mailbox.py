"""A reporter's messages, opened by her code. Nothing of it stays in the browser."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import CaseloomError, Invalid, NotFound
from caseloom.tips import actions, queries
from caseloom.tips.errors import UnknownReceipt
from caseloom.tips.types import MOST_BYTES, MOST_FILES
from caseloom.web.tell import flood, forms
from caseloom.web.tell.pages import MEGABYTES, page
from caseloom.web.tell.uploading import SealedUpload
from caseloom.web.tell.views import GONE

PATH = "messages/"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: HttpRequest, code: str) -> HttpResponseBase:
    """Ask for the code; show the box; take words and files; give files back."""
    upload = SealedUpload(MOST_BYTES, MOST_FILES)
    if request.method != "POST":
        return _ask(code)
    request.upload_handlers = [upload]
    step = request.POST.get("step", "")
    if step == "close":
        return _ask(code, note="box.closed")
    try:
        if step == "open":
            return _open(request, code)
        tip = forms.mailbox_of(request.POST)
        if tip is None:
            return _ask(code, error="box.stale", status=409)
        if step == "file":
            return _file(request, UUID(tip))
        if step == "write":
            return _write(request, upload, code, UUID(tip))
        return _show(code, UUID(tip))
    except GONE:
        said = queries.language(code)
        context = {"error": said.say("wrong.down"), "text": request.POST.get("text", "")}
        return page("down", code, context, path=PATH, status=503)
    except NotFound:
        return _ask(code, error="box.wrong", status=404)


def _ask(
    code: str, *, error: str = "", note: str = "", typed: str = "", since: str = "",
    status: int = 200, seconds: int = 0,
) -> HttpResponse:  # fmt: skip
    said = queries.language(code)
    context = {
        "error": said.say(error, seconds=seconds) if error else "",
        "note": said.say(note) if note else "", "typed": typed,
        "since": since or queries.issue_token("asked", {}),
    }  # fmt: skip
    return page("ask", code, context, path=PATH, status=status)


def _open(request: HttpRequest, code: str) -> HttpResponse:
    typed, since = request.POST.get("receipt", "")[:100], request.POST.get("since", "")[:500]
    receipt = queries.read_receipt(typed)
    if receipt is None:
        return _ask(code, error="box.typo", typed=typed, since=since, status=422)
    if seconds := flood.guessing.seconds(forms.age(since)):
        return _ask(code, error="box.slow", typed=typed, since=since, status=429, seconds=seconds)
    try:
        with as_viewer(queries.anybody()) as viewer:
            tip_id = queries.tip_of(viewer, receipt)
    except UnknownReceipt:
        flood.guessing.passed()
        return _ask(code, error="box.wrong", typed=typed, status=404)
    return _show(code, tip_id)


def _show(
    code: str,
    tip_id: UUID,
    *,
    error: str = "",
    text: str = "",
    status: int = 200,
    sent: bool = False,
) -> HttpResponse:
    with queries.as_reporter(tip_id) as viewer:
        box = queries.mailbox(viewer, tip_id)
    said = queries.language(code)
    context = {
        "box": box, "token": forms.mailbox_token(tip_id), "error": error, "text": text,
        "sent": sent, "state": said.say(f"box.state_{box.state}"),
        "title": box.line_title.get(code) or next(iter(box.line_title.values()), ""),
        "day": forms.shown_date(box.arrived_at),
        "answers": [(one.label, box.text[one.start : one.end]) for one in box.segments],
    }  # fmt: skip
    return page("box", code, context, path=PATH, status=status)


def _write(request: HttpRequest, upload: SealedUpload, code: str, tip_id: UUID) -> HttpResponse:
    said, text = queries.language(code), request.POST.get("text", "")
    if upload.left_out:
        error = said.say("wrong.file_large", name=upload.left_out[0], size=MEGABYTES)
        return _show(code, tip_id, error=error, text=text, status=422)
    if upload.count > MOST_FILES:
        error = said.say("wrong.files_many", count=upload.count, most=MOST_FILES)
        return _show(code, tip_id, error=error, text=text, status=422)
    files = forms.files_of(request)
    try:
        with queries.as_reporter(tip_id) as by:
            actions.write_as_reporter(tip_id=tip_id, text=text, files=files, by=by)
    except (UnknownReceipt, *GONE):
        raise
    except Invalid as error:
        empty = not text.strip() and not files
        words = said.say("wrong.empty") if empty else error.message
        return _show(code, tip_id, error=words, text=text, status=422)
    except CaseloomError as error:
        return _show(code, tip_id, error=str(error), text=text, status=409)
    return _show(code, tip_id, sent=True)


def _file(request: HttpRequest, tip_id: UUID) -> HttpResponseBase:
    try:
        part_id = UUID(request.POST.get("part", ""))
    except ValueError as error:
        raise NotFound("There is no such file.") from error
    with queries.as_reporter(tip_id) as viewer:
        found = queries.own_file(viewer, tip_id, part_id)
        content = b"".join(found.chunks)
    response = StreamingHttpResponse(iter([content]), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = forms.attachment(found.name)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
