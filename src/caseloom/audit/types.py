"""What the audit room gives to others: events, checkpoints, proofs and findings, all frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from caseloom.audit.verifier import Checkpoint, Problem
from caseloom.kernel.viewer import ViewerKind

__all__ = [
    "Checkpoint",
    "ConsistencyProof",
    "Event",
    "ExportResult",
    "InclusionProof",
    "Problem",
    "Shown",
    "ShownState",
    "Verification",
]

ShownState = Literal["shown", "withheld", "destroyed"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What an event displayed or wrote of one scope.

    `values` are there when `state` is “shown”; else the viewer lacks the scope (“withheld”) or
    an order destroyed them (“destroyed”), and only the commitment (SHA-256, hex) is left.
    """

    scope: int
    state: ShownState
    commitment: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """What was done or seen, by whom, for what purpose.

    `sequence` is its place in the sealed log, from 0; None while it waits for the sequencer, and
    for a viewer who is not an auditor. `order` is the text by which `shown` was destroyed.
    """

    id: int
    at: datetime
    actor_kind: ViewerKind
    actor_id: str
    actor_name: str
    purpose: str
    verb: str
    object_kind: str
    object_id: str
    detail: Mapping[str, Any]
    shown: tuple[Shown, ...]
    sequence: int | None
    order: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found. `ok` when `problem_count` is 0; `problems` names the first 100.

    Counts: `events` sealed and checked, `waiting` for the sequencer, `unsealed` after the last
    checkpoint; of what was shown, `payloads` hold, `destroyed` by order, `withheld` because the
    viewer lacks the scope. `pinned`: a key or a kept checkpoint was given to compare with.
    """

    ok: bool
    tree_size: int
    root_hash: str
    events: int
    waiting: int
    unsealed: int
    checkpoints: int
    payloads: int
    destroyed: int
    withheld: int
    key_id: str
    pinned: bool
    problem_count: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That an event is at `sequence` of the tree with `tree_size` leaves (RFC 9162 §2.1.3).

    `line` is the event's canonical JSON, `proof` the sibling hashes from the leaf up (32 bytes
    each); check with `verifier.verify_inclusion`.
    """

    sequence: int
    tree_size: int
    root_hash: bytes
    line: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That the log of `second` events begins with that of `first` (RFC 9162 §2.1.4)."""

    first: int
    second: int
    first_root: bytes
    second_root: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export wrote. `waiting` events are committed but not yet sequenced, so not in it."""

    folder: Path
    events: int
    payloads: int
    waiting: int
    checkpoint: Checkpoint | None
    key_id: str
