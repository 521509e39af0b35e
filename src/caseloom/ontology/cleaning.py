"""Values in their canonical form, by property type: the same that followthemoney gives."""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from rigour.territories import get_territories

from caseloom.kernel.errors import Invalid
from caseloom.ontology.library import InvalidData, PropertyType, registry, sanitize_text
from caseloom.ontology.nearest import did_you_mean

ISO = "iso"
# It warns of every value that a pattern with a two-digit year reads; docs/reference/mapping.md
# warns once.
logging.getLogger("prefixdate.formats").setLevel(logging.ERROR)
_TYPES = {one.name: one for one in registry.types}
# The separators of the content hash, and NUL, which PostgreSQL's text cannot hold.
_UNSTORABLE = str.maketrans(dict.fromkeys("\x00\x1c\x1d\x1e\x1f", "\ufffd"))


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`value` is the canonical form or None; `original` is set where cleaning changed it."""

    value: str | None
    original: str | None


def sanitize(raw: str) -> str | None:
    """Text in Unicode form C without control and invisible characters, trimmed; None if empty."""
    return sanitize_text(raw)


def storable(original: str) -> str:
    """An original value with what the store can't hold shown as U+FFFD."""
    return original.translate(_UNSTORABLE)


def clean(
    prop_type: str, value: str, *, formats: Sequence[str] = (), fuzzy: bool = False
) -> str | None:
    """`value` as the property type `prop_type` writes it, None when it is no such thing.

    `formats` are tried in order: for dates `strptime` patterns or "iso", for phones the country
    in which it is dialled, for identifiers the scheme. Raises Invalid for an unknown type.
    """
    kind = _TYPES.get(prop_type)
    if kind is None:
        raise Invalid(
            f"There is no property type “{prop_type}”.", remedy=did_you_mean(prop_type, _TYPES)
        )
    text = sanitize_text(value)
    if text is None:
        return None
    if prop_type == "country" and text.casefold() in _countries():
        return _countries()[text.casefold()]
    for one in formats or (None,):
        cleaned = _read(kind, text, fuzzy=fuzzy, format=None if one == ISO else one)
        if cleaned:
            return cleaned
    return None


def _read(kind: PropertyType, text: str, *, fuzzy: bool, format: str | None) -> str | None:
    try:
        return kind.clean_text(text, fuzzy=fuzzy, format=format)
    except Exception:
        # Parsers below some types stumble over hostile text (a line break in a media type, say)
        # instead of refusing it. One such cell must not end an import: it is no such thing.
        return None


def check_formats(prop_type: str, formats: Sequence[str]) -> None:
    """Raise Invalid when one of `formats` is none for values of `prop_type`."""
    for one in formats:
        try:
            _TYPES[prop_type].clean_text("1", format=None if one == ISO else one)
        except (InvalidData, ValueError, re.error) as error:
            raise Invalid(
                str(error),
                remedy="Dates take %Y-%m-%d patterns or “iso”, phones a country.",
                field="format",
            ) from error


@cache
def _countries() -> dict[str, str | None]:
    """Countries by English name. Rigour knows them too, but takes seconds to load all its names."""
    return {one.name.casefold(): one.ftm_country for one in get_territories()}


def clean_kept(
    prop_type: str, value: str, *, formats: Sequence[str] = (), fuzzy: bool = False
) -> Cleaned:
    """`clean`, with the original beside it where it differs by more than space around it."""
    cleaned = clean(prop_type, value, formats=formats, fuzzy=fuzzy)
    original = value.strip()
    return Cleaned(cleaned, storable(original) if original and original != cleaned else None)


def clean_many(
    prop_type: str, values: Iterable[str], *, formats: Sequence[str] = (), fuzzy: bool = False
) -> list[str | None]:
    """`clean` for each of `values`."""
    return [clean(prop_type, v, formats=formats, fuzzy=fuzzy) for v in values]
