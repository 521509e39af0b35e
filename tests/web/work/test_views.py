"""My work: what waits for whom, and what it teaches when nothing does."""

import pytest
from tests.cases.office import Office
from tests.cast import Cast
from tests.web.clients import signed_in

from caseloom.cases import actions


@pytest.mark.parametrize(
    ("who", "next_step"),
    [
        ("agent", "Open a case"), ("intake", "Search"), ("auditor", "Read the log"),
        ("administrator", "Administer"), ("recruiter", "Nothing waits for you"),
        ("records_officer", "Nothing waits for you"),
    ],
)  # fmt: skip
def test_with_nothing_to_do_it_says_what_to_do(cast: Cast, who: str, next_step: str) -> None:
    page = signed_in(cast, who).get("/")
    assert page.status_code == 200
    assert "Nothing waits for you" in page.content.decode()
    assert next_step in page.content.decode()


def test_each_thing_stands_with_its_next_step(cast: Cast) -> None:
    office = Office(cast)
    case = office.open()
    agent, supervisor = signed_in(cast, "agent"), signed_in(cast, "supervisor")
    task = office.act("agent", actions.add_task, case_id=case.id, title="Ask the bank")
    report = office.write(case, f"Marisol Vega paid. {office.mark(office.record())}")
    page = agent.get("/").content.decode()
    assert f"/cases/{case.number}/" in page and "Your drafts" in page and "Go on" in page
    office.submit(report)
    assert "Review: Interview" in supervisor.get("/").content.decode()
    office.act("supervisor", actions.return_report, report_id=report.id, version=1, remarks="Cite.")
    assert "Revise: Interview" in agent.get("/").content.decode()
    done = agent.post(f"/cases/{case.number}/tasks/{task.id}/done/", {"from": "work"})
    assert done["Location"] == "/"
    assert "Ask the bank" not in agent.get("/").context["work"].tasks
    assert "Your tasks" not in agent.get("/").content.decode()
