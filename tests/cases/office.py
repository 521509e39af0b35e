"""Casework as people do it: each call is somebody's own transaction, as a request is."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.cast import Cast

from caseloom.access.actions import as_viewer
from caseloom.cases import actions, queries
from caseloom.cases.types import CaseSummary, Report, ReportSummary, marker
from caseloom.store import queries as store
from caseloom.store.types import Record, Statement

PERSON = ("p-1", "Person", {"name": ["Marisol Vega"], "birthDate": ["1987-03-14"]})


class Office:
    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def act(self, who: str, verb: Callable[..., Any], **given: Any) -> Any:
        """`verb(**given, by=who)` in a transaction of its own."""
        with as_viewer(self.cast.viewer(who)) as viewer:
            return verb(**given, by=viewer)

    def ask(self, who: str, query: Callable[..., Any], *given: Any, **more: Any) -> Any:
        """`query(who, …)` in a transaction of its own."""
        with as_viewer(self.cast.viewer(who)) as viewer:
            return query(viewer, *given, **more)

    def open(
        self, who: str = "agent", members: tuple[str, ...] = ("supervisor",), **more: Any
    ) -> CaseSummary:
        return self.act(
            who, actions.open_case, title="Blue Crane staffing", type="Fraud",
            predicate="Three clerks report wages paid in cash.",
            legal_authority="5 U.S.C. § 406", member_ids=[self.id(one) for one in members], **more,
        )  # fmt: skip

    def id(self, who: str) -> UUID:
        return self.cast.person_id(who)

    def record(self, scope: str = "team:fraud", thing: Any = PERSON, who: str = "agent") -> Record:
        return self.cast.records(who, self.cast.scope(scope), thing)[0]

    def statement(self, record: Record, prop: str = "name", who: str = "agent") -> Statement:
        return self.ask(who, store.statements, [f"{record.id}.{prop}.0"])[0]

    def mark(self, record: Record, prop: str = "name", who: str = "agent") -> str:
        return marker(self.statement(record, prop, who).id)

    def write(self, case: CaseSummary, body: str, who: str = "agent") -> ReportSummary:
        return self.act(who, actions.write_report, case_id=case.id, title="Interview", body=body)

    def read(self, who: str, report: ReportSummary, version: int | None = None) -> Report:
        return self.ask(who, queries.report, report.id, version)

    def submit(self, report: ReportSummary, who: str = "agent") -> ReportSummary:
        now = self.read(who, report)
        return self.act(
            who, actions.submit_report, report_id=report.id, version=now.summary.version,
            revision=now.revision,
        )  # fmt: skip

    def sign(self, report: ReportSummary, who: str = "supervisor") -> ReportSummary:
        now = self.read(who, report)
        return self.act(
            who, actions.sign_report, report_id=report.id, version=now.summary.version,
            revision=now.revision,
        )  # fmt: skip
