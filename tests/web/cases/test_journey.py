"""From a profile to a signed report and its second version, by pages alone."""

import re

from django.test import Client
from tests.cast import ADA, Cast
from tests.web.clients import signed_in

from caseloom.cases.types import marker

CASE = {
    "title": "Blue Crane staffing", "type": "Fraud",
    "predicate": "Three clerks report wages paid in cash.", "legal_authority": "5 U.S.C. § 406",
}  # fmt: skip


def revision(client: Client, address: str) -> str:
    """The revision that the page's forms carry."""
    found = re.search(rb'name="revision" value="(\d+)"', client.get(address).content)
    assert found is not None
    return found[1].decode()


def test_a_case_goes_from_a_profile_to_a_signed_report_and_its_next_version(cast: Cast) -> None:
    [record] = cast.records("agent", cast.scope("team:fraud"), ADA)
    agent, supervisor = signed_in(cast, "agent"), signed_in(cast, "supervisor")

    # From the profile: no case yet, so one is opened and the subject added straight after.
    profile = agent.get(f"/entities/{record.entity_id}/").content.decode()
    add = f"/cases/subjects/{record.entity_id}/add/"
    assert add in profile
    assert f"/cases/open/?subject={record.entity_id}" in agent.get(add).content.decode()
    members = [str(cast.person_id("supervisor"))]
    opened = agent.post(
        f"/cases/open/?subject={record.entity_id}",
        {**CASE, "lead_id": str(cast.person_id("agent")), "member_ids": members},
    )
    number = opened["Location"].partition("?case=")[2]
    assert opened["Location"] == f"{add}?case={number}"
    name = f"{record.id}.name.0"
    added = agent.post(
        add, {"case": number, "role": "witness", "why": "Paid the clerks.", "sources": [name]}
    )
    case = f"/cases/{number}/"
    assert added["Location"] == case
    overview = agent.get(case).content.decode()
    for shown in ("Ada Byron", "Witness", "Paid the clerks.", "5 U.S.C. § 406", "Source test"):
        assert shown in overview

    # Work begins; a note, its correction, a task.
    assert agent.post(f"{case}steps/activate/")["Location"] == case
    agent.post(f"{case}notes/", {"note": "She called at nine."})
    first = agent.get(f"{case}notes/").context["notes"][0]
    agent.post(f"{case}notes/", {"note": "It was ten.", "corrects": str(first.id)})
    assert "Corrected later" in agent.get(f"{case}notes/").content.decode()
    task = {
        "title": "Ask the bank", "assignee_id": str(cast.person_id("agent")),
        "due_on": "2020-01-31",
    }  # fmt: skip
    agent.post(f"{case}tasks/", task)
    home = agent.get("/").content.decode()
    assert "Ask the bank" in home and "overdue since 31 Jan 2020" in home

    # The report: begun, written, submitted, returned, mended, submitted, signed.
    edit = agent.post(f"/reports/write/{number}/", {"title": "Interview"})["Location"]
    show = edit.removesuffix("edit/")
    body = f"She is Ada Byron. {marker(name)} She paid."
    text = {"title": "Interview", "body": body}
    saved = agent.post(edit, {**text, "revision": revision(agent, edit), "then": "read"})
    assert saved["Location"] == show
    page = agent.get(show).content.decode()
    assert "She paid." in page and "1 sentence has no source." in page
    assert f"/sources/records/{record.id}/" in page
    assert agent.post(f"{show}submit/", {"revision": revision(agent, show)}).status_code == 302
    assert "Waiting for your review" in supervisor.get("/").content.decode()
    assert "sign" not in agent.get(show).context["steps"]
    returned = supervisor.post(f"{show}return/", {"remarks": "Cite the payment."})
    assert returned["Location"] == show
    home = agent.get("/").content.decode()
    assert "Returned to you" in home
    assert "Cite the payment." in agent.get(edit).content.decode()
    mended = {"title": "Interview", "body": f"She is Ada Byron. {marker(name)}"}
    agent.post(edit, {**mended, "revision": revision(agent, edit)})
    agent.post(f"{show}submit/", {"revision": revision(agent, show)})
    signed = supervisor.post(f"{show}sign/", {"revision": revision(supervisor, show)}, follow=True)
    assert signed.status_code == 200
    summary = signed.context["summary"]
    assert summary.state == "signed" and summary.hash in signed.content.decode()

    pdf = agent.get(f"{show}{signed.context['file']}.pdf")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")

    # The next version, and what differs.
    second = agent.post(f"/reports/{summary.id}/new/")["Location"]
    changed = {"title": "Interview", "body": f"She was Ada Byron. {marker(name)}"}
    agent.post(second, {**changed, "revision": revision(agent, second)})
    diff = supervisor.get(f"/reports/{summary.id}/diff/1/2/").content.decode()
    assert "<del>is</del><ins>was</ins>" in diff
    assert f"[[s:{record.id}" not in diff

    # Afterwards the case is closed with what that requires, and tells all of it.
    agent.post(f"{case}tasks/{agent.get(case).context['case'].tasks[0].id}/done/")
    closed = agent.post(f"{case}steps/close/", {"outcome": "Referred.", "reason": "Done."})
    assert closed["Location"] == case
    assert "Referred." in agent.get(case).content.decode()
    told = agent.get(f"{case}timeline/").content.decode()
    for event in ("Report signed: Interview", "Ada Byron added as witness", "Closed"):
        assert event in told
