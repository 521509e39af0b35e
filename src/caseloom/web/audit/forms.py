"""Which events to show."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseloom.access.types import Person


class LogFilter(forms.Form):
    """Filters of the log; they stay in the address."""

    actor = forms.ChoiceField(label=_("Who"), required=False)
    verb = forms.CharField(label=_("What"), required=False, max_length=100)
    object_id = forms.CharField(label=_("On what (id)"), required=False, max_length=200)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["actor"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = [("", _("Everybody")), *((str(one.id), one.name) for one in people)]

    def asked(self) -> dict[str, Any]:
        """The filters as the query takes them; the day of `until` is included."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if "since" in given:
            given["since"] = datetime.combine(given["since"], time.min, UTC)
        if "until" in given:
            given["until"] = datetime.combine(given["until"] + timedelta(days=1), time.min, UTC)
        return given
