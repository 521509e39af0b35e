"""The sentences of the public pages, in the language of the page."""

from django import template
from django.template.context import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **given: object) -> str:
    """The sentence called `key`, with `given` in its places; escaped like any other value."""
    sentence: str = context["language"].say(key, **given)
    return sentence
