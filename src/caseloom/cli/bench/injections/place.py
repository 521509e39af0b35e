"""A scratch installation with two teams, their lines, and tips that must not come out."""

import json
import secrets
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from uuid import UUID

from caseloom.access import actions as access_actions
from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import Conflict
from caseloom.kernel.viewer import Viewer
from caseloom.tips import actions, queries
from caseloom.tips.types import Contact, LineSettings, NewFile, NewTip

STATE, PURPOSE = "bench-injections.json", "benchmark"
# Tips of each team that hold what nobody must find anywhere else.
CANARIES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Who works there. `own` and `others`: canaries in tips of this line and of another team."""

    line: str
    person: str
    own: tuple[str, ...]
    others: tuple[str, ...]
    other: str

    def officer(self) -> Viewer:
        """Who reads the tips of the line."""
        return access.viewer_of(UUID(self.person), PURPOSE)

    def teller(self) -> Viewer:
        """Somebody of the public."""
        with as_viewer(queries.anybody()) as viewer:
            return queries.teller(queries.line(viewer, self.line))

    @staticmethod
    def form() -> bytes:
        """A form that nobody else has."""
        return secrets.token_bytes(16)


def ready(folder: Path) -> Place:
    """A new place. Raises Conflict for an installation in use: each run wants an empty folder."""
    if not access.is_empty():
        raise Conflict(
            f"{folder} is in use.", remedy="Name an empty folder with --data; each run wants one."
        )
    person = _people()
    own, _ = _canaries("bench")
    others, other = _canaries("closed")
    place = Place("bench", str(person), own, others, other)
    (folder / STATE).write_text(json.dumps(asdict(place)))
    return place


def _people() -> UUID:
    with as_viewer(access.installer(PURPOSE)) as by:
        officer, stranger = (
            access_actions.add_person(
                username=f"{key}-reader", name=name, roles=["supervisor"],
                password=secrets.token_urlsafe(24), by=by,
            )
            for key, name in (("bench", "Wilhelmina Quartermaine"), ("closed", "Aurelio Zanetti"))
        )  # fmt: skip
        for key, person in (("bench", officer), ("closed", stranger)):
            team = access_actions.add_team(key=key, title=f"Team {key}", by=by)
            access_actions.grant(scope_id=team.id, person_id=person.id, reason=PURPOSE, by=by)
            actions.add_line(
                key=key, title={"en": f"Line {key}"}, scope_id=team.id, by=by,
                settings=LineSettings(judge_first_share=0.0),
            )  # fmt: skip
    return UUID(str(officer.id))


def _canaries(line: str) -> tuple[tuple[str, ...], str]:
    """Tips with a secret in their text, name, file and mailbox; the secrets, and one's number."""
    planted: list[str] = []
    with as_viewer(queries.anybody()) as viewer:
        by = queries.teller(queries.line(viewer, line))
    for _ in range(CANARIES):
        words, name, file, letter = (f"kestrel{secrets.token_hex(12)}" for _ in range(4))
        tip = NewTip(
            channel="portal", language="en", subject="other",
            answers={"what": f"The ledger lies in locker {words}."}, form=Place.form(),
            contact=Contact(name, f"{name}@example.org"),
            files=(NewFile(f"{file}.txt", BytesIO(file.encode())),),
        )  # fmt: skip
        with as_viewer(by) as viewer:
            sent = actions.send(line_key=line, tip=tip, by=viewer)
        with queries.as_reporter(sent.tip_id) as viewer:
            actions.write_as_reporter(tip_id=sent.tip_id, text=letter, files=(), by=viewer)
        planted += [words, name, file, letter]
    return tuple(planted), str(sent.tip_id)
