"""The log's tables. The app's role only reads them; four functions in the database write."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Func

if TYPE_CHECKING:
    _BigInteger = models.BigIntegerField[int, int]
else:  # Django's fields take no type arguments when they run
    _BigInteger = models.BigIntegerField


class TransactionIdField(_BigInteger):
    """PostgreSQL's 64-bit transaction id, which never wraps."""

    def db_type(self, connection: Any) -> str:
        return "xid8"


class ExactJsonField(models.JSONField):
    """JSON kept letter by letter, as its hash needs it; `jsonb` would rewrite it."""

    def db_type(self, connection: Any) -> str:
        return "json"


class Event(models.Model):
    """What was done or seen.

    `id` says nothing but the second: a plain counter would betray to a person, by the gaps
    between his own events, how much others do.
    """

    id = models.BigIntegerField(primary_key=True)
    xid = TransactionIdField(db_default=Func(function="pg_current_xact_id"))
    at = models.DateTimeField()
    actor_kind = models.TextField()
    actor_id = models.TextField()
    actor_name = models.TextField()
    purpose = models.TextField()
    verb = models.TextField()
    object_kind = models.TextField()
    object_id = models.TextField()
    detail = ExactJsonField()
    commitments = ExactJsonField()

    class Meta:
        indexes = (
            models.Index(fields=["at", "id"], name="audit_event_at"),
            models.Index(fields=["actor_id", "at", "id"], name="audit_event_actor"),
            models.Index(fields=["object_id", "at", "id"], name="audit_event_object"),
            models.Index(fields=["verb", "at", "id"], name="audit_event_verb"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind} {self.object_id}"


class Payload(models.Model):
    """What an event showed of one scope. Can be destroyed; the event's commitment stays."""

    pk = models.CompositePrimaryKey("event_id", "scope")
    event_id = models.BigIntegerField()
    scope = models.IntegerField()
    salt = models.BinaryField()
    payload = ExactJsonField()

    def __str__(self) -> str:
        return f"payload of event {self.event_id}, scope {self.scope}"


class Pending(models.Model):
    """An event that the sequencer has not placed yet; `turn` keeps a transaction's order."""

    turn = models.BigAutoField(primary_key=True)
    event_id = models.BigIntegerField()
    xid = TransactionIdField()

    class Meta:
        indexes = (models.Index(fields=["xid", "turn"], name="audit_pending_order"),)

    def __str__(self) -> str:
        return f"event {self.event_id} waits"


class Leaf(models.Model):
    """An event's place in the log, from 0 without gaps, and its leaf hash (32 bytes)."""

    sequence = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    leaf_hash = models.BinaryField()

    def __str__(self) -> str:
        return f"event {self.event_id} is number {self.sequence}"


class Node(models.Model):
    """A complete subtree's hash, from 256 leaves (level 8) upwards, so that roots stay cheap."""

    pk = models.CompositePrimaryKey("level", "position")
    level = models.SmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"subtree {self.position} of level {self.level}"


class Checkpoint(models.Model):
    """A signed tree head. All values as in the verifier's Checkpoint."""

    tree_size = models.BigIntegerField(primary_key=True)
    root_hash = models.TextField()
    at = models.TextField()
    previous = models.TextField()
    key_id = models.TextField()
    signature = models.TextField()

    def __str__(self) -> str:
        return f"checkpoint of {self.tree_size} events"


class PublicKey(models.Model):
    """A key that signed checkpoints (32 bytes)."""

    key_id = models.TextField(primary_key=True)
    public_key = models.BinaryField()

    def __str__(self) -> str:
        return self.key_id


class Destruction(models.Model):
    """An order by which what an event showed was destroyed."""

    event_id = models.BigIntegerField(primary_key=True)
    order_event_id = models.BigIntegerField(unique=True)
    order_text = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()

    def __str__(self) -> str:
        return f"payload of event {self.event_id} destroyed"
