"""What is asked of a profile."""

from datetime import UTC, datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _


class AsOfForm(forms.Form):
    """The day as of which a profile is shown."""

    as_of = forms.DateField(
        label=_("As it was known on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def moment(self) -> datetime | None:
        """The last moment of the day (UTC); None for now."""
        day = self.cleaned_data.get("as_of") if self.is_valid() else None
        return datetime.combine(day, time.max, UTC) if day else None


class LinksForm(forms.Form):
    """Which links to list."""

    type = forms.CharField(required=False, max_length=120)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
