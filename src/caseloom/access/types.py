"""What the access room tells others about people and scopes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

ScopeKind = Literal["public", "agency", "team", "case", "sealed", "source"]


@dataclass(frozen=True, slots=True)
class Role:
    """What a role is called, what it is for in one sentence, and what it allows."""

    key: str
    title: str
    sentence: str
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Person:
    """A person who can sign in. `roles` are keys of access/roles.py.

    `reports_to` is the person who leads him; None where nobody does or nobody said so.
    """

    id: UUID
    username: str
    name: str
    email: str
    roles: tuple[str, ...]
    active: bool
    last_seen: datetime | None = None
    reports_to: UUID | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """An access compartment. `id` stands in every scoped row, `key` in exports."""

    id: int
    key: str
    kind: ScopeKind
    title: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who holds a scope, since when, by whose grant and why."""

    person_id: UUID
    name: str
    granted_at: datetime
    granted_by: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class Token:
    """An API token without its secret. `permissions` narrow those of its person."""

    id: UUID
    title: str
    person_id: UUID
    permissions: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used: datetime | None
    revoked: bool
