"""Words for what tips hold as keys and numbers."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from caseloom.assist.types import Figure
from caseloom.tips.types import Queued
from caseloom.web import wording
from caseloom.web.tips import telling, words

register = template.Library()


@register.filter
def said(given: Mapping[str, str]) -> str:
    """What is given by language, in the screen's."""
    return words.said(given)


@register.filter
def numbers_apart(text: str) -> SafeString:
    """What was told, its numbers kept in their order among words from right to left."""
    return telling.numbers_apart(str(text))


@register.filter
def tip_state(key: str) -> str | Promise:
    """What a state of a tip is called."""
    return words.STATES.get(key, key)


@register.filter
def tip_channel(key: str) -> str | Promise:
    """How a tip came."""
    return words.CHANNELS.get(key, key)


@register.filter
def tip_category(key: str) -> str | Promise:
    """What a tip is about."""
    return words.category(key)


@register.filter
def tip_outcome(key: str) -> str | Promise:
    """Why a tip was closed."""
    return words.OUTCOMES.get(key, key)


@register.filter
def tip_step(key: str) -> str | Promise:
    """What was done with a tip."""
    return words.STEPS.get(key, key)


@register.filter
def language_name(code: str) -> str:
    """The name of a language, in itself."""
    return words.language(code)


@register.filter
def priority_name(number: int) -> str | Promise:
    """A priority in words."""
    return words.PRIORITIES[number]


@register.filter
def priority_chip(tip: Queued) -> SafeString:
    """The priority of a tip as a chip: in words, and in a colour besides."""
    label, kind = telling.priority(tip)
    return format_html('<span class="chip{}">{}</span>', f" chip-{kind}" if kind else "", label)


@register.filter
def breakable(text: str) -> str:
    """A text whose long words may break, so that none widens a table."""
    return telling.breakable(text)


@register.filter
def share_of(share: float) -> str:
    """A share in percent."""
    return wording.percent(share)


@register.filter
def of_figure(one: Figure | None) -> str:
    """A share with its interval, or that there is none."""
    if one is None or not one.of:
        return "–"
    return f"{one.value * 100:.1f} % ({one.low * 100:.1f} – {one.high * 100:.1f})"


@register.filter
def points(one: Figure | None) -> str:
    """A difference of shares in points, with its interval."""
    if one is None:
        return "–"
    return f"{one.value * 100:+.1f} ({one.low * 100:+.1f} – {one.high * 100:+.1f})"


@register.filter
def hours(value: float | None) -> str | Promise:
    """Hours or days; None: so many have not got there yet."""
    if value is None:
        return _("not reached yet")
    if value < 48:
        return _("%(hours)s h") % {"hours": f"{value:.1f}"}
    return _("%(days)s days") % {"days": f"{value / 24:.1f}"}
