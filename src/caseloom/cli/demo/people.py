"""The people of the demonstration's agency: eight with a role each, and one of another team."""

from caseloom.access import actions as access_actions
from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.cli.demo.stage import SignIn, Stage, password
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict

PEOPLE = (
    ("administrator", "Samuel Kerr", "administrator"),
    ("agent", "Nora Ellison", "agent"),
    ("supervisor", "Dana Whitcombe", "supervisor"),
    ("analyst", "Priya Raman", "analyst"),
    ("intake", "Tomas Berg", "intake"),
    ("recruiter", "Ingrid Solberg", "recruiter"),
    ("records", "Rafael Costa", "records_officer"),
    ("auditor", "Odile Martin", "auditor"),
    ("outsider", "Hugo Lindqvist", "agent"),
)
TEAMS = {
    "fraud": ("Procurement fraud", ("agent", "supervisor", "analyst")),
    "property": ("Property crime", ("outsider",)),
}


def add_people(stage: Stage) -> tuple[SignIn, ...]:
    """Add everybody and their teams. Raises Conflict where there are people already."""
    if not access.is_empty():
        raise Conflict(
            "There are people in this installation already.",
            remedy="The demonstration is built into an empty data folder only.",
        )
    passwords = {username: password() for username, _, _ in PEOPLE}
    first, *others = PEOPLE
    installer = access.installer("building the demonstration")
    with clock.freeze(stage.calendar.tick()), as_viewer(installer):
        person = access_actions.add_person(
            username=first[0], name=first[1], roles=[first[2]],
            password=passwords[first[0]], by=installer,
        )  # fmt: skip
        stage.ids[first[0]] = person.id
    with stage.acting("administrator") as administrator:
        for username, name, role in others:
            person = access_actions.add_person(
                username=username, name=name, roles=[role],
                password=passwords[username], by=administrator,
            )  # fmt: skip
            stage.ids[username] = person.id
    _teams(stage)
    return tuple(
        SignIn(username, passwords[username], name, _title(username, role))
        for username, name, role in PEOPLE
    )


def _title(username: str, role: str) -> str:
    title = role.replace("_", " ").capitalize()
    return f"{title} of another team" if username == "outsider" else title


def _teams(stage: Stage) -> None:
    with stage.acting("administrator") as administrator:
        for key, (title, members) in TEAMS.items():
            team = access_actions.add_team(key=key, title=title, by=administrator)
            for username in members:
                access_actions.grant(
                    scope_id=team.id, person_id=stage.ids[username],
                    reason=f"works in {title}", by=administrator,
                )  # fmt: skip
