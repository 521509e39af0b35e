"""Types of what goes to other agencies and comes from them; others take them from `types`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Stretch:
    """text[start:end] of a tip, or of the words of a message of its mailbox (`part`)."""

    part: UUID | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Betraying:
    """A stretch that could tell who the reporter is. `why`: work, kin, only, contact or named.

    `likely`: it is proposed to be left out; else it is only offered.
    """

    stretch: Stretch
    words: str
    why: str
    likely: bool


@dataclass(frozen=True, slots=True)
class NewBundle:
    """What another agency is to be given, and why.

    `answers` count from 0. `leave_out` are stretches, `words` are left out wherever they stand.
    `hidden_data`: files go even where their hidden data cannot be taken out. `places`: with what
    a program found in the words.
    """

    recipient: str
    ground: str
    organisation: str = ""
    contact: str = ""
    caveats: str = ""
    answers: tuple[int, ...] = ()
    messages: tuple[UUID, ...] = ()
    files: tuple[UUID, ...] = ()
    leave_out: tuple[Stretch, ...] = ()
    words: tuple[str, ...] = ()
    places: bool = False
    hidden_data: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """A bundle as it would go out: each member that people can read, and each by its hash."""

    token: str
    sha256: str
    size: int
    redactions: int
    words: tuple[tuple[str, str], ...]
    members: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Dissemination:
    """What of a tip went to another agency, or is about to. `state` is of its machine.

    `parts`: how many answers, messages, files and places. `steps` are those that this viewer may
    take now, by name.
    """

    id: UUID
    tip_id: UUID
    tip_number: str
    bundle: UUID
    at: datetime
    by_id: UUID
    by_name: str
    recipient: str
    ground: str
    parts: Mapping[str, int]
    redactions: int
    sha256: str
    size: int
    key_id: str
    second: bool
    state: str
    sent_at: datetime | None
    sent_by_name: str
    recalled_at: datetime | None
    recall_reason: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agency:
    """Another agency whose key is trusted. `public`: its 32 bytes."""

    name: str
    key_id: str
    public: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Provenance:
    """From whom a tip came in a bundle, and how they want it to be treated."""

    agency: str
    key_id: str
    bundle: UUID
    sha256: str
    at: datetime
    by_name: str
    ground: str
    caveats: str
    contact: str
    told_on: str
    redactions: int
    places: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NewMailAccount:
    """A mailbox on an IMAP server. `remove`: what is a tip is deleted there.

    `starttls`: its port begins in clear, and TLS is begun before anything is said.
    """

    host: str
    user: str
    port: int = 993
    folder: str = "INBOX"
    remove: bool = False
    starttls: bool = False


@dataclass(frozen=True, slots=True)
class AsideMail:
    """A message that could not be taken, by its number in its folder."""

    uid: int
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MailAccount:
    """Where mail of a line is fetched. `trouble`: why it failed the last time, else ""."""

    host: str
    port: int
    user: str
    folder: str
    remove: bool
    starttls: bool
    active: bool
    fetched_at: datetime | None
    trouble: str
    aside: tuple[AsideMail, ...]
