"""The neutral form of a linkage model: what Splink, Spark and the online scorer are made from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import log2
from typing import Any

from caseloom.engine.linkage.calibrating import IDENTITY, Curve
from caseloom.engine.linkage.levels import COMPARISONS
from caseloom.kernel.canonical import canonical_json
from caseloom.kernel.errors import Invalid

# What this version reads. Form 2 has what was learnt from judgements; a model without is written in
# form 1, so that its hash is what it was.
FORMS = (1, 2)


@dataclass(frozen=True, slots=True)
class LevelWeight:
    """Chances of a level: among matches (m), unrelated pairs (u), and relatives (h)."""

    m: float
    u: float
    h: float

    @property
    def bits(self) -> float:
        """The weight against an unrelated pair, in bits."""
        return log2(self.m / self.u)

    @property
    def relative_bits(self) -> float:
        """The weight against a relative, in bits."""
        return log2(self.m / self.h)


@dataclass(frozen=True)
class Model:
    """Weights per field and level, and how common the common values are.

    per_entity: how many matching pairs there are per entity;
    relatives: how many pairs of relatives (or affiliated companies) there are per matching pair;
    population: how many entities the frequencies were counted on; terms: share of entities by
    full name, for names held by two and more; common: per field the values that many hold.
    Frequencies are counted in open scopes only, never in sealed, case or team scopes.
    learnt: bits that judgements added to a level, by field; offset: to every pair; curve: from
    bits to calibrated odds, None where nothing was judged; judged: on how many pairs they rest.
    """

    group: str
    fields: Mapping[str, Mapping[str, LevelWeight]]
    per_entity: float = 1.0
    relatives: float = 1.0
    population: int = 0
    terms: Mapping[str, float] = field(default_factory=dict)
    common: Mapping[str, frozenset[str]] = field(default_factory=dict)
    trained: bool = False
    notes: tuple[str, ...] = ()
    learnt: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    offset: float = 0.0
    curve: Curve | None = None
    judged: int = 0

    @property
    def prior_bits(self) -> float:
        """log2 odds before any evidence."""
        return log2(self.prior / (1 - self.prior)) + self.offset

    @property
    def calibrated(self) -> bool:
        """Whether its probabilities rest on judgements."""
        return self.curve is not None

    def probability(self, bits: float) -> float:
        """The probability of `bits`; that of the bare odds where the model is not calibrated."""
        return (self.curve or IDENTITY).probability(bits)

    def gain(self, name: str, level: str) -> float:
        """Bits that judgements added to a level of the field `name`."""
        return self.learnt.get(name, {}).get(level, 0.0)

    @property
    def prior(self) -> float:
        """The chance that two entities taken at random are the same.

        1,000 entities are assumed where none could be counted.
        """
        return self.per_entity / max(self.population or 1_000, 100)

    def term(self, name_key: str) -> float:
        """How common a full name is, between 0 and 1 (see `unseen`)."""
        return self.terms.get(name_key, unseen(self.population))

    @cached_property
    def bits(self) -> Mapping[str, tuple[tuple[float, float], ...]]:
        """By field, for each level from the top: bits against chance and against a relative.

        What judgements added is in both.
        """
        return {
            name: tuple(
                (levels[key].bits + self.gain(name, key),
                 levels[key].relative_bits + self.gain(name, key))
                for key in (level.key for level in COMPARISONS[name].levels)
            )
            for name, levels in self.fields.items()
        }  # fmt: skip

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the neutral form, as hexadecimal: the model's version."""
        return hashlib.sha256(canonical_json(self.body())).hexdigest()

    def body(self) -> dict[str, Any]:
        """The neutral form as JSON-able data; `load` reads it back."""
        found: dict[str, Any] = {
            "form": 1,
            "group": self.group,
            "per_entity": self.per_entity,
            "relatives": self.relatives,
            "population": self.population,
            "trained": self.trained,
            "notes": list(self.notes),
            "fields": {
                name: {key: [w.m, w.u, w.h] for key, w in levels.items()}
                for name, levels in self.fields.items()
            },
            "terms": dict(self.terms),
            "common": {name: sorted(values) for name, values in self.common.items()},
        }
        return found | self._learnt_body() if self.judged else found

    def _learnt_body(self) -> dict[str, Any]:
        curve = self.curve or IDENTITY
        return {
            "form": 2,
            "judged": self.judged,
            "learnt": {name: dict(levels) for name, levels in self.learnt.items()},
            "offset": self.offset,
            "curve": {"knots": [list(knot) for knot in curve.knots], "extend": curve.extend},
        }

    def with_frequencies(
        self, population: int, terms: Mapping[str, float], common: Mapping[str, frozenset[str]]
    ) -> "Model":
        """The same weights with frequencies counted on `population` entities."""
        return replace(self, population=population, terms=terms, common=common)


def unseen(population: int) -> float:
    """The share given to a name seen once.

    Counted with a general prior of 10,000 entities in which such a name is held by one in
    100,000, so that small data does not make it common.
    """
    return smoothed(1, population)


def smoothed(count: int, population: int) -> float:
    """The share of a name that `count` of `population` entities hold, shrunk to the prior."""
    return (count + 0.1) / (population + 10_000)


def counted(share: float, population: int) -> int:
    """The count that `smoothed` made `share` of."""
    return round(share * (population + 10_000) - 0.1)


def load(body: Mapping[str, Any]) -> Model:
    """The model whose neutral form is `body`. Raises Invalid for another form, field or level."""
    if body.get("form") not in FORMS or not _known(body["fields"]):
        raise Invalid("This linkage model has a form that this version cannot read.",
                      remedy="Run the resolution again to make a new one.")  # fmt: skip
    return Model(
        group=body["group"],
        per_entity=body["per_entity"],
        relatives=body["relatives"],
        population=body["population"],
        trained=body["trained"],
        notes=tuple(body["notes"]),
        fields={
            name: {key: LevelWeight(*w) for key, w in levels.items()}
            for name, levels in body["fields"].items()
        },
        terms=dict(body["terms"]),
        common={name: frozenset(values) for name, values in body["common"].items()},
        judged=body.get("judged", 0),
        learnt=body.get("learnt", {}),
        offset=body.get("offset", 0.0),
        curve=_curve(body.get("curve")),
    )


def _curve(body: Mapping[str, Any] | None) -> Curve | None:
    if body is None:
        return None
    return Curve(tuple((float(x), float(y)) for x, y in body["knots"]), bool(body["extend"]))


def _known(fields: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether each field is one that is compared, with a weight for each level it has now."""
    return all(
        name in COMPARISONS and set(levels) == {level.key for level in COMPARISONS[name].levels}
        for name, levels in fields.items()
    )
