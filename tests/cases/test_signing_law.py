"""Whatever people try, in whatever order: signed means reviewed by a second person."""

from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cases.office import Office
from tests.cast import Cast

from caseloom.cases import actions, queries
from caseloom.kernel.errors import CaseloomError

PEOPLE = ("agent", "supervisor", "analyst", "outsider")
ACTS = ("edit", "submit", "withdraw", "return", "sign", "new version")
STEPS = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(ACTS)), max_size=14)


def attempt(office: Office, report: UUID, who: str, act: str) -> None:
    try:
        seen = office.ask(who, queries.report, report)
        given: dict[str, Any] = {"report_id": report, "version": seen.summary.version}
        match act:
            case "edit":
                office.act(
                    who, actions.edit_report, revision=seen.revision, title="T",
                    body=f"By {who}.", **given,
                )  # fmt: skip
            case "submit":
                office.act(who, actions.submit_report, revision=seen.revision, **given)
            case "withdraw":
                office.act(who, actions.withdraw_report, **given)
            case "return":
                office.act(who, actions.return_report, remarks="More.", **given)
            case "sign":
                office.act(who, actions.sign_report, revision=seen.revision, **given)
            case _:
                office.act(who, actions.new_version, report_id=report)
    except CaseloomError:
        return


@given(lead=st.sampled_from(["agent", "supervisor"]), steps=STEPS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_sequence_signs_without_a_second_person(
    cast: Cast, lead: str, steps: list[tuple[str, str]]
) -> None:
    office = Office(cast)
    other = "supervisor" if lead == "agent" else "agent"
    report = office.write(office.open(lead, members=(other, "analyst")), "First.", lead)
    office.submit(report, lead)
    for who, act in steps:
        attempt(office, report.id, who, act)
    for version in office.read(lead, report).versions:
        seen = office.read(lead, report, version)
        if seen.summary.state == "signed":
            assert seen.frozen is not None
            signer = UUID(seen.frozen["signer"]["id"])
            assert signer == office.id("supervisor")
            assert signer not in {one for one, _ in seen.contributors}
            assert seen.frozen["report"]["body"] == seen.body
        else:
            assert seen.summary.hash is None
