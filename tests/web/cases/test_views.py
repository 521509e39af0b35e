"""The pages of cases: what they list and refuse, and that hidden and absent answer alike."""

import re

import pytest
from django.test import Client
from tests.cases.office import Office
from tests.cast import Cast
from tests.web.clients import signed_in, told

from caseloom.cases import actions
from caseloom.cases.types import CaseSummary

ABSENT = "2026-000000"
TABS = ("", "notes/", "tasks/", "reports/", "timeline/", "people/", "edit/", "steps/close/")


@pytest.fixture
def office(cast: Cast) -> Office:
    return Office(cast)


@pytest.fixture
def case(office: Office) -> CaseSummary:
    return office.open(members=("supervisor", "analyst"))


@pytest.fixture
def agent(cast: Cast) -> Client:
    return signed_in(cast, "agent")


def test_an_empty_list_teaches_the_next_step(cast: Cast) -> None:
    page = signed_in(cast, "outsider").get("/cases/").content
    assert b"Open the first case" in page


def test_filters_stay_in_the_address_and_leave_what_fits(
    cast: Cast, office: Office, case: CaseSummary, agent: Client
) -> None:
    office.act("agent", actions.move_case, case_id=case.id, step="activate")
    other = office.act(
        "agent", actions.open_case, title="Harbor permits", type="Corruption", predicate="A letter",
        legal_authority="A statute", lead_id=cast.person_id("supervisor"),
        member_ids=[cast.person_id("agent")],
    )  # fmt: skip
    lead = cast.person_id("supervisor")
    for query in ("text=harbor", "state=opened", "type=corruption", f"lead_id={lead}"):
        page = agent.get(f"/cases/?{query}").content.decode()
        assert other.number in page and case.number not in page, query
    page = agent.get(f"/cases/?text=harbor&lead_id={lead}").content.decode()
    assert 'value="harbor"' in page and f'value="{lead}" selected' in page
    assert b"No case fits" in agent.get("/cases/?text=nothing").content
    assert agent.get("/cases/?state=lost").status_code == 422


def test_the_list_goes_on_by_cursor(office: Office, agent: Client) -> None:
    for _ in range(51):
        office.open(members=())
    first = agent.get("/cases/")
    assert len(first.context["page"].items) == 50
    following = re.search(r'href="(\?cursor=[^"]+)"', first.content.decode())
    assert following is not None
    assert len(agent.get(f"/cases/{following[1]}").context["page"].items) == 1


@pytest.mark.parametrize("missing", ["title", "type", "predicate", "legal_authority"])
def test_what_a_case_needs_is_asked_beside_the_field(cast: Cast, missing: str) -> None:
    given = {
        "title": "A", "type": "Fraud", "predicate": "P", "legal_authority": "L",
        "lead_id": str(cast.person_id("agent")),
    }  # fmt: skip
    page = signed_in(cast, "agent").post("/cases/open/", {**given, missing: " "})
    assert page.status_code == 422
    assert f'id="id_{missing}_error"' in page.content.decode()


def test_a_case_can_be_opened_restricted_and_for_another_lead(cast: Cast, agent: Client) -> None:
    given = {
        "title": "A", "type": "Fraud", "predicate": "P", "legal_authority": "L",
        "lead_id": str(cast.person_id("supervisor")), "restricted": "on",
    }  # fmt: skip
    page = agent.post("/cases/open/", given, follow=True).content.decode()
    assert "Restricted" in page and "Dana Lind" in page


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("who", ["outsider", "administrator", "auditor", "intake"])
def test_hidden_and_absent_cases_answer_alike(
    cast: Cast, case: CaseSummary, who: str, tab: str
) -> None:
    client = signed_in(cast, who)
    for send in (client.get, client.post):
        there, not_there = (send(f"/cases/{one}/{tab}") for one in (case.number, ABSENT))
        assert there.status_code == not_there.status_code
        assert there.status_code in (403, 404, 405)
        assert told(there.content, case.number) == told(not_there.content, ABSENT)


def test_an_outsider_finds_no_trace_in_lists(cast: Cast, case: CaseSummary) -> None:
    client = signed_in(cast, "outsider")
    for address in ("/", "/cases/", f"/cases/?text={case.number[-4:]}"):
        page = told(client.get(address).content, "")
        assert case.number not in page and case.title not in page


def test_notes_and_tasks_refuse_nothing_at_all(case: CaseSummary, agent: Client) -> None:
    address = f"/cases/{case.number}/"
    assert agent.post(f"{address}notes/", {"note": "  "}).status_code == 422
    assert agent.post(f"{address}tasks/", {"title": ""}).status_code == 422
    stranger = {"title": "A", "assignee_id": "00000000-0000-4000-8000-000000000000"}
    assert agent.post(f"{address}tasks/", stranger).status_code == 422


def test_a_task_is_handed_over_cancelled_and_taken_up_again(
    cast: Cast, office: Office, case: CaseSummary, agent: Client
) -> None:
    task = office.act("agent", actions.add_task, case_id=case.id, title="Ask the bank")
    address = f"/cases/{case.number}/tasks/{task.id}/"
    analyst = str(cast.person_id("analyst"))
    assert agent.post(f"{address}assign/", {"assignee_id": analyst}).status_code == 302
    assert b"Ask the bank" in signed_in(cast, "analyst").get("/").content
    assert agent.post(f"{address}cancel/", {"reason": ""}).status_code == 422
    agent.post(f"{address}cancel/", {"reason": "answered"})
    assert b"Cancelled" in agent.get(f"/cases/{case.number}/tasks/").content
    assert agent.post(f"{address}done/").status_code == 409
    agent.post(f"{address}resume/")
    assert b"Hand over" in agent.get(f"/cases/{case.number}/tasks/").content


