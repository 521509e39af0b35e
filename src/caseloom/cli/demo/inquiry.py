"""The eight cases of the demonstration, each left at another stage."""

from collections.abc import Sequence
from uuid import UUID

from caseloom.cases import actions as cases
from caseloom.cases.types import CaseSummary, ReportSummary, SubjectRole
from caseloom.cli.demo.stage import Stage

AUTHORITY = "Inspector General Act of Calder County, s. 7"
Subjects = Sequence[tuple[str, str, SubjectRole, str]]


class Inquiry:
    """Opens the cases in the order of the story and takes each as far as it goes."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def conduct(self) -> tuple[str, ...]:
        """All eight; their numbers, in the order of opening."""
        opened = (
            self._ghosts(),
            self._double_pay(),
            self._nominees(),
            self._crew(),
            self._kickback(),
            self._consulting(),
            self._envelope(),
            self._fourth_shell(),
        )
        return tuple(case.number for case in opened)

    # --- The cases -------------------------------------------------------------------------------

    def _ghosts(self) -> CaseSummary:
        """Far on: a signed report, and a second version of it, signed as well."""
        self._stage.calendar.on_day(8)
        case = self._open(
            "Blue Crane Staffing: people on the roll whom nobody has seen", "Fraud",
            "The county is billed for 44 flaggers; inspectors counted 18 on site on three days.",
        )  # fmt: skip
        self._subjects(case, (
            ("blue_crane", "register", "subject", "Bills the county for the crews."),
            ("voss", "register", "subject", "Owns Blue Crane and runs its payroll."),
            ("ghost-0", "payroll", "other", "On the roll; no telephone, no stop, no address."),
            ("ghost-1", "payroll", "other", "The same account as six others is paid."),
            ("calloway", "payroll", "witness", "Keeps the books."),
        ))  # fmt: skip
        self._note(case, "The site log of 12 May names 18 people. None of the 26 others is in it.")
        self._task(case, "Ask Heronport Power for the mail drops' customers", 10, done=True)
        self._task(case, "Interview Ruth Calloway", 70)
        report = self._report(case, "Names on the roll without a trace", self._ghost_text())
        report = self._sign(self._submit(report))
        self._stage.calendar.on_day(40)
        with self._stage.acting("agent") as agent:
            second = cases.new_version(report_id=report.id, by=agent)
            body = self._ghost_text() + self._ghost_addition()
            cases.edit_report(
                report_id=report.id, version=second.version, revision=1,
                title="Names on the roll without a trace", body=body, by=agent,
            )  # fmt: skip
        self._sign(self._submit(second, revision=2), revision=2)
        return case

    def _double_pay(self) -> CaseSummary:
        """Closed: the suspicion was wrong, and the case says so."""
        case = self._open(
            "Mira Kessler: paid by two contractors at once", "Misconduct",
            "The same date of birth and address is paid by Blue Crane and by Heron Ridge.",
        )  # fmt: skip
        self._subjects(case, (
            ("mira", "payroll", "subject", "On the roll of Blue Crane."),
            ("mara", "payroll", "subject", "On the roll of Heron Ridge, born on the same day."),
        ))  # fmt: skip
        self._note(case, "They are twins, each seen on her own site. Nothing here is against them.")
        with self._stage.acting("agent") as agent:
            cases.move_case(
                case_id=case.id, step="close", reason="two people, not one",
                given={"outcome": "Unfounded: twins who share an address."}, by=agent,
            )  # fmt: skip
        return case

    def _nominees(self) -> CaseSummary:
        """A report came back with remarks."""
        self._stage.calendar.on_day(16)
        case = self._open(
            "Four subcontractors at one address", "Procurement",
            "Four firms with the same registered office took 16% of each invoice of Blue Crane.",
        )  # fmt: skip
        self._subjects(case, (
            *((f"shell-{n}", "register", "subject", "Registered office shared with Blue Crane.")
              for n in range(4)),
            ("lysenko", "register", "witness", "Owner on paper; a flagger by trade."),
            ("thorne", "register", "associate", "Owner on paper of two of the four."),
        ))  # fmt: skip
        report = self._submit(self._report(case, "Who owns the four", self._nominee_text()))
        with self._stage.acting("supervisor") as supervisor:
            cases.return_report(
                report_id=report.id, version=report.version,
                remarks="Say which facts come from the register and which are our inference. "
                "What does Priscilla Thorne herself say?", by=supervisor,
            )  # fmt: skip
        self._task(case, "Take the statement of Priscilla Thorne", 66)
        return case

    def _crew(self) -> CaseSummary:
        """A report is being drafted; the workers are victims, not suspects."""
        self._stage.calendar.on_day(24)
        case = self._open(
            "Crew leader holding telephones and bank cards", "Labour exploitation",
            "Two thirds of the crew have the crew leader's telephone and one of three accounts.",
            restricted=True,
        )  # fmt: skip
        self._subjects(case, (
            ("marsh", "payroll", "subject", "Crew leader; the workers' pay reaches his accounts."),
            *((f"worker-{n}", "payroll", "victim", "Lives in the bunkhouse at Cannery Road.")
              for n in range(6)),
            ("haddad", "payroll", "witness", "Dispatches the vans."),
        ))  # fmt: skip
        self._note(case, "Speak to workers away from the bunkhouse, with an interpreter of theirs.")
        self._task(case, "Arrange safe places before any arrest", 68, assignee="supervisor")
        self._report(case, "Control over the workers of the Cannery Road crew", self._crew_text())
        return case

    def _kickback(self) -> CaseSummary:
        """A report waits for the supervisor."""
        self._stage.calendar.on_day(34)
        case = self._open(
            "Payments to the family of a procurement officer", "Corruption",
            "Money of Blue Crane reaches Gull Point Consulting within a week of each invoice.",
        )  # fmt: skip
        self._subjects(case, (
            ("whitlock", "bank", "subject", "Approves the invoices of Blue Crane."),
            ("anneke", "register", "subject", "Owns Gull Point Consulting."),
            ("gull_point", "register", "subject", "Receives 80 payments below 10,000 dollars."),
            ("voss", "bank", "associate", "Pays, through four subcontractors."),
        ))  # fmt: skip
        self._task(case, "Map the invoices to the payments", 40, done=True, assignee="analyst")
        self._submit(self._report(case, "The way of the money", self._money_text()))
        return case

    def _consulting(self) -> CaseSummary:
        """Tasks are overdue."""
        self._stage.calendar.on_day(42)
        case = self._open(
            "Gull Point Consulting: what was the advice?", "Money laundering",
            "No employee, no web page and no other client of Gull Point is known.",
        )  # fmt: skip
        self._subjects(case, (
            ("gull_point", "bank", "subject", "Invoices “consulting” without a product."),
        ))  # fmt: skip
        self._task(case, "Request the tax filings of 2024 and 2025", 52)
        self._task(case, "Serve the subpoena for the office lease", 57, assignee="analyst")
        self._task(case, "Visit the registered office", 75)
        return case

    def _envelope(self) -> CaseSummary:
        """Sealed: it would name an informant."""
        self._stage.calendar.on_day(50)
        with self._stage.acting("supervisor") as supervisor:
            case = cases.open_case(
                title="Envelopes at Gull Point", type="Corruption",
                predicate="An informant saw money change hands.",
                legal_authority="Informant agreement of 2 June", lead_id=None,
                member_ids=[self._stage.ids["agent"]], by=supervisor,
            )  # fmt: skip
        with self._stage.acting("supervisor") as supervisor:
            cases.move_case(case_id=case.id, step="activate", by=supervisor)
            cases.seal_case(
                case_id=case.id, keep=[self._stage.ids["agent"]],
                reason="would name an informant", by=supervisor,
            )  # fmt: skip
        self._note(case, "Meet only at the second address.")
        return case

    def _fourth_shell(self) -> CaseSummary:
        """Opened this morning, nothing done yet."""
        self._stage.calendar.on_day(62)
        with self._stage.acting("agent") as agent:
            return cases.open_case(
                title="Osprey Workforce Partners: a new contract", type="Procurement",
                predicate="Osprey bids for county work without Blue Crane, with the same address.",
                legal_authority=AUTHORITY, member_ids=[self._stage.ids["supervisor"]], by=agent,
            )  # fmt: skip

    # --- The steps -------------------------------------------------------------------------------

    def _open(
        self, title: str, type_: str, predicate: str, *, restricted: bool = False
    ) -> CaseSummary:
        members = [self._stage.ids[username] for username in ("supervisor", "analyst")]
        with self._stage.acting("agent") as agent:
            case = cases.open_case(
                title=title, type=type_, predicate=predicate, legal_authority=AUTHORITY,
                member_ids=members, restricted=restricted, by=agent,
            )  # fmt: skip
        with self._stage.acting("agent") as agent:
            return cases.move_case(case_id=case.id, step="activate", by=agent)

    def _subjects(self, case: CaseSummary, subjects: Subjects) -> None:
        for who, source, role, why in subjects:
            entity = self._stage.entity(who, source)
            with self._stage.acting("agent") as agent:
                cases.add_subject(
                    case_id=case.id, entity_id=entity, role=role, why=why,
                    sources=self._stage.statements(agent, entity, "name")[:1], by=agent,
                )  # fmt: skip

    def _note(self, case: CaseSummary, note: str) -> None:
        with self._stage.acting("agent") as agent:
            cases.add_note(case_id=case.id, note=note, by=agent)

    def _task(
        self,
        case: CaseSummary,
        title: str,
        day: int,
        *,
        assignee: str = "agent",
        done: bool = False,
    ) -> None:
        """A task that is due on `day` of the calendar: before its end is overdue today."""
        with self._stage.acting("agent") as agent:
            task = cases.add_task(
                case_id=case.id, title=title, assignee_id=self._stage.ids[assignee],
                due_at=self._stage.calendar.day(day), by=agent,
            )  # fmt: skip
        if done:
            with self._stage.acting(assignee) as worker:
                cases.complete_task(task_id=task.id, by=worker)

    def _report(self, case: CaseSummary, title: str, body: str) -> ReportSummary:
        with self._stage.acting("agent") as agent:
            return cases.write_report(case_id=case.id, title=title, body=body, by=agent)

    def _submit(self, report: ReportSummary, revision: int = 1) -> ReportSummary:
        with self._stage.acting("agent") as agent:
            return cases.submit_report(
                report_id=report.id, version=report.version, revision=revision, by=agent
            )

    def _sign(self, report: ReportSummary, revision: int = 1) -> ReportSummary:
        with self._stage.acting("supervisor") as supervisor:
            return cases.sign_report(
                report_id=report.id, version=report.version, revision=revision, by=supervisor
            )

    # --- The texts -------------------------------------------------------------------------------

    def _cited(self, who: str, source: str, *names: str) -> str:
        entity: UUID = self._stage.entity(who, source)
        with self._stage.acting("agent") as agent:
            return self._stage.cite(agent, entity, *names)

    def _ghost_text(self) -> str:
        first = self._cited("ghost-0", "payroll", "name", "address")
        second = self._cited("ghost-1", "payroll", "name", "address")
        firm = self._cited("blue_crane", "register", "name", "registrationNumber")
        return (
            "# What we found\n\n"
            f"Blue Crane Staffing LLC supplies crews to the county.{firm} "
            f"Its roll names people of whom no other source knows anything.{first}{second}\n\n"
            "## What speaks against it\n\n"
            "A worker without a telephone, a car or a lease leaves few traces. "
            "Absence from our sources does not prove that somebody does not exist.\n"
        )

    def _ghost_addition(self) -> str:
        owner = self._cited("voss", "register", "name")
        return (
            "\n## Since the first version\n\n"
            "The accounts that receive the pay of the 26 were traced. "
            f"Both are held by Marlene Voss.{owner}\n"
        )

    def _nominee_text(self) -> str:
        shells = [self._cited(f"shell-{n}", "register", "name", "address") for n in range(4)]
        owner = self._cited("thorne", "register", "name", "birthDate")
        return (
            "# One office, four firms\n\n"
            f"Four firms have the registered office of Blue Crane.{''.join(shells)}\n\n"
            f"Two of them stand in the name of Priscilla Thorne.{owner} She is a nominee.\n"
        )

    def _crew_text(self) -> str:
        worker = self._cited("worker-1", "payroll", "name", "address")
        leader = self._cited("marsh", "payroll", "name")
        return (
            "# The bunkhouse at Cannery Road\n\n"
            f"Teodor Marsh leads the crew.{leader} The workers live at one address.{worker}\n\n"
            "Still to write: the accounts, the telephones, what the workers say.\n"
        )

    def _money_text(self) -> str:
        gull = self._cited("gull_point", "register", "name", "registrationNumber")
        wife = self._cited("anneke", "register", "name", "address")
        officer = self._cited("whitlock", "bank", "name")
        return (
            "# From the county and back\n\n"
            f"Gull Point Consulting LLC belongs to Anneke Whitlock.{gull}{wife} "
            f"Gerald Whitlock receives 6,000 dollars from her each month.{officer}\n\n"
            "1. The county pays an invoice.\n2. Blue Crane pays four subcontractors.\n"
            "3. Each pays Gull Point less than 10,000 dollars.\n"
        )
