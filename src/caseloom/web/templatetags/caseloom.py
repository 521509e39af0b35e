"""Tags and filters that the page components use."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from caseloom.kernel.viewer import Viewer
from caseloom.web import colors, navigation
from caseloom.web.account import security

register = template.Library()

WEIGH_HALF = 100


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built asset, with a hash of its content, so that a browser may keep it."""
    return f"{static(f'caseloom/{name}')}?v={_version(name)}"


@lru_cache(maxsize=64)
def _version(name: str) -> str:
    found = finders.find(f"caseloom/{name}")
    return sha256(Path(str(found)).read_bytes()).hexdigest()[:12] if found else "0"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of the icons of icons.svg; decorative unless it has a `label`."""
    href = f"{asset('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag
def route(name: str, *arguments: Any) -> str:
    """The address of a page, "" while no room answers to that name."""
    return navigation.address(name, *arguments)


@register.simple_tag(takes_context=True)
def passkeys(context: Context) -> dict[str, object]:
    """Whether passkeys work at this page's host (`here`), and the page's address where they do."""
    request = context["request"]
    here = not security.is_address(request.get_host())
    return {"here": here, "url": "" if here else security.at_a_name(request.build_absolute_uri())}


@register.filter
def may(viewer: Viewer | None, permission: str) -> bool:
    """`{% if viewer|may:"case.open" %}`."""
    return viewer is not None and viewer.may(permission)


@register.simple_tag(takes_context=True)
def source_color(context: Context, source: Any) -> str:
    """A source's own colour, or the one that its key has for this viewer on every page."""
    own = str(getattr(source, "color", "") or "")
    key = str(getattr(source, "key", source))
    return own or colors.of(context.get("request")).get(key) or colors.likely(key)


@register.filter
def citation(cited: Any) -> str:
    """Where in a source it stands: "row 8,112", "p. 2", "sheet Staff, row 3"."""
    sheet, row, page = (getattr(cited, name, None) for name in ("sheet", "row", "page"))
    parts = [_("sheet %(sheet)s") % {"sheet": sheet}] if sheet else []
    parts += [_("row %(row)s") % {"row": f"{row:,}"}] if isinstance(row, int) else []
    parts += [_("p. %(page)s") % {"page": page}] if page else []
    return ", ".join(parts)


@register.simple_tag
def weigh(weight: float, largest: float) -> dict[str, float]:
    """The bar of one weight, in a drawing 200 wide with zero at 100: `x` and `width`."""
    share = min(1.0, abs(weight) / largest) if largest else 0.0
    width = round(share * (WEIGH_HALF - 1), 1)
    return {"x": WEIGH_HALF if weight >= 0 else round(WEIGH_HALF - width, 1), "width": width}


@register.filter
def largest(weights: Iterable[float]) -> int:
    """The largest of `weights` by size, rounded up; the scale of all bars of one comparison."""
    return max((ceil(abs(weight)) for weight in weights), default=1) or 1


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """The query string of the page with `changes`; None or "" takes one out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.filter
def unlocalised(number: float) -> str:
    """A number as SVG reads it, whatever the language of the page."""
    return f"{number:g}"


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """`{{ labels|lookup:hit.schema }}`; a number as text finds its number. "" without the key."""
    if key in mapping:
        return mapping[key]
    return mapping.get(int(key), "") if str(key).isdigit() else ""


@register.simple_tag(takes_context=True)
def query_value(context: Context, name: str) -> str:
    """The value that this page's query string has for `name`."""
    return str(context["request"].GET.get(name, ""))
