"""Points in time as a person types them."""

from datetime import UTC, datetime, time


def moment(text: str) -> datetime:
    """A date (its last moment, UTC) or a time; without a zone, UTC. Raises ValueError."""
    value = datetime.fromisoformat(text)
    if len(text) == len("2026-01-01"):
        value = datetime.combine(value.date(), time.max)
    return value if value.tzinfo else value.replace(tzinfo=UTC)
