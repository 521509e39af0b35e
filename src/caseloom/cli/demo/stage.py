"""The stage of the demonstration: who acts, when, and where the story's things are found."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.cases.types import marker
from caseloom.cli.demo import words
from caseloom.cli.demo.story import Scenario
from caseloom.kernel import clock
from caseloom.kernel.errors import NotFound
from caseloom.kernel.ids import entity_id
from caseloom.kernel.viewer import Viewer
from caseloom.store import queries as store

DAYS = 63


@dataclass(frozen=True, slots=True)
class SignIn:
    """A demonstration person and the password made for this build."""

    username: str
    password: str
    name: str
    role: str


class Calendar:
    """Lays the acts of the build over the two months before it, each some minutes later."""

    def __init__(self, end: datetime) -> None:
        self._end = end
        self._now = end - timedelta(days=DAYS)

    def on_day(self, day: int) -> None:
        """Go on at the morning of `day` (DAYS is today), unless that is past."""
        self._now = max(self._now, self.day(day))

    def day(self, day: int) -> datetime:
        """The moment of `day`; after DAYS it lies in the future."""
        return self._end - timedelta(days=DAYS - day)

    def tick(self) -> datetime:
        """The moment of the next act, never later than the end."""
        self._now = min(self._now + timedelta(minutes=4), self._end)
        return self._now


class Stage:
    """Lets somebody act at the next moment of the calendar, by user name."""

    def __init__(self, calendar: Calendar, scenario: Scenario) -> None:
        self.calendar = calendar
        self.scenario = scenario
        self.ids: dict[str, UUID] = {}

    def viewer(self, username: str, purpose: str = "building the demonstration") -> Viewer:
        """Somebody as a viewer, with the scopes that he holds now."""
        return access.viewer_of(self.ids[username], purpose)

    @contextmanager
    def acting(self, username: str) -> Iterator[Viewer]:
        """One transaction of somebody's, at the next moment."""
        with clock.freeze(self.calendar.tick()), as_viewer(self.viewer(username)) as viewer:
            yield viewer

    def entity(self, role: str, source: str) -> UUID:
        """The id of the story's `role` in `source`. Raises NotFound."""
        for key, origin in self.scenario.entities[role]:
            if key == source:
                return entity_id(key, origin)
        raise NotFound(f"The story's “{role}” is not in the source “{source}”.")

    def statements(self, viewer: Viewer, entity: UUID, *names: str) -> list[str]:
        """The ids of the statements that `entity` has for the properties `names`."""
        return [
            f"{record.id}.{name}.{at}"
            for record in store.records(viewer, [entity])
            for name in names
            for at in range(len(record.properties.get(name, ())))
        ]

    def cite(self, viewer: Viewer, entity: UUID, *names: str) -> str:
        """Markers that cite those statements, for a report's text. Raises NotFound for none."""
        found = self.statements(viewer, entity, *names)
        if not found:
            raise NotFound(f"The demonstration's {entity} has no {' or '.join(names)}.")
        return "".join(marker(one) for one in found)


def password() -> str:
    """A password that can be typed: four words and a number, some 40 bits."""
    parts = [secrets.choice(pool).lower() for pool in (words.COLOURS, words.BIRDS, words.LANDS)]
    return "-".join([*parts, secrets.choice(words.STREETS).lower(), str(secrets.randbelow(9_000))])
