"""What a tip is, with its truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LANGUAGES = ("en", "es", "ar")
CHANNELS = ("portal", "phone", "email", "api")
REGISTERS = ("plain", "terse", "angry", "rambling", "formal", "phone-transcribed")
CATEGORIES = (
    "wage_theft", "trafficking", "procurement_fraud", "bribery", "benefit_fraud",
    "money_laundering", "threat_of_violence", "child_exploitation", "environmental_dumping",
    "health_care_fraud", "staff_misconduct", "other",
)  # fmt: skip
URGENCIES = ("immediate", "urgent", "routine", "none")
# How a threat to life is told; the second row only looks like one.
THREATS = ("direct", "conditional", "reported", "indirect", "emphatic")
NO_THREATS = ("negation", "quotation", "past", "figurative")
MALICE = ("none", "spam", "mass_mailing", "injection", "false")
ORDERS = ("close", "lower", "reveal", "url", "admin")
DISGUISES = ("plain", "hidden", "base64", "markup", "system", "language")
HOWS = ("copy", "near", "paraphrase")
FACTS = ("who", "what", "where", "when", "how_known")


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] writes `value`, which is in one form. valid: whether it could exist."""

    kind: str
    start: int
    end: int
    value: str
    valid: bool = True

    def moved(self, by: int) -> "Span":
        """The same, `by` characters further on."""
        return Span(self.kind, self.start + by, self.end + by, self.value, self.valid)


@dataclass(frozen=True, slots=True)
class Tip:
    """A text and what is true of it. The story is what happened; several tips may tell of it.

    lookalike_of: an earlier tip of the same place and category about another event. half: 1 or 2.
    """

    id: str
    text: str
    half: int
    language: str
    channel: str
    register: str
    category: str
    urgency: str
    threat: bool
    threat_case: str | None
    spans: tuple[Span, ...]
    complete: Mapping[str, bool]
    story: str
    sender: str
    duplicate_of: str | None = None
    how: str | None = None
    lookalike_of: str | None = None
    malice: str = "none"
    injected: str | None = None
    disguise: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A text with its spans. tail: where its closing words begin."""

    text: str
    spans: tuple[Span, ...]
    tail: int
    told: frozenset[str] = field(default_factory=frozenset)


def row(tip: Tip) -> dict[str, Any]:
    """`tip` as JSON holds it: the text first after its id, then the truth."""
    made = {name: getattr(tip, name) for name in COLUMNS}
    made["spans"] = [{name: getattr(one, name) for name in Span.__slots__} for one in tip.spans]
    made["complete"] = dict(tip.complete)
    return made


COLUMNS: tuple[str, ...] = tuple(Tip.__slots__)
