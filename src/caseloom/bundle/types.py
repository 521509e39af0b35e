"""What is in a bundle."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

SCHEMA = "caseloom.bundle/1"
# Bytes of a whole bundle, and of its text, answers, messages and places together.
MOST_BYTES, MOST_WORDS = 100_000_000, 20_000_000
MOST_FILES = 200
LEFT_OUT = "[left out]"
"""What stands where something was left out. It does not tell how long that was."""

Metadata = Literal["removed", "none", "kept"]


@dataclass(frozen=True, slots=True)
class Answer:
    """text[start:end] answers what was asked as `label`."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Message:
    """Written between the reporter and the agency, after the tip had come. `day`: YYYY-MM-DD."""

    side: Literal["reporter", "agency"]
    day: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """text[start:end] names something of this kind; `value` is it in one form."""

    kind: str
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file. `metadata`: whether hidden data was taken out, cannot be in it, or is still there."""

    name: str
    content: bytes
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class Content:
    """All that a bundle says. `id` is the bundle's own and tells nothing of the tip.

    `redactions`: stretches that were left out. Days are YYYY-MM-DD.
    """

    id: UUID
    made_on: str
    organisation: str
    recipient: str
    contact: str
    ground: str
    caveats: str
    language: str
    subject: str
    told_on: str
    text: str
    answers: tuple[Answer, ...] = ()
    messages: tuple[Message, ...] = ()
    places: tuple[Place, ...] = ()
    files: tuple[Enclosed, ...] = ()
    redactions: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A bundle that holds: who signed it, what it says, and what of it was hashed."""

    key_id: str
    sha256: str
    size: int
    content: Content
    members: tuple[tuple[str, int, str], ...]
