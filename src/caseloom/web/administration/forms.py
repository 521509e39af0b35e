"""What an administrator gives about people and teams."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseloom.access import queries as access
from caseloom.access.types import Person

ROLE_CHOICES = [(role.key, f"{role.title}: {role.sentence}") for role in access.every_role()]


class RolesForm(forms.Form):
    """All the roles of a person."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=ROLE_CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )


class SetRolesForm(RolesForm):
    """The roles of somebody who is there, under a heading that says so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].label = _("All that apply")


class PersonForm(RolesForm):
    """Somebody who is to sign in."""

    username = forms.CharField(label=_("User name"), max_length=150)
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As others see it."))
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(
        label=_("First password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Hand it over in person."),
    )
    field_order = ("username", "name", "email", "password", "roles")


class PasswordForm(forms.Form):
    """A new password."""

    password = forms.CharField(
        label=_("New password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ReasonForm(forms.Form):
    """Why; it goes on record."""

    reason = forms.CharField(label=_("Why"), max_length=2000)


class TeamForm(forms.Form):
    """A team to make."""

    title = forms.CharField(label=_("Name"), max_length=200)
    key = forms.SlugField(label=_("Key"), max_length=60, help_text=_("Such as “fraud”."))


class GrantForm(ReasonForm):
    """Somebody to let into a scope."""

    person_id = forms.ChoiceField(label=_("Person"))
    field_order = ("person_id", "reason")

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person_id"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = [(str(one.id), one.name) for one in people]
