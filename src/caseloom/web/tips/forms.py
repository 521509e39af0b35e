"""What a person gives about tips."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from caseloom.access import queries as access
from caseloom.access.types import Person
from caseloom.tips.queries.queue import Filter
from caseloom.tips.types import OPEN_STATES
from caseloom.web.cases.forms import offer
from caseloom.web.tips import words
from caseloom.web.tips.words import Choices

ANY = "any"
# The first is the usual one: it needs no word in the address.
WHOSE: Choices = (("mine", _("Mine")), ("nobody", _("Nobody has")), ("all", _("All")))
ORDERS: Choices = (("", _("Most urgent first")), ("arrived", _("Newest first")))
LEAST: Choices = [(str(one), words.PRIORITIES[one]) for one in (1, 2, 3)]
JUDGED: Choices = [(str(one), title) for one, title in enumerate(words.PRIORITIES)]
LONGEST_REASON = 2_000


def handlers(people: Iterable[Person]) -> Choices:
    """Those whose roles handle tips."""
    handling = {role.key for role in access.every_role() if "tips.handle" in role.permissions}
    return [(str(one.id), one.name) for one in people if not handling.isdisjoint(one.roles)]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


def _why(label: Any = None, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label or _("Why"), max_length=LONGEST_REASON, required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class FilterForm(forms.Form):
    """Which tips to list; all of it stays in the address."""

    whose = forms.ChoiceField(choices=WHOSE, required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("Still open")), *words.STATES.items(), (ANY, _("Any"))],
    )  # fmt: skip
    least = forms.ChoiceField(
        label=_("At least"), required=False, choices=[("", _("Any priority")), *LEAST]
    )
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("All")), *words.CATEGORIES.items()]
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS)
    line = forms.ChoiceField(label=_("Line"), required=False)
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("All")), *words.CHANNELS.items()]
    )
    since = _day(_("Arrived from"))
    until = _day(_("Arrived until"))
    officer = forms.ChoiceField(label=_("Officer"), required=False)
    waiting = forms.BooleanField(label=_("New words from the reporter"), required=False)
    late = forms.BooleanField(label=_("Late"), required=False)
    fold = forms.BooleanField(label=_("One for each sender"), required=False)

    always = ("state", "least", "category", "language", "order")

    def __init__(self, *args: Any, lines: Choices, officers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "language", [("", _("All")), *words.languages()])
        offer(self, "line", [("", _("All")), *lines])
        offer(self, "officer", [("", _("Everybody")), *officers])
        if not officers:
            del self.fields["officer"]

    def wanted(self) -> Filter:
        """The filter that was given; the usual one where it makes no sense."""
        given = self.cleaned_data if self.is_valid() else {}
        state, until = given.get("state", ""), given.get("until")
        officer = given.get("officer")
        return Filter(
            whose=given.get("whose") or "mine",
            states={"": OPEN_STATES, ANY: ()}.get(state, (state,)),
            line=given.get("line", ""),
            channel=given.get("channel", ""),
            language=given.get("language", ""),
            category=given.get("category", ""),
            least=int(given.get("least") or 0),
            since=_midnight(given.get("since")),
            until=_midnight(until + timedelta(days=1)) if until else None,
            officer=UUID(officer) if officer else None,
            waiting=given.get("waiting", False),
            late=given.get("late", False),
            fold=given.get("fold", False),
            order=given.get("order") or "urgent",
        )

    def chosen(self) -> bool:
        """Whether anything but the tab and the order was chosen."""
        given = self.cleaned_data if self.is_valid() else {}
        return any(value for name, value in given.items() if name not in ("whose", "order"))


def _midnight(day: Any) -> datetime | None:
    return datetime.combine(day, time(), timezone.get_current_timezone()) if day else None


class AssessForm(forms.Form):
    """What a tip is, and how urgent."""

    category = forms.ChoiceField(label=_("Category"))
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=JUDGED, coerce=int, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST_REASON, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, own: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(words.CATEGORIES.items())
        if own and own not in words.CATEGORIES:
            known.append((own, words.category(own)))
        offer(self, "category", [("", _("Choose one")), *known])


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class WriteForm(forms.Form):
    """Words to the reporter."""

    text = forms.CharField(
        label=_("To the reporter"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("She reads it with her code. Ask one thing at a time, in her language."),
    )  # fmt: skip
    feedback = forms.BooleanField(
        label=_("This is the feedback: what was done with the tip"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not declared above: every form has an attribute of this name.
        self.fields["files"] = forms.FileField(
            label=_("Files"), required=False, widget=_SeveralFiles(attrs={"multiple": True}),
            help_text=_("Photos go without hidden data. Other kinds go as they are: look at them."),
        )  # fmt: skip


class ReasonForm(forms.Form):
    """Why; it goes on record."""

    reason = _why()


class MaybeReasonForm(forms.Form):
    """Why, if there is something to say."""

    reason = _why(required=False)


class ReferForm(forms.Form):
    """Who takes it, and why."""

    to = forms.CharField(label=_("To whom"), max_length=300)
    reason = _why()


class CloseForm(forms.Form):
    """What came of it, and why."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[("", _("Choose one")), *words.OUTCOMES.items()]
    )
    reason = _why(_("Why; what was considered"))


class AssignForm(forms.Form):
    """Whose tip it is."""

    officer_id = forms.ChoiceField(label=_("Officer"), required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "officer_id", [("", _("Nobody")), *people])