def test_steps_ask_for_what_they_require(case: CaseSummary, agent: Client) -> None:
    address = f"/cases/{case.number}/"
    assert b"Outcome" in agent.get(f"{address}steps/close/").content
    refused = agent.post(f"{address}steps/close/", {"reason": "done"})
    assert refused.status_code == 422
    assert "This field is required" in refused.content.decode()
    assert agent.get(f"{address}steps/reopen/").status_code == 409
    assert agent.get(f"{address}steps/seal/").status_code == 409


def test_a_closed_case_offers_only_to_reopen(case: CaseSummary, agent: Client) -> None:
    address = f"/cases/{case.number}/"
    agent.post(f"{address}steps/close/", {"reason": "done", "outcome": "Unfounded."})
    page = agent.get(address).content.decode()
    assert "Unfounded." in page and "steps/reopen/" in page
    assert "Write a report" not in page and "edit/" not in page
    assert agent.post(f"{address}notes/", {"note": "late"}).status_code == 422
    agent.post(f"{address}steps/reopen/", {"reason": "new facts"})
    assert b"Start work" in agent.get(address).content


def test_sealing_keeps_those_who_are_named(cast: Cast, case: CaseSummary) -> None:
    supervisor, address = signed_in(cast, "supervisor"), f"/cases/{case.number}/"
    agent, analyst = signed_in(cast, "agent"), signed_in(cast, "analyst")
    assert analyst.get(address).status_code == 200
    supervisor.post(f"{address}steps/seal/", {"reason": "a leak", "keep": []})
    assert b"Sealed" in supervisor.get(address).content
    assert agent.get(address).status_code == 200  # leads it
    assert analyst.get(address).status_code == 404
    supervisor.post(f"{address}steps/unseal/", {"reason": "over"})
    assert b"Restricted" in supervisor.get(address).content
    supervisor.post(f"{address}steps/lift/", {"reason": "over"})
    assert b"Restricted" not in supervisor.get(address).content


def test_people_join_lead_and_leave(cast: Cast, case: CaseSummary, agent: Client) -> None:
    address, outsider = f"/cases/{case.number}/", signed_in(cast, "outsider")
    other = str(cast.person_id("outsider"))
    given = {"member_id": other, "role": "member", "reason": "knows the harbor"}
    assert agent.post(f"{address}people/", {**given, "reason": ""}).status_code == 422
    assert agent.post(f"{address}people/", given).status_code == 302
    assert outsider.get(address).status_code == 200
    assert b"Make lead" not in outsider.get(f"{address}people/").content
    refused = outsider.post(f"{address}people/{cast.person_id('analyst')}/remove/", {"reason": "x"})
    assert refused.status_code == 403
    assert agent.post(f"{address}people/{other}/lead/", {"reason": "moved"}).status_code == 302
    assert b"Make lead" in outsider.get(f"{address}people/").content
    left = signed_in(cast, "analyst").post(
        f"{address}people/{cast.person_id('analyst')}/remove/", {"reason": "moved on"}
    )
    assert left["Location"] == "/cases/"
    assert b"Who was on it" in agent.get(f"{address}people/").content


def test_a_subject_is_removed_with_a_reason(
    office: Office, case: CaseSummary, agent: Client
) -> None:
    record = office.record()
    subject = office.act(
        "agent", actions.add_subject, case_id=case.id, entity_id=record.entity_id, role="witness",
        why="Paid them.",
    )  # fmt: skip
    address = f"/cases/{case.number}/"
    assert b"Already in case" in agent.get(f"/cases/subjects/{record.entity_id}/add/").content
    again = {"case": case.number, "role": "witness", "why": "again"}
    twice = agent.post(f"/cases/subjects/{record.entity_id}/add/", again)
    assert twice.status_code == 422 and b"has that role" in twice.content
    assert agent.post(f"{address}subjects/{subject.id}/remove/", {}).status_code == 422
    agent.post(f"{address}subjects/{subject.id}/remove/", {"reason": "a mistake"})
    assert b"Marisol Vega" not in agent.get(address).content
    assert b"a mistake" in agent.get(f"{address}timeline/").content


def test_a_hidden_and_an_absent_entity_answer_alike(cast: Cast) -> None:
    [hidden] = cast.records("supervisor", cast.sealed(), ("9", "Person", {"name": ["Hidden"]}))
    client = signed_in(cast, "agent")
    absent = "00000000-0000-4000-8000-000000000000"
    there = client.get(f"/cases/subjects/{hidden.entity_id}/add/")
    not_there = client.get(f"/cases/subjects/{absent}/add/")
    assert (there.status_code, not_there.status_code) == (404, 404)
    assert told(there.content, str(hidden.entity_id)) == told(not_there.content, absent)


def test_a_description_is_bettered_with_a_reason(case: CaseSummary, agent: Client) -> None:
    address = f"/cases/{case.number}/edit/"
    given = {"title": "Blue Crane", "type": "Fraud", "predicate": "P", "legal_authority": "L"}
    assert agent.post(address, given).status_code == 422
    agent.post(address, {**given, "reason": "shorter"})
    assert b"Blue Crane staffing" not in agent.get(f"/cases/{case.number}/").content


def test_no_number_of_a_scope_or_source_is_on_a_page(
    office: Office, case: CaseSummary, agent: Client
) -> None:
    record = office.record()
    source = office.statement(record).id
    office.act(
        "agent", actions.add_subject, case_id=case.id, entity_id=record.entity_id, role="subject",
        why="Named.", sources=[source],
    )  # fmt: skip
    for tab in TABS:
        page = agent.get(f"/cases/{case.number}/{tab}").content.decode()
        assert not re.search(r"scope[\s_:=\"-]*\d", page)
        assert not re.search(r"source[_:=\"-]+\d", page)
