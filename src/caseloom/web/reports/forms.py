"""What a person gives about a report."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TitleForm(forms.Form):
    """A report to begin."""

    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        help_text=_("What it tells: “Interview of the payroll clerk”."),
    )


class RevisionForm(forms.Form):
    """The revision that somebody has read, so that he acts on no other."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class EditForm(RevisionForm):
    """The text of a draft, as it was loaded at `revision`."""

    title = forms.CharField(label=_("Title"), max_length=300)
    body = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "class": "report-text"}),
        help_text=_(
            "Markdown: # heading, - list, > quotation, **strong**. A citation is a marker such as"
            " [[s:…]]; put it behind the sentence that it bears out."
        ),
    )


class RemarksForm(forms.Form):
    """What has to be mended before a report can be signed."""

    remarks = forms.CharField(
        label=_("Remarks"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is missing, where. The author sees it on top of the draft."),
    )
