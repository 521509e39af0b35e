"""A small agency to fuzz: records, links, a suggestion, a case with reports, an upload."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cases.office import Office
from tests.cast import Cast

from caseloom.access.actions import as_viewer
from caseloom.cases import actions as cases
from caseloom.cases.types import Place
from caseloom.ingest import actions as ingest
from caseloom.resolve import actions as resolve
from caseloom.resolve import queries as resolved

ROBERT = {"name": ["Robert Kowalczyk"], "birthDate": ["1978-12-11"], "phone": ["+17029191300"]}
BOB = {"name": ["Kowalczyk, Bob"], "birthDate": ["1978-12-11"], "phone": ["+17029191300"]}
FILE = b"id,name,born\n1,Ada Byron,1815-12-10\n2,Nobody,1999-02-30\n"


@dataclass(frozen=True)
class World:
    """Values that exist, by the name of the parameter or field that takes them."""

    known: Mapping[str, list[Any]]


def build(cast: Cast, truth: Path) -> World:
    """Make everything, each by its own action, as in an office."""
    office = Office(cast)
    team = cast.scope("team:fraud")
    people = cast.records(
        "agent", team, ("1", "Person", ROBERT), ("2", "Person", BOB),
        ("3", "Company", {"name": ["Blue Crane Staffing"], "country": ["us"]}),
    )  # fmt: skip
    robert, bob, company = (one.entity_id for one in people)
    [owns] = cast.records(
        "agent", team,
        ("4", "Ownership",
         {"owner": [str(robert)], "asset": [str(company)], "startDate": ["2021"]}),
    )  # fmt: skip
    [hidden] = cast.records("supervisor", cast.sealed("supervisor"), ("9", "Person", ROBERT))
    office.act("agent", resolve.run, schemata=("person",))
    labels = truth / "labels.csv"
    labels.write_text("source,key,cluster\ntest,1,a\ntest,2,a\n")
    kept = office.act("agent", resolve.keep_evaluation, truth=labels)
    judged = office.act(
        "agent", resolve.decide, left=robert, right=company, verdict="different", reason="a firm"
    )
    suggested = office.ask("agent", resolved.suggestions).items
    runs = office.ask("agent", resolved.runs)
    case = office.open(members=("supervisor", "analyst"))
    statement = office.statement(people[0]).id
    subject = office.act(
        "agent", cases.add_subject, case_id=case.id, entity_id=robert, role="subject", why="named"
    )
    note = office.act("agent", cases.add_note, case_id=case.id, note="A note.")
    task = office.act("agent", cases.add_task, case_id=case.id, title="Call the bank")
    graph = office.act(
        "agent", cases.save_graph, case_id=case.id, title="Owners",
        places=[Place(robert, 0, 0), Place(company, 1.5, -2, pinned=True)],
    )  # fmt: skip
    signed = office.write(case, f"Robert is Robert {office.mark(people[0])}.")
    office.submit(signed)
    office.sign(signed)
    draft = office.write(case, "Not yet.")
    with as_viewer(cast.agent) as by:
        upload = ingest.receive(name="people.csv", chunks=[FILE], by=by)
    return World(
        known={
            "entity_id": [robert, bob, company, hidden.entity_id],
            "other_id": [robert, company],
            "left": [robert, company], "right": [bob],
            "entity_ids": [[str(robert), str(company)], [str(bob)]],
            "record_id": [one.id for one in (*people, owns)],
            "suggestion_id": [one.id for one in suggested],
            "judgement_id": [judged.id],
            "run_id": [one.run_id for one in people[:1]] + [one.id for one in runs],
            "case_id": [case.id], "case": [case.number], "subject_id": [subject.id],
            "graph_id": [graph.id], "node_id": [robert, company], "replaces": [graph.id],
            "corrects": [note.id], "task_id": [task.id],
            "report_id": [signed.id, draft.id], "version": [1, 2], "revision": [1],
            "before": [1], "after": [1],
            "upload_id": [upload.id], "event_id": [1, 5, 20], "tree_size": [1, 10],
            "first": [1, 3], "second": [3, 10],
            "person_id": [office.id("intake")], "assignee_id": [office.id("supervisor")],
            "member_id": [office.id("analyst"), office.id("intake")],
            "key": ["test", "team:fraud"], "source": ["test"], "sources": [["test"]],
            "scope": ["team:fraud", "agency"], "name": ["Person", "Ownership"],
            "group": ["person"], "evaluation_id": [kept.id], "statement_id": [statement],
        }
    )  # fmt: skip
