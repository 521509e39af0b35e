"""`caseloom doctor`: what is well, what is not, and what to do about it."""

from dataclasses import asdict

from caseloom.cli.checkup import examine
from caseloom.cli.command import Arguments, Command

_SIGNS = {"well": "ok", "warning": "--", "ill": "!!"}


def run(arguments: Arguments) -> int:
    """Make every check. Fails when something is ill."""
    findings = list(examine(arguments.installation))
    lines = []
    for finding in findings:
        lines.append(f"{_SIGNS[finding.state]}  {finding.check}: {finding.found}")
        if finding.remedy:
            lines.append(f"      {finding.remedy}")
    ill = sum(finding.state == "ill" for finding in findings)
    arguments.output.answer(
        {"well": not ill, "findings": [asdict(finding) for finding in findings]}, lines
    )
    return 1 if ill else 0


COMMAND = Command(
    name="doctor",
    summary="Look for what keeps Caseloom from working, and name the remedy.",
    example="caseloom doctor",
    run=run,
)
