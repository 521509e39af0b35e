"""People, compartments, tokens and the log on the terminal."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.cli.commands.conftest import Terminal

ADMIN = "administrator"


def test_people_are_listed_and_get_other_roles(terminal: Terminal) -> None:
    assert "Ada Okafor" in terminal.run("person", "list").out
    people = {one["username"]: one for one in terminal.json("person", "list")}
    assert people["agent"]["roles"] == ["agent"]
    changed = terminal.json("person", "roles", "intake", "intake", "agent", who=ADMIN)
    assert changed["roles"] == ["intake", "agent"]
    assert terminal.run("person", "roles", "intake", "intake", who="agent").status == 1
    assert terminal.run("person", "roles", "intake", "emperor", who=ADMIN).status == 2
    own = terminal.run("person", "roles", ADMIN, "auditor", who=ADMIN)
    assert own.status == 1 and "another administrator" in own.err


def test_somebody_leaves(terminal: Terminal) -> None:
    leave = ("person", "deactivate", "recruiter")
    assert terminal.run(*leave, who=ADMIN).status == 2, "without a reason"
    gone = terminal.json(*leave, "--reason", "left", who=ADMIN)
    assert gone["active"] is False
    assert "recruiter" not in [one["username"] for one in terminal.json("person", "list")]
    assert "(access ended)" in terminal.run("person", "list", "--all").out
    assert terminal.run("person", "list", who="recruiter").status == 1
    assert terminal.run("person", "deactivate", "agent", "--reason", "x").status == 1


def test_a_password_is_read_and_never_on_the_command_line(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("person", "password", "agent", "--password-stdin")
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough new password\n"))
    assert terminal.json(*words)["username"] == "agent"
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert terminal.run(*words).status == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough new password\n"))
    assert terminal.run(*words, who="analyst").status == 1, "somebody else's"
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    asked = terminal.run("person", "password", "agent")
    assert asked.status == 2 and "--password-stdin" in asked.err


def test_a_team_and_who_is_in_it(terminal: Terminal) -> None:
    made = terminal.json("scope", "add-team", "ports", "--title", "Port unit", who=ADMIN)
    assert made["key"] == "team:ports"
    assert terminal.run("scope", "add-team", "docks", "--title", "x").status == 1, "an agent"
    assert "team:ports" in terminal.run("scope", "list", who=ADMIN).out
    assert "team:ports" not in terminal.run("scope", "list").out
    grant = ("scope", "grant", "team:ports", "agent", "--reason", "joins")
    assert terminal.run(*grant).status == 1, "nobody lets himself in"
    assert terminal.run(*grant, who=ADMIN).out == "Ada Okafor holds team:ports.\n"
    [member] = terminal.json("scope", "members", "team:ports")
    assert (member["name"], member["reason"]) == ("Ada Okafor", "joins")
    assert "team:ports" in terminal.run("scope", "list").out
    assert terminal.run("scope", "members", "team:ports", who="outsider").status == 1
    revoke = ("scope", "revoke", "team:ports", "agent", "--reason", "leaves")
    assert terminal.json(*revoke, who=ADMIN)["scope_key"] == "team:ports"
    assert terminal.json("scope", "members", "team:ports", who=ADMIN) == []


def test_a_token_is_shown_once_and_ends(terminal: Terminal) -> None:
    add = ("token", "add", "nightly", "--permission", "search", "--ends")
    assert terminal.run(*add, "2001-01-01").status == 2, "it is past"
    assert terminal.run(*add, "soon").status == 2
    day = f"{datetime.now(UTC) + timedelta(days=30):%F}"
    made = terminal.json(*add, day)
    assert made["secret"].startswith("cl_")
    assert made["secret"] not in json.dumps(terminal.json("token", "list"))
    assert made["id"] in terminal.run("token", "list").out
    assert terminal.run("token", "revoke", made["id"], who="analyst").status == 1
    assert terminal.run("token", "revoke", made["id"]).status == 0
    assert terminal.json("token", "list")[0]["revoked"] is True


def test_the_log_is_read(terminal: Terminal) -> None:
    for who in ("agent", ADMIN):
        assert terminal.run("person", "list", who=who).status == 0
    own = terminal.json("audit", "list", "--verb", "terminal.opened", "--limit", "5")["items"]
    assert {one["actor_name"] for one in own} == {"Ada Okafor"}
    every = terminal.json("audit", "list", "--by", ADMIN, who="auditor")["items"]
    assert {one["actor_name"] for one in every} == {"Addy Min"}
    told = terminal.run("audit", "list", "--limit", "1", who="auditor").out
    assert "a test" in told and "More: --cursor" in told
    assert terminal.run("audit", "list", "--since", "yesterday", who="auditor").status == 2
