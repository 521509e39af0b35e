"""Models as they are kept: the neutral form, by group, the newest in use."""

import json
from datetime import datetime

from caseloom.access import queries as access
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.features import GROUPS, group_of
from caseloom.engine.linkage.model import Model, load
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import rows

# Frequencies are counted only where everybody who signs in may look: a model is shared by all,
# and a weight that moved with a hidden record would betray it.
OPEN_KINDS = ("public", "agency")


def current(group: str) -> Model:
    """The model in use for `group`: the last that was made, or the one that ships.

    Raises Invalid where it cannot be read, or is not what was kept.
    """
    found = rows.fetch(
        "SELECT hash, body FROM resolve_model WHERE category = %s ORDER BY at DESC, hash LIMIT 1",
        [group],
    )
    if not found:
        return default_model(group)
    model = load(rows.parsed(found[0][1]))
    if model.hash != found[0][0]:
        raise Invalid(
            f"The linkage model for “{group}” was changed after it was kept.",
            remedy=f"Delete the row {found[0][0]} of resolve_model, and run the resolution again.",
        )
    return model


def kept_at(group: str) -> datetime | None:
    """Since when the model of `group` is in use; None for the one that ships."""
    found = rows.fetch("SELECT max(at) FROM resolve_model WHERE category = %s", [group])
    at: datetime | None = found[0][0]
    return at


def keep(model: Model) -> str:
    """Keep `model` as the one in use; its hash. A model that is in use already stays as it is."""
    if current(model.group).hash != model.hash:
        rows.execute(
            "INSERT INTO resolve_model (hash, category, body, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (hash) DO UPDATE SET at = excluded.at",
            [model.hash, model.group, json.dumps(model.body()), clock.now()],
        )
    return model.hash


def open_scopes(viewer: Viewer) -> frozenset[int]:
    """The scopes whose records may be counted into a model."""
    return frozenset(s.id for s in access.scopes(viewer) if s.kind in OPEN_KINDS)


def groups_of(schemata: tuple[str, ...]) -> tuple[str, ...]:
    """The model groups for schema or group names; all when none is given. Raises Invalid."""
    found = []
    for name in schemata:
        group = name if name in GROUPS else group_of(name)
        if group is None:
            raise Invalid(
                f"Nothing compares records of type “{name}”.",
                remedy=f"Choose among: {', '.join(GROUPS)}, or a type such as Person.",
                field="schemata",
            )
        found.append(group)
    return tuple(g for g in GROUPS if g in found) if found else GROUPS
