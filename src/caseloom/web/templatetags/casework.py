"""Words for what cases and reports hold as keys."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseloom.store.types import Statement
from caseloom.web import wording

register = template.Library()

ROLES: dict[str, str | Promise] = {
    "subject": _("Subject"),
    "witness": _("Witness"),
    "victim": _("Victim"),
    "associate": _("Associate"),
    "other": _("Other"),
    "lead": _("Lead"),
    "member": _("Member"),
    "reviewer": _("Reviewer"),
}


@register.filter
def role(key: str) -> str | Promise:
    """What a role in a case is called."""
    return ROLES.get(key, key)


@register.filter
def said(one: Statement) -> str:
    """The value of a statement as a person reads it: “14 March 1987”."""
    return wording.value(one.schema, one.property, one.value)
