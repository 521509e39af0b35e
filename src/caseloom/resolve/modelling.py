"""Models as they are kept: the neutral form, by group, the newest in use."""

import json
from datetime import datetime
from functools import cache

from caseloom.access import queries as access
from caseloom.audit import actions as audit
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.features import GROUPS, group_of
from caseloom.engine.linkage.model import Model, load
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid, Unavailable
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import rows

# Frequencies are counted only where everybody who signs in may look: a model is shared by all,
# and a weight that moved with a hidden record would betray it.
OPEN_KINDS = ("public", "agency")


_NEWEST = "SELECT hash FROM resolve_model WHERE category = %s ORDER BY at DESC, hash LIMIT 1"
_KEPT = 16
_kept: dict[str, Model] = {}


def current(group: str) -> Model:
    """The model in use for `group`: the last that was made, or the one that ships."""
    return by_hash(group, newest(group))


_shipped = cache(default_model)


def in_use(viewer: Viewer, group: str) -> Model:
    """The model that weighs `group` now, to look at. Raises NotAllowed, Invalid, Unavailable.

    It holds full names that several open records have, with their shares: who reads it is recorded.
    """
    viewer.must("resolve.run")
    (name,) = groups_of((group,))
    found = current(name)
    audit.record(
        verb="model.read", object_kind="model", object_id=name, by=viewer,
        detail={"model": found.hash},
    )  # fmt: skip
    return found


def learnt(group: str) -> Model | None:
    """The model in use, where judgements taught it. One that was changed is not used."""
    try:
        found = current(group)
    except Unavailable:
        return None
    return found if found.judged else None


def kept_at(group: str) -> datetime | None:
    """Since when the model of `group` is in use; None for the one that ships."""
    found = rows.fetch("SELECT max(at) FROM resolve_model WHERE category = %s", [group])
    at: datetime | None = found[0][0]
    return at


def newest(group: str) -> str | None:
    """The hash of the last model that was made for `group`, if one was."""
    found = rows.fetch(_NEWEST, [group])
    return found[0][0] if found else None


def by_hash(group: str, model_hash: str | None) -> Model:
    """A model that was kept, or the one that ships where there is none.

    One that an earlier version made and this one cannot read is not used: the one that ships is,
    until the next run. Read once per process, since a hash stands for one model for ever. Raises
    Unavailable for a model that is not what its hash says.
    """
    if model_hash is None:
        return _shipped(group)
    found = _kept.get(model_hash)
    if found is None:
        found = _read(group, model_hash)
        # Other threads do the same: nothing is taken for granted of what is there.
        for oldest in list(_kept)[: max(0, len(_kept) + 1 - _KEPT)]:
            _kept.pop(oldest, None)
        _kept[model_hash] = found
    return found


def forget() -> None:
    """Read every model anew when it is needed next."""
    _kept.clear()


def _read(group: str, model_hash: str) -> Model:
    found = rows.fetch("SELECT body FROM resolve_model WHERE hash = %s", [model_hash])
    try:
        model = load(rows.parsed(found[0][0]))
    except Invalid:
        return _shipped(group)
    if model.hash != model_hash or model.group != group:
        raise Unavailable(
            f"The linkage model of “{group}” is not what it was when it was made.",
            remedy="Somebody changed it in the database. Make a new one: caseloom resolve run",
        )
    return model


def keep(model: Model) -> str:
    """Keep `model` as the one in use; its hash. A model that is in use already stays as it is."""
    if newest(model.group) != model.hash:
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
