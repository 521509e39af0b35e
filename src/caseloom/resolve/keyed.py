"""By which keys a run found its pairs, and what was too common: kept with it, without values."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from caseloom.engine.linkage import blocking
from caseloom.engine.linkage.choosing import Rule
from caseloom.engine.linkage.kinds import Kind
from caseloom.resolve import rows, types


def keys(rules: Iterable[Rule], kinds: Iterable[Kind]) -> types.Keys:
    """What the engine chose and counted, in this room's words."""
    return types.Keys(
        kinds=tuple(types.KeyKind(title=blocking.TITLES[k.kind], **asdict(k)) for k in kinds),
        rules=tuple(types.KeyRule(**asdict(rule)) for rule in rules),
    )


def as_json(by_group: Mapping[str, types.Keys]) -> str:
    """As it is stored with a run."""
    return json.dumps({group: asdict(one) for group, one in by_group.items()})


def from_json(stored: Any) -> dict[str, types.Keys]:
    """By group what is stored with a run; nothing for runs of before it was kept."""
    return {
        group: types.Keys(
            kinds=tuple(types.KeyKind(**kind) for kind in one["kinds"]),
            rules=tuple(types.KeyRule(**rule) for rule in one["rules"]),
        )
        for group, one in rows.parsed(stored).items()
    }
