"""The machines in the code and the rules in the database are the same."""

from django.db import connection
from tests.cast import Cast

from caseloom.cases.machines import MACHINES


def test_the_database_holds_exactly_the_declared_rules(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT machine, step, from_state, to_state, adverse, four_eyes FROM workflow_rule"
            " WHERE machine = ANY (%s)",
            [[machine.name for machine in MACHINES]],
        )
        stored = set(cursor.fetchall())
    assert stored == set().union(*(machine.rules() for machine in MACHINES))


def test_whatever_weighs_on_a_person_needs_a_human() -> None:
    adverse = {f"{one.name}.{step.name}" for one in MACHINES for step in one.steps if step.adverse}
    assert adverse >= {
        "case.open", "case.close", "case.reopen", "case.suspend", "confinement.seal",
        "report.sign", "report.return",
    }  # fmt: skip
