"""Tables of the reference say what the code says."""

import re

from caseloom.access.roles import PERMISSIONS, ROLES
from caseloom.api.problems import STATUS
from caseloom.cli import main
from caseloom.kernel.errors import Invalid
from tests.docs.reading import ROOT

REFERENCE = ROOT / "docs" / "reference"


def rows(name: str) -> list[list[str]]:
    """The cells of every table row of a page, without marks of code."""
    lines = (REFERENCE / name).read_text().splitlines()
    return [
        [cell.strip().replace("`", "") for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]


def test_every_role_is_told_with_its_sentence_and_permissions() -> None:
    told = {row[0]: row for row in rows("roles.md")}
    for role in ROLES:
        _, sentence, permissions = told[f"{role.title} ({role.key})"]
        assert sentence == role.sentence
        assert set(permissions.split(", ")) == role.permissions


def test_every_permission_is_explained() -> None:
    told = {name for row in rows("roles.md") if len(row) == 2 for name in row[0].split(", ")}
    assert not PERMISSIONS - told
    assert {name for name in told if "." in name} <= PERMISSIONS


def test_errors_have_the_status_that_they_are_given() -> None:
    told = {row[0]: row for row in rows("errors.md")}
    for kind, status in STATUS.items():
        exit_status = main.WRONG if kind is Invalid else main.FAILED
        assert told[kind.__name__][2:] == [str(status), str(exit_status)]


def test_messages_in_the_table_are_those_of_the_code() -> None:
    code = re.sub(r'"\s*f?"', "", "\n".join(p.read_text() for p in (ROOT / "src").rglob("*.py")))
    messages = [row[0] for row in rows("errors.md") if row[0].startswith("*")]
    assert len(messages) > 5
    for message in messages:
        assert message.strip("*…. ") in code, message
