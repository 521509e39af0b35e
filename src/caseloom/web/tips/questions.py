"""What a line asks, edited piece by piece: each saving makes a version, and the old ones stay."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseloom.access import queries as access
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.tips import actions, queries
from caseloom.tips.types import Line, Questionnaire
from caseloom.web.cases.forms import refused, sent
from caseloom.web.responses import go
from caseloom.web.tips import editing, words
from caseloom.web.tips.editing import Data
from caseloom.web.tips.line_forms import LONGEST, RESERVED_PART, PartForm, QuestionForm, SubjectForm
from caseloom.web.tips.lines import PAGE, about, administrator

NEW = RESERVED_PART


def _save(viewer: Viewer, key: str, version: object, change: Callable[[Data], None]) -> int:
    """Save the latest version with `change`; refuse if it is not the one that was looked at."""
    latest = queries.questionnaire(viewer, key)
    if str(version) != str(latest.number):
        raise Conflict(
            _("Somebody else saved it just now."), remedy=_("Open it again and look what he did.")
        )
    data = editing.as_data(latest)
    change(data)
    return actions.set_questionnaire(key=key, data=data, expected=latest.number, by=viewer).number


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """The subjects and questions of the latest version."""
    viewer = administrator(request)
    line = queries.line(viewer, key)
    asked = queries.questionnaire(viewer, key)
    used = {name: [one for one in asked.subjects if name in one.asks] for name in _keys(asked)}
    context = {
        "line": line,
        "asked": asked,
        "questions": [(one, used[one.key]) for one in asked.questions],
        **about(viewer, line),
    }
    return render(request, "web/tips/lines/questions.html", context)


def _keys(asked: Questionnaire) -> list[str]:
    return [one.key for one in asked.questions]


@require_http_methods(PAGE)
def subject(request: HttpRequest, key: str, subject: str) -> HttpResponse:
    """A subject: what it is called, and which questions it asks in which order."""
    viewer = administrator(request)
    line = queries.line(viewer, key)
    asked = queries.questionnaire(viewer, key)
    before = None if subject == NEW else editing.subject_of(asked, subject)
    form = SubjectForm(
        sent(request), codes=line.settings.languages, before=before,
        questions=[(one.key, words.said(one.label)) for one in asked.questions],
        initial={"version": asked.number},
    )  # fmt: skip
    if _kept(request, viewer, line, form, "subjects"):
        return go(request, reverse("lines:questions", args=[key]))
    asks = before.asks if before else ()
    questions = {one.key: one for one in asked.questions}
    context = {
        "line": line, "asked": asked, "form": form, "subject": before,
        "asks": [questions[one] for one in asks],
        "others": [one for one in asked.questions if one.key not in asks],
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "web/tips/lines/subject.html", context, status=status)


@require_http_methods(PAGE)
def question(request: HttpRequest, key: str, question: str) -> HttpResponse:
    """A question: its words, how it is answered, whether it must be."""
    viewer = administrator(request)
    line = queries.line(viewer, key)
    asked = queries.questionnaire(viewer, key)
    before = None if question == NEW else editing.question_of(asked, question)
    form = QuestionForm(
        sent(request), codes=line.settings.languages, before=before,
        initial={"version": asked.number},
    )  # fmt: skip
    if _kept(request, viewer, line, form, "questions"):
        return go(request, reverse("lines:questions", args=[key]))
    context = {"line": line, "asked": asked, "form": form, "question": before}
    status = 422 if form.errors else 200
    return render(request, "web/tips/lines/question.html", context, status=status)


def _kept(request: HttpRequest, viewer: Viewer, line: Line, form: PartForm, kind: str) -> bool:
    if not form.is_valid():
        return False

    def change(data: Data) -> None:
        editing.put(data[kind], form.data_of(), new=form.before is None)

    try:
        number = _save(viewer, line.key, form.cleaned_data["version"], change)
    except (Invalid, Conflict) as error:
        refused(form, error)
        return False
    _told(request, number)
    return True


def _told(request: HttpRequest, number: int) -> None:
    text = _("Saved as version %(number)s. The public is asked so from now on.")
    messages.success(request, text % {"number": number})


@require_POST
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Move something up or down, take it out, or ask one more question with a subject."""
    viewer = administrator(request)
    given = {name: request.POST.get(name, "") for name in ("do", "subject", "question", "version")}
    if given["do"] not in editing.CHANGES:
        raise Invalid(_("There is no such change."), remedy=_("Use the buttons of the page."))
    number = _save(
        viewer, key, given["version"],
        lambda data: editing.CHANGES[given["do"]](data, given["subject"], given["question"]),
    )  # fmt: skip
    _told(request, number)
    if given["do"].startswith("asked_"):
        return go(request, reverse("lines:subject", args=[key, given["subject"]]))
    return go(request, reverse("lines:questions", args=[key]))


