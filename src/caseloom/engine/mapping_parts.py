"""Reading settings out of a mapping, with errors that say where."""

from collections.abc import Mapping
from typing import Any, NoReturn

from caseloom.kernel.errors import Invalid
from caseloom.ontology.nearest import did_you_mean

Settings = Mapping[str, Any]


def refuse(where: str, what: str, remedy: str, field: str = "") -> NoReturn:
    """Raise Invalid about one place of a mapping."""
    raise Invalid(f"{where[:1].upper()}{where[1:]} {what}.", remedy=remedy, field=field)


def expect_keys(data: Any, known: set[str], where: str) -> Settings:
    """`data` as settings that are all known. Raises Invalid that names the nearest."""
    if not isinstance(data, Mapping):
        refuse(where, "is not a mapping", "Write “setting: value”, indented below it.")
    for key in data:
        if key not in known:
            refuse(where, f"has an unknown setting “{key}”", did_you_mean(str(key), known),
                   field=str(key))  # fmt: skip
    return data


def listed(settings: Settings, *keys: str) -> tuple[str, ...]:
    """The texts under any of `keys`, each of which may hold one or a list."""
    found: list[str] = []
    for key in keys:
        value = settings.get(key)
        if value is not None:
            found.extend(text_of(v) for v in (value if isinstance(value, list) else [value]))
    return tuple(found)


def text_of(value: Any) -> str:
    """A YAML scalar as the text that would stand in a file: true, 12 and 2020-01-01 as written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def optional_text(settings: Settings, key: str) -> str | None:
    """The text under `key`, None when it is absent or empty."""
    value = settings.get(key)
    return None if value is None or value == "" else text_of(value)


def not_empty(settings: Settings, key: str, where: str, remedy: str) -> str:
    """The text under `key`. Raises Invalid when it is absent."""
    value = optional_text(settings, key)
    if value is None:
        refuse(where, f"has no “{key}”", remedy, field=key)
    return value


def switch(settings: Settings, key: str, *, default: bool) -> bool:
    """A true or false. Raises Invalid for anything else."""
    value = settings.get(key, default)
    if not isinstance(value, bool):
        refuse(f"“{key}”", f"is {value!r}", "Write true or false.", field=key)
    return value
