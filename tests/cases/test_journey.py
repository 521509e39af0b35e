"""From an opened case to a signed report and its second version, as people do it."""

from tests.cases.office import Office

from caseloom.cases import actions, queries


def test_a_report_is_returned_once_then_signed_and_printed(office: Office) -> None:
    case = office.open()
    record = office.record()
    office.act(
        "agent", actions.add_subject, case_id=case.id, entity_id=record.entity_id, role="witness",
        why="Clerk who paid the wages.", sources=[office.statement(record).id],
    )  # fmt: skip
    report = office.write(case, f"The clerk is Marisol Vega. {office.mark(record)} She left.")
    assert office.read("agent", report).unsourced == ("She left.",)
    office.submit(report)
    assert [one.id for one in office.ask("supervisor", queries.my_work).to_review] == [report.id]

    office.act(
        "supervisor", actions.return_report, report_id=report.id, version=1,
        remarks="Cite the departure.",
    )  # fmt: skip
    work = office.ask("agent", queries.my_work)
    assert [one.id for one in work.returned] == [report.id]
    seen = office.read("agent", report)
    assert [one.text for one in seen.remarks] == ["Cite the departure."]

    office.act(
        "agent", actions.edit_report, report_id=report.id, version=1, revision=seen.revision,
        title="Interview of the clerk", body=f"The clerk is Marisol Vega. {office.mark(record)}",
    )  # fmt: skip
    office.submit(report)
    signed = office.sign(report)
    assert signed.state == "signed"

    page = office.read("agent", report)
    assert page.frozen is not None
    assert page.frozen["notes"][0]["value"] == "Marisol Vega"
    assert page.signer_name == "Dana Lind"
    printed = office.ask("agent", queries.pdf, report.id)
    assert printed.startswith(b"%PDF") and printed == office.ask("agent", queries.pdf, report.id)

    office.act("agent", actions.new_version, report_id=report.id)
    office.act(
        "agent", actions.edit_report, report_id=report.id, version=2, revision=1,
        title="Interview of the clerk", body=f"The clerk was Marisol Vega. {office.mark(record)}",
    )  # fmt: skip
    changed = office.ask("supervisor", queries.diff, report.id, 1, 2).body
    assert [(one.kind, one.text) for one in changed if one.kind != "same"] == [
        ("removed", "is"), ("added", "was"),
    ]  # fmt: skip
    assert office.read("agent", report, 1).summary.hash == signed.hash
