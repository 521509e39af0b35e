"""What a record says, in words: properties by their labels, ids by the names of what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from caseloom.explore.types import Node
from caseloom.store.types import Record
from caseloom.web import wording


@dataclass(frozen=True, slots=True)
class Said:
    """One value: as it is stored, in words, and where it leads when it is another entity."""

    raw: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One property of a record. `originals` are what the source wrote before cleaning."""

    label: str
    values: tuple[Said, ...]
    originals: tuple[str, ...]


def pointed_at(record: Record) -> set[UUID]:
    """The ids of other entities among the values."""
    return {
        UUID(value)
        for name, values in record.properties.items()
        if wording.property_type(record.schema, name) == "entity"
        for value in values
    }


def values(record: Record, named: Mapping[UUID, Node]) -> list[Told]:
    """Every property by its label; `named`: see `pointed_at`."""
    told = [
        Told(
            wording.property_label(record.schema, name),
            tuple(_said(record, name, value, named) for value in record.properties.get(name, ())),
            record.originals.get(name, ()),
        )
        for name in {*record.properties, *record.originals}
    ]
    return sorted(told, key=lambda one: one.label)


def _said(record: Record, name: str, value: str, named: Mapping[UUID, Node]) -> Said:
    if wording.property_type(record.schema, name) != "entity":
        return Said(value, wording.value(record.schema, name, value))
    id_ = UUID(value)
    caption = named[id_].caption if id_ in named else ""
    return Said(value, caption or _("Unnamed"), reverse("profile:show", args=[id_]))
