"""What acts and questions are about: few names, numbers and entities, so that they meet often."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from caseloom.kernel.ids import entity_id

SOURCES = ("alpha", "beta", "omega")
NAMES = (
    "Marisol Vega", "Marisol Vegas", "Мария Вега", "Otto Weber", "Otto Webber", "Hana Suzuki",
    "鈴木 花", "Blue Crane Staffing LLC", "Blue Crane Stafing", "Harbor Logistics", "Ana Ruiz",
    "Anna Ruiz", "Dmitri Volkov", "Dmitry Wolkow",
)  # fmt: skip
# Words that only hidden records hold, among them near misses of common ones.
SECRETS = ("Marisola Vegara", "Quetzal Nightingale", "Ottokar Weberknecht", "Blue Cranium Ltd")
DAYS = ("1987-03-14", "1987-04-13", "1990-01-01", "1962")
NUMBERS = ("X7781234", "K-100-22", "+12025550143", "US55512345")
LINKS = (
    ("Ownership", "owner", "asset"), ("Employment", "employee", "employer"),
    ("Payment", "payer", "beneficiary"), ("Family", "person", "relative"),
)  # fmt: skip
QUESTIONS = (
    "Marisol", "vega", '"Marisol Vega"', "mar*", "otto web*", "Quetzal", "nightingal", "Wber",
    "X7781234", "x 778-1234", "blue crane", "suzuki", "鈴木", "volkov", "2025550143", "Q",
    "marisola", "cranium", "ruiz vega", "hidden note",
)  # fmt: skip
MANY = 24

Thing = tuple[str, str, dict[str, list[str]]]


def entities() -> list[UUID]:
    """Every id that an entity of either world may have."""
    return [entity_id(source, str(n)) for source in SOURCES for n in range(MANY)]


@dataclass
class Known:
    """Ids that acts gave, of what the outsider may see and of what he may not."""

    records: list[UUID] = field(default_factory=list)
    hidden_records: list[UUID] = field(default_factory=list)
    things: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, kind: str, thing: Any) -> None:
        self.things.setdefault(kind, []).append(thing)

    def some(self, rng: Random, kind: str, default: Any) -> Any:
        """One of a kind; `default` while there is none."""
        return rng.choice(self.things.get(kind) or [default])


def node(rng: Random, names: Sequence[str] = NAMES) -> Thing:
    """A person or a company, one of a few dozen."""
    schema = rng.choice(("Person", "Person", "Company"))
    properties = {"name": [rng.choice(names)], "country": [rng.choice(("us", "mx", "de"))]}
    if schema == "Person":
        properties["birthDate"] = [rng.choice(DAYS)]
        if rng.random() < 0.4:
            properties["passportNumber"] = [rng.choice(NUMBERS)]
    elif rng.random() < 0.4:
        properties["registrationNumber"] = [rng.choice(NUMBERS)]
    if rng.random() < 0.3:
        properties["notes"] = [f"seen near the harbor {rng.randrange(5)}"]
    return str(rng.randrange(MANY)), schema, properties


def link(rng: Random) -> Thing:
    """A link between any two entities, seen or not."""
    schema, source, target = rng.choice(LINKS)
    ends = [str(one) for one in rng.sample(entities(), 2)]
    properties = {source: [ends[0]], target: [ends[1]], "startDate": [rng.choice(DAYS)]}
    if schema == "Payment":
        properties["amount"] = [str(rng.randrange(1, 9) * 100)]
    return f"link-{rng.randrange(200)}", schema, properties
