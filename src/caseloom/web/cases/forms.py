"""What a person gives about a case and what is in it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseloom.access import queries as access
from caseloom.access.types import Person
from caseloom.cases.types import Case, CaseMember, CaseSummary
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.store.types import Statement
from caseloom.web import wording
from caseloom.web.templatetags.casework import said
from caseloom.workflow.types import Step

Choices = Sequence[tuple[str, str | Promise]]

STATES: Choices = (
    ("opened", _("Opened")),
    ("active", _("Active")),
    ("suspended", _("Suspended")),
    ("closed", _("Closed")),
    ("reopened", _("Reopened")),
)
ROLES: Choices = (
    ("subject", _("Subject: the inquiry is about it")),
    ("witness", _("Witness: knows something")),
    ("victim", _("Victim: was harmed")),
    ("associate", _("Associate: is linked with a subject")),
    ("other", _("Other")),
)
MEMBER_ROLES: Choices = (("member", _("Member: works on it")), ("reviewer", _("Reviewer: signs")))


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None where the page is only asked for."""
    return request.POST if request.method == "POST" else None


def refused(form: forms.Form, error: Invalid | Conflict) -> None:
    """Put what a room refused beside the field that it names, else above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


def case_readers(people: Iterable[Person]) -> Choices:
    """Those whose roles read cases."""
    reading = {role.key for role in access.every_role() if "case.read" in role.permissions}
    return [(str(one.id), one.name) for one in people if not reading.isdisjoint(one.roles)]


def on_case(members: Iterable[CaseMember]) -> Choices:
    """Those who are on a case now."""
    return [(str(one.person_id), one.name) for one in members if one.left_at is None]


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Give the choice field `name` its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared as one)
    field.choices = choices


class ReasonForm(forms.Form):
    """Why; it goes on record."""

    reason = forms.CharField(
        label=_("Why"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class FilterForm(forms.Form):
    """Which cases to list; all of it stays in the address."""

    text = forms.CharField(label=_("Number or title"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *STATES])
    type = forms.CharField(
        label=_("Type"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "case-types"}),
    )
    lead_id = forms.TypedChoiceField(label=_("Lead"), required=False, empty_value=None)

    def __init__(self, *args: Any, leads: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lead_id", [("", _("All")), *leads])


class CaseForm(forms.Form):
    """What a case is about and what it rests on."""

    title = forms.CharField(label=_("Title"), max_length=300)
    type = forms.CharField(
        label=_("Type"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "case-types", "autocomplete": "off"}),
        help_text=_("Choose one, or write your agency's own."),
    )
    predicate = forms.CharField(
        label=_("Predicate"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which facts justify this case."),
    )
    legal_authority = forms.CharField(
        label=_("Legal authority"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Under which law, order or agreement."),
    )


class OpenForm(CaseForm):
    """A case to open, and who is on it."""

    lead_id = forms.ChoiceField(label=_("Lead"))
    member_ids = forms.MultipleChoiceField(
        label=_("Members"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see all of it. Nobody else can tell that it exists."),
    )
    restricted = forms.BooleanField(
        label=_("Restricted: only the lead or a supervisor on it says who joins"), required=False
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lead_id", people)
        offer(self, "member_ids", people)


class EditForm(CaseForm, ReasonForm):
    """A better description, and why."""

    field_order = ("title", "type", "predicate", "legal_authority", "reason")


class StepForm(forms.Form):
    """What one step of a case requires; sealing also asks who stays."""

    def __init__(self, *args: Any, step: Step, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{step.name}-%s"
        if "outcome" in step.requires:
            self.fields["outcome"] = forms.CharField(
                label=_("Outcome"),
                max_length=10_000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("What came of it: referred, unfounded, settled…"),
            )
        if "reason" in step.requires:
            self.fields["reason"] = ReasonForm().fields["reason"]
        if step.name == "seal":
            self.fields["keep"] = forms.MultipleChoiceField(
                label=_("Who stays"),
                required=False,
                choices=on_case(case.members),
                widget=forms.CheckboxSelectMultiple,
                help_text=_("The lead and you stay. Everybody else loses sight of it at once."),
            )


class SubjectForm(forms.Form):
    """An entity's role in a case, and what says so."""

    case = forms.ChoiceField(label=_("Case"))
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial="subject")
    why = forms.CharField(
        label=_("Why"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What brings it into this case, in a sentence that can be disclosed."),
    )
    sources = forms.MultipleChoiceField(
        label=_("Values that say so"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are cited beside the subject."),
    )

    def __init__(
        self,
        *args: Any,
        cases: Iterable[CaseSummary],
        statements: Iterable[Statement],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "case", [(one.number, f"{one.number}, {one.title}") for one in cases])
        offer(self, "sources", [(one.id, _statement(one)) for one in statements])


def _statement(one: Statement) -> str:
    return f"{wording.property_label(one.schema, one.property)}: {said(one)} ({one.source_title})"


class NoteForm(forms.Form):
    """A note, perhaps one that corrects an earlier one."""

    note = forms.CharField(
        label=_("Note"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    corrects = forms.UUIDField(required=False, widget=forms.HiddenInput)


class AssignForm(forms.Form):
    """Whose task it is."""

    assignee_id = forms.ChoiceField(label=_("For"))

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "assignee_id", members)


class TaskForm(AssignForm):
    """Something to do."""

    title = forms.CharField(label=_("Task"), max_length=300)
    detail = forms.CharField(
        label=_("Detail"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    due_on = forms.DateField(
        label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    field_order = ("title", "detail", "assignee_id", "due_on")


def end_of(day: date | None) -> datetime | None:
    """The last second of a day, as the viewer's clock has it."""
    if day is None:
        return None
    return datetime.combine(day, time(23, 59, 59), timezone.get_current_timezone())


class MemberForm(ReasonForm):
    """Somebody to put on a case."""

    member_id = forms.ChoiceField(label=_("Person"))
    role = forms.ChoiceField(label=_("As"), choices=MEMBER_ROLES)
    field_order = ("member_id", "role", "reason")

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "member_id", people)
