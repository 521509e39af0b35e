"""Who is on a case, and what that lets him see."""

import pytest
from tests.cases.office import Office

from caseloom.cases import actions, queries
from caseloom.cases.errors import Leak, UnknownCase
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


def test_a_member_sees_the_case_from_then_until_he_leaves(office: Office) -> None:
    case = office.open()
    with pytest.raises(UnknownCase):
        office.ask("outsider", queries.case, case.number)
    office.act(
        "agent", actions.add_member, case_id=case.id, member_id=office.id("outsider"),
        reason="Knows the harbor.",
    )  # fmt: skip
    assert office.ask("outsider", queries.case, case.number).summary.id == case.id
    with pytest.raises(Conflict, match="on this case already"):
        office.act(
            "agent", actions.add_member, case_id=case.id, member_id=office.id("outsider"),
            reason="again",
        )  # fmt: skip
    office.act(
        "agent", actions.remove_member, case_id=case.id, member_id=office.id("outsider"),
        reason="Done.",
    )  # fmt: skip
    with pytest.raises(UnknownCase):
        office.ask("outsider", queries.case, case.number)
    members = office.ask("agent", queries.case, case.id).members
    assert [(one.name, one.left_at is None) for one in members][-1] == ("Otto Sider", False)


def test_a_mere_member_adds_nobody_but_may_leave(office: Office) -> None:
    case = office.open(members=("analyst",))
    with pytest.raises(NotAllowed):
        office.act(
            "analyst", actions.add_member, case_id=case.id, member_id=office.id("outsider"),
            reason="x",
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        office.act(
            "analyst", actions.remove_member, case_id=case.id, member_id=office.id("agent"),
            reason="x",
        )  # fmt: skip
    office.act(
        "analyst", actions.remove_member, case_id=case.id, member_id=office.id("analyst"),
        reason="Other work.",
    )  # fmt: skip
    with pytest.raises(UnknownCase):
        office.ask("analyst", queries.case, case.id)


def test_the_lead_leaves_only_after_another_is_named(office: Office) -> None:
    case = office.open()
    leave = {"case_id": case.id, "member_id": office.id("agent"), "reason": "Leaves the unit."}
    with pytest.raises(Conflict, match="another lead first"):
        office.act("agent", actions.remove_member, **leave)
    office.act(
        "agent", actions.set_lead, case_id=case.id, member_id=office.id("supervisor"),
        reason="Hands over.",
    )  # fmt: skip
    assert office.ask("agent", queries.case, case.id).summary.lead_name == "Dana Lind"
    office.act("agent", actions.remove_member, **leave)
    with pytest.raises(UnknownCase):
        office.ask("agent", queries.case, case.id)


def test_a_new_lead_comes_onto_the_case(office: Office) -> None:
    case = office.open()
    office.act(
        "supervisor", actions.set_lead, case_id=case.id, member_id=office.id("analyst"),
        reason="Has the time.",
    )  # fmt: skip
    roles = {one.name: one.role for one in office.ask("analyst", queries.case, case.id).members}
    assert roles == {"Ana Lyst": "lead", "Ada Okafor": "member", "Dana Lind": "member"}


@pytest.mark.parametrize("who", ["administrator", "auditor", "recruiter"])
def test_roles_that_read_no_cases_cannot_be_put_on_one(office: Office, who: str) -> None:
    case = office.open()
    with pytest.raises(Invalid, match="do not read cases"):
        office.act(
            "agent", actions.add_member, case_id=case.id, member_id=office.id(who), reason="x"
        )


def test_an_unknown_role_or_person_is_named(office: Office) -> None:
    case = office.open()
    with pytest.raises(Invalid, match="member, reviewer"):
        office.act(
            "agent", actions.add_member, case_id=case.id, member_id=office.id("analyst"),
            role="lead", reason="x",
        )  # fmt: skip
    with pytest.raises(NotFound):
        office.act("agent", actions.add_member, case_id=case.id, member_id=case.id, reason="x")


def test_nobody_joins_who_would_read_a_hidden_value_in_a_signed_report(office: Office) -> None:
    case = office.open()
    report = office.write(case, f"She is known. {office.mark(office.record())}")
    office.submit(report)
    office.sign(report)
    with pytest.raises(Leak, match=r"Otto Sider may not see: Team fraud"):
        office.act(
            "agent", actions.add_member, case_id=case.id, member_id=office.id("outsider"),
            reason="help",
        )  # fmt: skip
