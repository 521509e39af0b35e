"""The pages of reports: lost updates lose nothing, and nobody passes his own review."""

import re
from uuid import UUID

import pytest
from django.test import Client
from tests.cases.office import Office
from tests.cast import Cast
from tests.web.clients import signed_in, told

from caseloom.cases import actions
from caseloom.cases.types import ReportSummary

ABSENT = UUID("00000000-0000-4000-8000-000000000000")


@pytest.fixture
def office(cast: Cast) -> Office:
    return Office(cast)


@pytest.fixture
def report(office: Office) -> ReportSummary:
    case = office.open(members=("supervisor", "analyst"))
    return office.write(case, f"Marisol Vega paid. {office.mark(office.record())}")


@pytest.fixture
def agent(cast: Cast) -> Client:
    return signed_in(cast, "agent")


def at(report: ReportSummary, tail: str = "") -> str:
    return f"/reports/{report.id}/{report.version}/{tail}"


def test_a_lost_update_shows_both_texts_and_can_be_saved_again(
    cast: Cast, report: ReportSummary, agent: Client
) -> None:
    analyst = signed_in(cast, "analyst")
    theirs = {"title": "Interview", "body": "Their text.", "revision": "1"}
    assert analyst.post(at(report, "edit/"), theirs).status_code == 302
    lost = agent.post(at(report, "edit/"), {**theirs, "title": "Mine", "body": "My text."})
    page = lost.content.decode()
    assert lost.status_code == 409
    assert "Their text." in page and "My text." in page and 'value="Mine"' in page
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision is not None
    again = {"title": "Mine", "body": "My text.", "revision": revision[1]}
    assert agent.post(at(report, "edit/"), again).status_code == 302
    assert b"My text." in agent.get(at(report)).content


def test_a_title_is_needed_and_said_beside_its_field(report: ReportSummary, agent: Client) -> None:
    given = {"title": "", "body": "A text that must not go.", "revision": "1"}
    page = agent.post(at(report, "edit/"), given)
    assert page.status_code == 422
    assert b"A text that must not go." in page.content
    assert b"id_title_error" in page.content


def test_the_preview_saves_nothing_and_shows_the_footnotes(
    office: Office, report: ReportSummary, agent: Client
) -> None:
    body = f"<script>alert(1)</script> She left. {office.mark(office.record(), 'birthDate')}"
    shown = agent.post(at(report, "preview/"), {"body": body}, headers={"HX-Request": "true"})
    page = shown.content.decode()
    assert 'id="source-1"' in page and "14 March 1987" in page
    assert "<script>" not in page and "<html" not in page
    assert office.read("agent", report).revision == 1


def test_what_can_be_cited_is_offered_as_a_marker_with_and_without_scripts(
    office: Office, agent: Client
) -> None:
    record = office.record()
    mark = office.mark(record)
    whole = agent.get(f"/reports/cite/{record.entity_id}/").content.decode()
    part = agent.get(
        f"/reports/cite/{record.entity_id}/", headers={"HX-Request": "true"}
    ).content.decode()
    assert mark in whole and f'data-inserts="{mark}"' in part
    assert "<html" in whole and "<html" not in part


def test_a_record_offers_the_marker_of_each_value(office: Office, agent: Client) -> None:
    record = office.record()
    assert f"/reports/cite/record/{record.id}/" in (
        agent.get(f"/sources/records/{record.id}/").content.decode()
    )
    page = agent.get(f"/reports/cite/record/{record.id}/").content.decode()
    assert office.mark(record) in page and office.mark(record, "birthDate") in page
    assert "14 March 1987" in page
    assert agent.get(f"/reports/cite/record/{ABSENT}/").status_code == 404


def test_a_citation_that_does_not_stand_stops_the_submission(
    report: ReportSummary, agent: Client
) -> None:
    body = f"Nobody said it. [[s:{ABSENT}.name.0]]"
    agent.post(at(report, "edit/"), {"title": "Interview", "body": body, "revision": "1"})
    assert b"does not exist or that you may not see" in agent.get(at(report)).content
    refused = agent.post(at(report, "submit/"), {"revision": "2"})
    assert refused.status_code == 422
    assert b"Remove or replace these citations first." in refused.content


