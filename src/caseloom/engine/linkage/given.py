"""What a unit is made from: the records of one entity in one scope, as the store holds them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from caseloom.engine.linkage import features
from caseloom.engine.linkage.batch import Unit

# Type, properties and originals, both as a mapping or as JSON text.
Record = tuple[str, Any, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """An entity's records in one scope, the first recorded first; the rest as in batch.Unit."""

    unit: str
    entity: str
    records: Sequence[Record]
    open: bool = True
    scope: int = 0
    source: int = 0

    @property
    def schema(self) -> str:
        """The type of the first record."""
        return self.records[0][0]

    def described(self) -> Unit:
        """What of it is compared."""
        by_schema: dict[str, list[features.Properties]] = {}
        for schema, properties, originals in self.records:
            full = features.with_originals(schema, _parsed(properties), _parsed(originals))
            by_schema.setdefault(schema, []).append(full)
        found = features.merge(features.extract(s, p) for s, p in by_schema.items())
        return Unit(self.unit, self.entity, found, self.open, self.scope, self.source)


def _parsed(value: Any) -> features.Properties:
    given: features.Properties = json.loads(value) if isinstance(value, str) else value
    return given


def as_text(value: Any) -> str:
    """Properties or originals as JSON text."""
    return value if isinstance(value, str) else json.dumps(value, default=list)
