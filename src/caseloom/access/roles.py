"""The roles, written so that a lawyer can read them.

A role is a sentence and a list of permissions. A person may hold several; what he may do is
their union. What he may *see* follows from his scopes, never from a role.
"""

READING = frozenset({"search", "record.read", "case.read", "export"})


class Role:
    """One role: `key` is stored, `title` and `sentence` are shown, `permissions` are granted."""

    key: str
    title: str
    sentence: str
    permissions: frozenset[str]


class Agent(Role):
    key = "agent"
    title = "Agent"
    sentence = "Investigates: searches, judges who is the same, opens cases and writes reports."
    permissions = READING | {
        "record.append", "judge", "case.open", "case.edit", "report.write", "task.edit",
        "ingest.run", "source.add", "resolve.run", "tips.handle", "tips.send",
    }  # fmt: skip


class Supervisor(Role):
    key = "supervisor"
    title = "Supervisor"
    sentence = "Leads agents: assigns cases, seals them, returns and signs the reports of others."
    permissions = READING | {
        "record.append", "record.retract", "judge", "case.open", "case.edit", "case.seal",
        "case.assign", "report.write", "report.review", "task.edit", "ingest.run", "source.add",
        "resolve.run", "tips.handle", "tips.send", "tips.lead", "assist.switch",
    }  # fmt: skip


class Analyst(Role):
    key = "analyst"
    title = "Analyst"
    sentence = "Brings in files, resolves who is the same, follows links and works in cases."
    permissions = READING | {
        "record.append", "record.retract", "judge", "case.edit", "report.write", "task.edit",
        "ingest.run", "source.add", "resolve.run", "bench",
    }  # fmt: skip


class Intake(Role):
    key = "intake"
    title = "Intake"
    sentence = "Takes what the public tells and hands it on; searches, but opens no cases."
    permissions = frozenset(
        {"search", "record.read", "record.append", "tips.handle", "tips.send"}
    )  # fmt: skip


class Recruiter(Role):
    key = "recruiter"
    title = "Recruiter"
    sentence = "Recruits staff; sees no investigative records."
    permissions = frozenset({"hiring.handle"})


class RecordsOfficer(Role):
    key = "records_officer"
    title = "Records officer"
    sentence = "Keeps the records: sources, retention, corrections and retractions, exports."
    permissions = frozenset(
        {"search", "record.read", "record.append", "record.retract", "source.add", "export",
         "records.manage"}
    )  # fmt: skip


class Auditor(Role):
    key = "auditor"
    title = "Auditor"
    sentence = "Reads who did and saw what, and proves that the log is complete; changes nothing."
    permissions = frozenset({"audit.read"})


class Administrator(Role):
    key = "administrator"
    title = "Administrator"
    sentence = "Adds people, roles, teams and settings; reads no records and no cases."
    permissions = frozenset(
        {"people.administer", "scope.administer", "settings.administer", "threshold.set",
         "audit.destroy", "assist.switch"}
    )  # fmt: skip


ROLES: tuple[type[Role], ...] = (
    Agent, Supervisor, Analyst, Intake, Recruiter, RecordsOfficer, Auditor, Administrator,
)  # fmt: skip
BY_KEY: dict[str, type[Role]] = {role.key: role for role in ROLES}
PERMISSIONS: frozenset[str] = frozenset().union(*(role.permissions for role in ROLES))


def permissions_of(keys: list[str]) -> frozenset[str]:
    """What the roles named by `keys` allow together; unknown keys allow nothing."""
    return frozenset().union(*(BY_KEY[key].permissions for key in keys if key in BY_KEY))


def reads_records(keys: list[str]) -> bool:
    """Whether any of the roles reads records, and so holds the agency's common scope."""
    return "record.read" in permissions_of(keys)
