"""Words for what cases and reports hold as keys."""

from functools import lru_cache

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseloom.ontology import model as ontology
from caseloom.store.types import Statement

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
def property_label(one: Statement) -> str:
    """What the property of a statement is called: “Birth date”."""
    return _labels(one.schema).get(one.property, one.property)


@lru_cache(maxsize=256)
def _labels(schema: str) -> dict[str, str]:
    return {field.name: field.label for field in ontology.fields(schema)}


@register.filter
def schema_label(one: Statement) -> str:
    """What the type of a statement's record is called: “Person”."""
    return ontology.kind(one.schema).label
