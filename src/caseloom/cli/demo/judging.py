"""Who is the same: one run over all sources, and what people have decided so far."""

from caseloom.cli.demo.stage import Stage
from caseloom.resolve import actions as resolve
from caseloom.resolve.types import Verdict

# (role, source, role, source, verdict, reason), decided by the analyst and the agent in turn
PAIRS: tuple[tuple[str, str, str, str, Verdict, str], ...] = (
    ("voss", "register", "voss", "bank", "same", "Same name; the bank's form gives her address."),
    ("voss", "register", "voss", "addresses", "same", "Name and address agree."),
    ("marsh", "payroll", "marsh", "addresses", "same", "Name and address agree."),
    ("marsh", "payroll", "marsh", "stops", "same", "Name and date of birth agree."),
    ("marsh", "payroll", "marsh", "bank", "same", "The account of the roll is his at the bank."),
    ("calloway", "register", "calloway", "payroll", "same", "Secretary and bookkeeper are one."),
    ("anneke", "register", "anneke", "bank", "same", "Same name, same address."),
    ("blue_crane", "register", "blue_crane", "payroll", "same", "The register's number is given."),
    ("blue_crane", "register", "blue_crane", "bank", "same", "The register's number is given."),
    ("gull_point", "register", "gull_point", "bank", "same", "Only one firm has this name."),
    ("mira", "payroll", "mara", "payroll", "different", "Twins: both were seen on one day."),
    ("lysenko", "register", "lysenko", "phones", "unsure", "“Sasha L” may be somebody else."),
)


def judge(stage: Stage) -> None:
    """Search for pairs, then decide PAIRS; one decision is taken back again."""
    with stage.acting("analyst") as analyst:
        resolve.run(by=analyst)
    for at, (left, left_source, right, right_source, verdict, reason) in enumerate(PAIRS):
        with stage.acting(("analyst", "agent")[at % 2]) as viewer:
            resolve.decide(
                left=stage.entity(left, left_source),
                right=stage.entity(right, right_source),
                verdict=verdict,
                reason=reason,
                by=viewer,
            )
    _take_back(stage)


def _take_back(stage: Stage) -> None:
    """Husband and wife were taken for one: decided, seen to be wrong, undone."""
    left, right = stage.entity("whitlock", "bank"), stage.entity("anneke", "addresses")
    with stage.acting("analyst") as analyst:
        wrong = resolve.decide(
            left=left, right=right, verdict="same", reason="Same surname and address.", by=analyst
        )
    with stage.acting("agent") as agent:
        resolve.undo(judgement_id=wrong.id, reason="They are husband and wife.", by=agent)
