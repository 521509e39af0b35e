"""Filters that say types, properties and values in words. See web/wording.py."""

from django import template
from django.utils.safestring import SafeString

from caseloom.web import wording
from caseloom.web.sources.forms import kind_title

register = template.Library()


@register.filter
def type_label(name: str) -> str:
    """`{{ hit.schema|type_label }}`: what a type is called."""
    return wording.type_label(name)


@register.filter
def property_label(name: str, schema: str) -> str:
    """`{{ match.property|property_label:hit.schema }}`: what a property is called."""
    return wording.property_label(schema, name)


@register.filter
def country(code: str) -> str:
    """`{{ code|country }}`: the country's name."""
    return wording.country(code)


@register.filter
def day(text: str | None) -> str:
    """`{{ edge.start_date|day }}`: a date of any precision in words."""
    return wording.day(text) if text else ""


@register.filter
def marked(text: str, asked: frozenset[str]) -> SafeString:
    """`{{ match.value|marked:asked }}`: the words that were searched for stand out."""
    return wording.marked(text, asked)


@register.filter
def signed(number: float) -> str:
    """`{{ weight|signed }}`: with its sign, one decimal."""
    return wording.signed(number)


@register.filter
def source_kind(kind: str) -> str:
    """`{{ source.kind|source_kind }}`: “A register”."""
    return kind_title(kind)


@register.filter
def retained(days: int) -> str:
    """`{{ source.retention_days|retained }}`: “5 years”, or in days what is no whole year."""
    return wording.span(days)


@register.filter
def object_kind(kind: str) -> str:
    """`{{ event.object_kind|object_kind }}`: “report version”."""
    return wording.verb(kind)


@register.filter
def plainly(value: object) -> str:
    """`{{ detail|plainly }}`: a list or mapping without brackets and quotes."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {plainly(one)}" for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(plainly(one) for one in value)
    return str(value)


@register.filter
def verb(text: str) -> str:
    """`{{ event.verb|verb }}`: “profile viewed”."""
    return wording.verb(text)
