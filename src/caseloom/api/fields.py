"""The kinds of values that callers send, with their bounds."""

from datetime import UTC, date, datetime
from typing import Annotated

from ninja import Field
from pydantic import AwareDatetime

Title = Annotated[str, Field(min_length=1, max_length=300)]
Reason = Annotated[str, Field(min_length=1, max_length=2000, description="Why; it goes on record.")]
Text = Annotated[str, Field(max_length=10_000)]
ScopeKey = Annotated[str, Field(min_length=1, max_length=200, description="A scope's key.")]
SourceKey = Annotated[str, Field(min_length=1, max_length=100, description="A source's key.")]
Number = Annotated[int, Field(ge=1, le=2_147_483_647)]

# PostgreSQL's and Python's calendars agree within these, whatever the zone.
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1000, 1, 1, tzinfo=UTC), le=datetime(9998, 12, 31, tzinfo=UTC)),
]
Day = Annotated[date, Field(ge=date(1000, 1, 1), le=date(9998, 12, 31))]
