"""What is asked of search."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseloom.store.types import Source


class SearchForm(forms.Form):
    """The question and its filters; all of it stays in the address."""

    q = forms.CharField(label=_("Search"), max_length=500, required=False)
    type = forms.CharField(required=False, max_length=80)
    source = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    country = forms.CharField(required=False, max_length=10)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, sources: Iterable[Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  (declared above)
        field.choices = [("", ""), *((one.id, one.title) for one in sources)]

    def asked(self) -> dict[str, Any]:
        """The filters as the query takes them."""
        given = self.cleaned_data
        return {
            "schema": [given["type"]] if given["type"] else [],
            "source": [given["source"]] if given["source"] else [],
            "country": [given["country"]] if given["country"] else [],
            "since": given["since"],
            "until": given["until"],
        }