@require_http_methods(PAGE)
def texts(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """Every text in one language, beside the first: to translate all of it at once."""
    viewer = administrator(request)
    line = queries.line(viewer, key)
    asked = queries.questionnaire(viewer, key)
    form = TranslationForm(
        sent(request), texts=editing.texts(editing.as_data(asked)), code=code,
        initial={"version": asked.number},
    )  # fmt: skip
    if form.is_valid():
        try:
            number = _save(viewer, key, form.cleaned_data["version"], form.put)
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            _told(request, number)
            return go(request, reverse("lines:questions", args=[key]))
    context = {"line": line, "form": form, "language": words.language(code)}
    status = 422 if form.errors else 200
    return render(request, "web/tips/lines/texts.html", context, status=status)


class TranslationForm(forms.Form):
    """All texts of a questionnaire in the language `code`."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, texts: list[tuple[str, dict[str, str], bool]], code: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        for place, said, must in texts:
            others = {name: text for name, text in said.items() if name != code}
            self.fields[place] = forms.CharField(
                label=words.said(others) or words.said(said), required=must, max_length=LONGEST,
                initial=said.get(code, ""), widget=forms.TextInput(attrs={"dir": "auto"}),
            )  # fmt: skip

    def put(self, data: Data) -> None:
        """Put what was given into a questionnaire."""
        for place, said, _must in editing.texts(data):
            said[self.code] = self.cleaned_data.get(place, "")


@require_safe
def versions(request: HttpRequest, key: str) -> HttpResponse:
    """Every version, when it was saved and by whom."""
    viewer = administrator(request)
    found = queries.versions(viewer, key)
    names = access.person_names(viewer, {by for _number, _at, by in found})
    context = {
        "line": queries.line(viewer, key),
        "versions": [(number, at, names.get(by, "")) for number, at, by in found],
        "latest": found[0][0] if found else 0,
    }
    return render(request, "web/tips/lines/versions.html", context)


@require_POST
def restore(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Ask again what an older version asked, as a new version."""
    viewer = administrator(request)
    older = editing.as_data(queries.questionnaire(viewer, key, number))

    def change(data: Data) -> None:
        data.update(older)

    _told(request, _save(viewer, key, request.POST.get("version", ""), change))
    return go(request, reverse("lines:questions", args=[key]))


@require_safe
def preview(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What a reporter is asked by a version, in one language and about one subject."""
    viewer = administrator(request)
    line = queries.line(viewer, key)
    asked = queries.questionnaire(viewer, key, number)
    codes = line.settings.languages
    code = request.GET.get("language", "")
    chosen = request.GET.get("subject", "")
    subject = next((one for one in asked.subjects if one.key == chosen), asked.subjects[0])
    code = code if code in codes else codes[0]
    context = {
        "line": line, "asked": asked, "subject": subject, "code": code,
        "direction": queries.language(code).direction,
        "languages": [(one, words.language(one)) for one in codes],
        "subjects": [(one.key, _in(one.title, code)) for one in asked.subjects],
        "about": _in(subject.title, code),
        "about_hint": subject.hint.get(code, ""),
        "questions": [
            (one, _in(one.label, code), one.hint.get(code, ""),
             [_in(said, code) for _key, said in one.choices])
            for one in asked.asked(subject.key)
        ],
    }  # fmt: skip
    return render(request, "web/tips/lines/preview.html", context)


def _in(said: Any, code: str) -> str:
    return str(said.get(code) or words.said(said))
