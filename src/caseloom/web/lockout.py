"""Five failures to sign in lock a name for fifteen minutes, known name or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection

from caseloom.kernel import clock
from caseloom.web import models

FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)

# The query “reserve attempt” counts an attempt before its password is checked, so that parallel
# guesses cannot all slip in under the limit: the row lock of the upsert puts them in order. A lock
# is not prolonged by the attempts that it refuses.
_RESERVE = """
INSERT INTO web_sign_in_attempts AS a (key, failures, last_at)
VALUES (%(key)s, 1, %(now)s)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN a.last_at <= %(expired)s THEN 1 ELSE a.failures + 1 END,
    last_at = CASE
        WHEN a.last_at > %(expired)s AND a.failures >= %(limit)s THEN a.last_at
        ELSE %(now)s
    END
RETURNING failures, last_at
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt. `number` counts those that failed or are under way, this one included."""

    number: int
    locked_until: datetime | None

    @property
    def locks(self) -> bool:
        """Whether the name is locked if this attempt fails."""
        return self.number == FAILURES


def begin(name: str) -> Attempt:
    """Reserve an attempt for `name`; when `locked_until` is set it must not be made."""
    now = clock.now()
    expired = now - LOCKED_FOR
    models.SignInAttempts.objects.filter(last_at__lt=expired).exclude(key=_key(name)).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            _RESERVE, {"key": _key(name), "now": now, "expired": expired, "limit": FAILURES}
        )
        number, last_at = cursor.fetchone()
    return Attempt(number, last_at + LOCKED_FOR if number > FAILURES else None)


def clear(name: str) -> None:
    """Forget the failures of `name`, after a success."""
    models.SignInAttempts.objects.filter(key=_key(name)).delete()


def _key(name: str) -> str:
    return sha256(name.strip().casefold().encode()).hexdigest()
