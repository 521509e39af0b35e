"""A hotline as people use it: each call is somebody's own transaction, as a request is."""

import os
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from caseloom.access import actions as access
from caseloom.access import queries as access_queries
from caseloom.access.actions import as_viewer
from caseloom.tips import actions, queries
from caseloom.tips.queries.queue import Filter
from caseloom.tips.types import (
    Channel,
    Contact,
    LineSettings,
    Mailbox,
    NewFile,
    NewTip,
    Sent,
    Tip,
)
from tests.cast import Cast

TOLD = "The foreman at Harbor Star keeps the passports of nine workers. Call 555-0142."


class Hotline:
    """A line of a team of intake, agent and supervisor; the analyst is in reserve."""

    all = Filter(whose="all")

    def __init__(self, cast: Cast, settings: LineSettings | None = None) -> None:
        self.cast = cast
        with as_viewer(access_queries.installer("setting up a hotline")) as by:
            team = access.add_team(key="hotline", title="Hotline", by=by)
            reserve = access.add_team(key="reserve", title="Reserve", by=by)
            for who in ("intake", "agent", "supervisor"):
                access.grant(scope_id=team.id, person_id=cast.person_id(who), reason="team", by=by)
            access.grant(
                scope_id=reserve.id, person_id=cast.person_id("outsider"), reason="team", by=by
            )
            self.scope = team.id
            self.line = actions.add_line(
                key="hotline", title={"en": "Hotline", "es": "Línea", "ar": "الخط"},
                scope_id=team.id, by=by,
                # Nothing is drawn by lot unless a test says so.
                settings=settings or LineSettings(fallback=reserve.id, judge_first_share=0.0),
            )  # fmt: skip

    def act(self, who: str, verb: Callable[..., Any], **given: Any) -> Any:
        """`verb(**given, by=who)` in a transaction of its own."""
        with as_viewer(self.cast.viewer(who)) as viewer:
            return verb(**given, by=viewer)

    def ask(self, who: str, query: Callable[..., Any], *given: Any, **more: Any) -> Any:
        """`query(who, …)` in a transaction of its own."""
        with as_viewer(self.cast.viewer(who)) as viewer:
            return query(viewer, *given, **more)

    def send(
        self,
        text: str = TOLD,
        *,
        answers: Mapping[str, str] | None = None,
        subject: str = "work",
        language: str = "en",
        channel: Channel = "portal",
        contact: Contact | None = None,
        files: tuple[NewFile, ...] = (),
        form: bytes = b"",
    ) -> Sent:
        """Somebody of the public tells `text`."""
        told = NewTip(
            channel=channel, language=language, subject=subject,
            answers={"what": text, **(answers or {})}, form=form or os.urandom(16),
            contact=contact or Contact(), files=files,
        )  # fmt: skip
        with as_viewer(queries.teller(self.line)) as by:
            return actions.send(line_key=self.line.key, tip=told, by=by)

    def tip(self, who: str, sent: Sent) -> Tip:
        """The tip as somebody of the staff sees it."""
        found: Tip = self.ask(who, queries.tip, sent.tip_id)
        return found

    def mailbox(self, sent: Sent) -> Mailbox:
        """The mailbox, opened with the receipt alone."""
        with as_viewer(queries.anybody()) as viewer:
            tip_id = queries.tip_of(viewer, sent.receipt)
        with queries.as_reporter(tip_id) as viewer:
            return queries.mailbox(viewer, tip_id)

    def write(self, sent: Sent, text: str, *files: NewFile) -> None:
        """The reporter writes."""
        with queries.as_reporter(sent.tip_id) as by:
            actions.write_as_reporter(tip_id=sent.tip_id, text=text, files=files, by=by)

    def id(self, who: str) -> UUID:
        return self.cast.person_id(who)