def test_a_stale_or_missing_revision_is_not_submitted(report: ReportSummary, agent: Client) -> None:
    assert agent.post(at(report, "submit/"), {"revision": "7"}).status_code == 409
    assert agent.post(at(report, "submit/"), {}).status_code == 422
    assert b"Before you submit" in agent.get(at(report)).content


def test_a_submitted_text_stands_until_it_is_taken_back(
    office: Office, report: ReportSummary, agent: Client
) -> None:
    office.submit(report)
    assert agent.get(at(report, "edit/"))["Location"] == at(report)
    given = {"title": "Other", "body": "Other", "revision": "1"}
    assert agent.post(at(report, "edit/"), given).status_code == 422
    assert agent.post(at(report, "withdraw/"))["Location"] == at(report)
    assert agent.get(at(report, "edit/")).status_code == 200


def test_nobody_reviews_his_own_work(
    cast: Cast, office: Office, report: ReportSummary, agent: Client
) -> None:
    supervisor = signed_in(cast, "supervisor")
    given = {"title": "Interview", "body": "I wrote in it. ", "revision": "1"}
    supervisor.post(at(report, "edit/"), given)
    office.submit(report)
    assert b"Your decision" not in supervisor.get(at(report)).content
    assert supervisor.post(at(report, "sign/"), {"revision": "2"}).status_code == 403
    assert supervisor.post(at(report, "return/"), {"remarks": "x"}).status_code == 403
    assert agent.post(at(report, "sign/"), {"revision": "2"}).status_code == 403


def test_a_return_needs_remarks(cast: Cast, office: Office, report: ReportSummary) -> None:
    office.submit(report)
    supervisor = signed_in(cast, "supervisor")
    assert b"Your decision" in supervisor.get(at(report)).content
    refused = supervisor.post(at(report, "return/"), {"remarks": " "})
    assert refused.status_code == 422
    assert b"id_remarks_error" in refused.content


def test_both_papers_print_and_a_signed_version_tells_its_later_one(
    office: Office, report: ReportSummary, agent: Client
) -> None:
    office.submit(report)
    office.sign(report)
    letter, a4 = (
        agent.get(at(report, f"a-report.pdf{query}")).content for query in ("", "?paper=a4")
    )
    assert letter.startswith(b"%PDF") and a4.startswith(b"%PDF") and letter != a4
    agent.post(f"/reports/{report.id}/new/")
    assert b"There is a later version." in agent.get(at(report)).content
    assert b"Nothing differs" in agent.get(f"/reports/{report.id}/diff/1/2/").content


@pytest.mark.parametrize("who", ["outsider", "administrator", "auditor"])
def test_hidden_and_absent_reports_answer_alike(
    cast: Cast, office: Office, report: ReportSummary, who: str
) -> None:
    client = signed_in(cast, who)
    tails = ("1/", "1/edit/", "1/a.pdf", "diff/1/1/")
    posts = ("1/edit/", "1/preview/", "1/submit/", "1/withdraw/", "1/return/", "1/sign/", "new/")
    given = {"title": "A", "body": "B", "revision": "1", "remarks": "C"}
    for method, tail in [*(("get", one) for one in tails), *(("post", one) for one in posts)]:
        there, not_there = (
            getattr(client, method)(f"/reports/{one}/{tail}", given) for one in (report.id, ABSENT)
        )
        assert there.status_code == not_there.status_code, tail
        assert there.status_code in (403, 404), tail
        assert told(there.content, str(report.id)) == told(not_there.content, str(ABSENT)), tail


def test_a_citation_that_the_reader_may_not_see_is_withheld(
    cast: Cast, office: Office, report: ReportSummary
) -> None:
    office.act(
        "agent", actions.add_member, case_id=report.case_id,
        member_id=cast.person_id("outsider"), reason="helps",
    )  # fmt: skip
    page = signed_in(cast, "outsider").get(at(report)).content.decode()
    assert "Withheld: you may not see this source." in page
    assert "Source test" not in page
