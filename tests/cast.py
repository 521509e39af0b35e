"""The people who play in the tests: each role once, and an outsider from another team."""

from functools import cached_property
from uuid import UUID

from caseloom.access import actions as access_actions
from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.kernel.ids import entity_id
from caseloom.kernel.viewer import Viewer
from caseloom.store import actions as store
from caseloom.store import queries as store_queries
from caseloom.store.types import Citation, NewRecord, Record, Source

ADA = ("1", "Person", {"name": ["Ada Byron"], "birthDate": ["1815-12-10"]})
PASSWORD = "correct horse battery staple"
PEOPLE = {
    "agent": ("Ada Okafor", ["agent"]),
    "supervisor": ("Dana Lind", ["supervisor"]),
    "analyst": ("Ana Lyst", ["analyst"]),
    "intake": ("Ina Take", ["intake"]),
    "recruiter": ("Rex Cruiter", ["recruiter"]),
    "records_officer": ("Rea Cords", ["records_officer"]),
    "auditor": ("Audrey Tor", ["auditor"]),
    "administrator": ("Addy Min", ["administrator"]),
    "outsider": ("Otto Sider", ["agent"]),
}
TEAMS = {"fraud": ["agent", "supervisor", "analyst"], "other": ["outsider"]}


def add_people() -> None:
    """Everybody, in their teams, by the same actions as in an installation."""
    with as_viewer(access.installer("setting up the tests")) as installer:
        people = {
            username: access_actions.add_person(
                username=username, name=name, roles=roles, password=PASSWORD, by=installer
            )
            for username, (name, roles) in PEOPLE.items()
        }
        for key, members in TEAMS.items():
            team = access_actions.add_team(key=key, title=f"Team {key}", by=installer)
            for username in members:
                access_actions.grant(
                    scope_id=team.id, person_id=people[username].id, reason="team", by=installer
                )


class Cast:
    """`cast.agent`, `cast.outsider`…: viewers with the scopes that they hold at this moment."""

    @property
    def agent(self) -> Viewer:
        return self.viewer("agent")

    @property
    def supervisor(self) -> Viewer:
        return self.viewer("supervisor")

    @property
    def analyst(self) -> Viewer:
        return self.viewer("analyst")

    @property
    def intake(self) -> Viewer:
        return self.viewer("intake")

    @property
    def recruiter(self) -> Viewer:
        return self.viewer("recruiter")

    @property
    def records_officer(self) -> Viewer:
        return self.viewer("records_officer")

    @property
    def auditor(self) -> Viewer:
        return self.viewer("auditor")

    @property
    def administrator(self) -> Viewer:
        return self.viewer("administrator")

    @property
    def outsider(self) -> Viewer:
        return self.viewer("outsider")

    def viewer(self, username: str, purpose: str = "a test") -> Viewer:
        """Somebody as a viewer."""
        return access.viewer_of(self.person_id(username), purpose)

    def person_id(self, username: str) -> UUID:
        """Somebody's id."""
        return self._ids[username]

    @cached_property
    def _ids(self) -> dict[str, UUID]:
        everybody = access.people(access.installer("a test"))
        return {person.username: person.id for person in everybody}

    def scope(self, key: str, holder: str = "administrator") -> int:
        """The number of the scope `key`, as `holder` sees it."""
        with as_viewer(self.viewer(holder)) as viewer:
            return access.scope(viewer, key).id

    def sealed(self, holder: str = "supervisor", key: str = "sealed:test") -> int:
        """A sealed scope that only `holder` holds; made at the first call."""
        with as_viewer(self.viewer(holder)) as viewer:
            held = [scope for scope in access.scopes(viewer) if scope.key == key]
            if held:
                return held[0].id
            return access_actions.add_scope(
                kind="sealed", key=key, title="Sealed test", by=viewer
            ).id

    def source(self, by: Viewer, scope_id: int, key: str = "test") -> Source:
        """A source of test records under a scope; made at the first call. Needs `as_viewer`."""
        for source in store_queries.sources(by):
            if source.key == key and source.scope == scope_id:
                return source
        return store.add_source(
            key=key, title=f"Source {key}", kind="file", legal_authority="a test",
            scope_id=scope_id, by=by,
        )  # fmt: skip

    def records(
        self, by: str, scope_id: int, *things: tuple[str, str, dict[str, list[str]]],
        source: str = "test",
    ) -> list[Record]:  # fmt: skip
        """Append (origin id, schema, properties) as somebody, and read them back in that order."""
        with as_viewer(self.viewer(by)) as viewer:
            origin = self.source(viewer, scope_id, source)
            run = store.start_run(
                source_id=origin.id, scope_id=scope_id, file_name="test.csv", file_hash="0" * 64,
                mapping={}, by=viewer,
            )  # fmt: skip
            store.append(
                run_id=run.id,
                records=[
                    NewRecord(
                        entity_id=entity_id(source, key),
                        origin_id=key,
                        schema=schema,
                        properties={name: tuple(values) for name, values in properties.items()},
                        citation=Citation(file="test.csv", row=row),
                    )
                    for row, (key, schema, properties) in enumerate(things, 2)
                ],
                by=viewer,
            )
            store.finish_run(run_id=run.id, counts={}, by=viewer)
            found = store_queries.records(viewer, {entity_id(source, key) for key, _, _ in things})
            order = {entity_id(source, key): n for n, (key, _, _) in enumerate(things)}
            return sorted(found, key=lambda one: order[one.entity_id])
