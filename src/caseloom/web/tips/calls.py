"""A clerk takes a call: the questions of the line, and beside them who it may be about."""

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseloom.kernel.errors import Conflict, Invalid
from caseloom.tips import actions, queries
from caseloom.tips.types import Contact, NewTip, Question
from caseloom.web.cases.forms import refused, sent
from caseloom.web.tips import machine
from caseloom.web.tips.words import said
from caseloom.web.viewer import viewer_of

LONGEST = 20_000
KEPT = timedelta(hours=12)


class CallForm(forms.Form):
    """The questions of a subject, in the language of the call, and who calls."""

    def __init__(self, data: Any = None, *, questions: tuple[Question, ...], code: str) -> None:
        super().__init__(data)
        for one in questions:
            label = one.label.get(code) or said(one.label)
            self.fields[one.key] = _field(one, label, one.hint.get(code, ""), code)
        self.fields["caller"] = forms.CharField(
            label=_("Who calls"), max_length=1_000, required=False,
            help_text=_("It is kept apart. Leave it empty if she does not say."),
        )  # fmt: skip
        self.fields["reach"] = forms.CharField(
            label=_("How to reach her safely"), max_length=1_000, required=False
        )


def _field(one: Question, label: str, hint: str, code: str) -> forms.Field:
    if one.choices:
        choices = [
            ("", "–"),
            *((key, words.get(code) or said(words)) for key, words in one.choices),
        ]
        return forms.ChoiceField(label=label, choices=choices, required=one.required)
    widget = forms.Textarea(attrs={"rows": 6 if one.required else 2, "dir": "auto"})
    return forms.CharField(
        label=label, help_text=hint, max_length=LONGEST, required=one.required,
        widget=widget if one.kind == "text" else forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Choose the line, the language of the call, and what it is about."""
    viewer = viewer_of(request)
    viewer.must("tips.send")
    spoken = queries.languages()
    shown = []
    for line in (one for one in queries.lines(viewer) if one.scope in viewer.scopes):
        asked = queries.questionnaire(viewer, line.key)
        shown.append({
            "title": said(line.title),
            "languages": [
                {
                    "code": code, "name": spoken[code].name,
                    "subjects": [
                        (f"{reverse('tips:take_down', args=[line.key, one.key])}?language={code}",
                         one.title.get(code) or said(one.title))
                        for one in asked.subjects
                    ],
                }
                for code in line.settings.languages if code in spoken
            ],
        })  # fmt: skip
    return render(request, "web/tips/call.html", {"lines": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: HttpRequest, key: str, subject: str) -> HttpResponse:
    """The form; once it is sent, the code to read to the caller."""
    viewer = viewer_of(request)
    viewer.must("tips.send")
    line = queries.line(viewer, key)
    asked = queries.questionnaire(viewer, key)
    code = request.GET.get("language", "")
    code = code if code in queries.languages() else line.settings.languages[0]
    form = CallForm(sent(request), questions=asked.asked(subject), code=code)
    if form.is_valid():
        given = dict(form.cleaned_data)
        contact = Contact(given.pop("caller"), given.pop("reach"))
        tip = NewTip("phone", code, subject, given, _form_of(request), contact)
        try:
            done = actions.send(line_key=key, tip=tip, by=viewer)
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            context = {"receipt": queries.show_receipt(done.receipt)}
            return render(request, "web/tips/taken_down.html", context)
    title = next(
        (one.title for one in asked.subjects if one.key == subject), asked.subjects[0].title
    )
    shown: dict[str, object] = {
        "form": form, "line": said(line.title), "subject": title.get(code) or said(title),
        "token": request.POST.get("form", "")[:1_000] or queries.issue_token(
            "call", {"form": secrets.token_hex(16)}),
    }  # fmt: skip
    return render(request, "web/tips/take_down.html", shown, status=422 if form.errors else 200)


def _form_of(request: HttpRequest) -> bytes:
    """The bytes of the form that the page carried, so that one sent twice is one tip."""
    found = queries.read_token("call", request.POST.get("form", ""), KEPT)
    return bytes.fromhex(found["form"]) if found else secrets.token_bytes(16)


@require_POST
def about(request: HttpRequest) -> HttpResponse:
    """Who and what the words so far may be about."""
    viewer = viewer_of(request)
    viewer.must("tips.send")
    kept = {"form", "csrfmiddlewaretoken", "caller", "reach"}
    words = (value for key, value in request.POST.items() if key not in kept)
    text = "\n\n".join(str(one) for one in words)[:LONGEST]
    context = {"known": machine.known(queries.known_in(viewer, text))}
    return render(request, "web/tips/parts/known.html", context)
