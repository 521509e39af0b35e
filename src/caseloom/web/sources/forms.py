"""What a person gives about a source or a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseloom.access.types import Scope
from caseloom.store.types import Source

KINDS = (
    ("file", _("A file that somebody delivered")),
    ("register", _("A register")),
    ("extraction", _("An extraction from a device")),
    ("statement", _("A person's statement")),
    ("entry", _("Entries of our own officers")),
    ("published", _("Something published")),
)


def kind_title(kind: str) -> str:
    """What a kind of source is called."""
    return str(dict(KINDS).get(kind, kind))


class SourceForm(forms.Form):
    """A new source."""

    title = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As screens show it: “Payroll, Blue Crane”.")
    )
    key = forms.SlugField(
        label=_("Key"), max_length=100, help_text=_("Short, for commands: “payroll-2026”.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    legal_authority = forms.CharField(
        label=_("Legal authority"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("By what right these records are held: a subpoena, a statute, consent."),
    )
    licence = forms.CharField(label=_("Licence"), max_length=200, required=False)
    retention_days = forms.IntegerField(
        label=_("Kept for (days)"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Counted from entry. Empty: until somebody decides."),
    )
    scope_id = forms.TypedChoiceField(
        label=_("Who may see it"), coerce=int, help_text=_("Records take this over.")
    )

    def __init__(self, *args: Any, scopes: tuple[Scope, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(scope.id, scope.title) for scope in scopes if scope.kind != "public"]
        field = self.fields["scope_id"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  (declared above)
        field.choices = choices


class FileForm(forms.Form):
    """A file to bring in."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX, Parquet or JSON lines. Encoding and delimiter are found."),
    )


class MappingForm(forms.Form):
    """Which source a file belongs to, and what its columns mean."""

    source_key = forms.ChoiceField(label=_("Source"))
    mapping = forms.CharField(
        label=_("Mapping"),
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false", "class": "mono"}),
        help_text=_("Drafted from the columns. Check each line: it decides what the records say."),
    )

    def __init__(self, *args: Any, sources: tuple[Source, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source_key"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = [(source.key, source.title) for source in sources]


class TurnForm(forms.Form):
    """Why a record is retracted or reinstated."""

    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
