"""Who may do what about people, scopes and tokens."""

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from tests.cast import Cast

from caseloom.access import actions, queries
from caseloom.access.actions import as_viewer
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


def settings_now() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT caseloom_person(), caseloom_scopes()::text")
        return cursor.fetchone()


class TestAsViewer:
    def test_sets_person_and_scopes_for_the_transaction_only(self, cast: Cast) -> None:
        agent = cast.agent
        with as_viewer(agent):
            person, scopes = settings_now()
        assert person == agent.id
        assert scopes == "{" + ",".join(map(str, sorted(agent.scopes))) + "}"
        assert settings_now() == ("", "{}")

    def test_gives_the_outer_viewer_back(self, cast: Cast) -> None:
        with as_viewer(cast.agent):
            with as_viewer(cast.outsider):
                assert settings_now()[0] == cast.outsider.id
            assert settings_now()[0] == cast.agent.id

    def test_gives_the_outer_viewer_back_after_an_error(self, cast: Cast) -> None:
        with as_viewer(cast.agent):
            with pytest.raises(ValueError, match="inside"), as_viewer(cast.outsider):
                raise ValueError("inside")
            assert settings_now()[0] == cast.agent.id


class TestPeople:
    def test_only_an_administrator_adds_people(self, cast: Cast) -> None:
        for name in ("agent", "supervisor", "auditor", "outsider", "recruiter"):
            with as_viewer(cast.viewer(name)) as by, pytest.raises(NotAllowed):
                actions.add_person(
                    username="new", name="New", roles=["agent"], password="a" * 20, by=by
                )

    def test_a_user_name_is_taken_whatever_its_case(self, cast: Cast) -> None:
        with as_viewer(cast.administrator) as by, pytest.raises(Invalid, match="taken"):
            actions.add_person(
                username="AGENT", name="X", roles=[], password="very long words here", by=by
            )

    def test_a_weak_password_is_refused_with_the_reason(self, cast: Cast) -> None:
        with as_viewer(cast.administrator) as by, pytest.raises(Invalid, match="12 characters"):
            actions.add_person(username="new", name="New", roles=[], password="short", by=by)

    def test_an_unknown_role_names_those_there_are(self, cast: Cast) -> None:
        with as_viewer(cast.administrator) as by, pytest.raises(Invalid, match="supervisor"):
            actions.add_person(
                username="new", name="New", roles=["boss"], password="very long words here", by=by
            )

    def test_nobody_changes_his_own_roles(self, cast: Cast) -> None:
        with as_viewer(cast.administrator) as by, pytest.raises(NotAllowed):
            actions.set_roles(
                person_id=cast.person_id("administrator"), roles=["agent", "administrator"], by=by
            )

    def test_whoever_leaves_is_no_viewer_any_more(self, cast: Cast) -> None:
        with as_viewer(cast.administrator) as by:
            actions.deactivate_person(person_id=cast.person_id("agent"), reason="left", by=by)
        with pytest.raises(NotFound):
            queries.viewer_of(cast.person_id("agent"), "a test")


class TestScopes:
    def test_an_administrator_holds_no_agency_scope(self, cast: Cast) -> None:
        assert cast.scope("agency") not in cast.administrator.scopes
        assert cast.scope("agency") in cast.agent.scopes

    def test_a_sealed_scope_is_the_makers_alone(self, cast: Cast) -> None:
        sealed = cast.sealed("supervisor")
        assert sealed in cast.supervisor.scopes
        for name in ("agent", "outsider", "administrator", "auditor"):
            with as_viewer(cast.viewer(name)) as by:
                with pytest.raises(NotFound):
                    queries.scope(by, sealed)
                with pytest.raises((NotFound, NotAllowed)):
                    actions.grant(
                        scope_id=sealed, person_id=cast.person_id(name), reason="let me", by=by
                    )

    def test_a_grant_holds_until_it_is_revoked(self, cast: Cast) -> None:
        sealed = cast.sealed("supervisor")
        with as_viewer(cast.supervisor) as by:
            actions.grant(scope_id=sealed, person_id=cast.person_id("agent"), reason="helps", by=by)
        assert sealed in cast.agent.scopes
        with as_viewer(cast.supervisor) as by:
            actions.revoke(scope_id=sealed, person_id=cast.person_id("agent"), reason="done", by=by)
        assert sealed not in cast.agent.scopes

    def test_an_administrator_does_not_grant_to_himself(self, cast: Cast) -> None:
        team = cast.scope("team:fraud")
        with as_viewer(cast.administrator) as by, pytest.raises(NotAllowed):
            actions.grant(
                scope_id=team, person_id=cast.person_id("administrator"), reason="me", by=by
            )

    def test_a_taken_key_is_a_conflict(self, cast: Cast) -> None:
        with as_viewer(cast.administrator) as by, pytest.raises(Conflict):
            actions.add_team(key="fraud", title="Again", by=by)

    def test_the_app_cannot_add_a_scope_or_a_membership_past_the_action(self, cast: Cast) -> None:
        sealed = cast.sealed("supervisor")
        grab = (
            "INSERT INTO access_membership (id, scope, person_id, reason, granted_at,"
            " revoked_reason) VALUES (gen_random_uuid(), %s, %s, '', now(), '')"
        )
        for statement, values in (
            (
                "INSERT INTO access_scope (kind, key, title, created_at)"
                " VALUES ('sealed', 'x', 'x', now())",
                [],
            ),
            (grab, [sealed, cast.person_id("agent")]),
        ):
            with as_viewer(cast.agent), pytest.raises(Error), transaction.atomic():
                connection.cursor().execute(statement, values)


class TestTokens:
    def test_a_token_narrows_its_person(self, cast: Cast) -> None:
        with as_viewer(cast.agent) as by:
            _, secret = actions.add_token(
                title="script",
                purpose="nightly",
                permissions=["search"],
                expires_at=clock.now() + timedelta(days=7),
                by=by,
            )
        viewer = queries.viewer_of_token(secret)
        assert viewer.id == cast.agent.id
        assert viewer.permissions == {"search"}

    @pytest.mark.parametrize("days", [-1, 0, 400])
    def test_it_ends_within_a_year(self, cast: Cast, days: int) -> None:
        with as_viewer(cast.agent) as by, pytest.raises(Invalid):
            actions.add_token(
                title="t",
                purpose="p",
                permissions=[],
                expires_at=clock.now() + timedelta(days=days),
                by=by,
            )

    def test_it_cannot_exceed_its_person(self, cast: Cast) -> None:
        with as_viewer(cast.agent) as by, pytest.raises(Invalid, match=r"audit\.read"):
            actions.add_token(
                title="t",
                purpose="p",
                permissions=["audit.read"],
                expires_at=clock.now() + timedelta(days=1),
                by=by,
            )

    def test_expired_revoked_and_unknown_look_the_same(self, cast: Cast) -> None:
        with as_viewer(cast.agent) as by:
            token, revoked = actions.add_token(
                title="t",
                purpose="p",
                permissions=[],
                expires_at=clock.now() + timedelta(days=1),
                by=by,
            )
            _, expired = actions.add_token(
                title="t",
                purpose="p",
                permissions=[],
                expires_at=clock.now() + timedelta(days=1),
                by=by,
            )
            actions.revoke_token(token_id=token.id, by=by)
        said = set()
        with clock.freeze(clock.now() + timedelta(days=2)):
            for secret in (revoked, expired, "cl_nothing"):
                with pytest.raises(NotAllowed) as caught:
                    queries.viewer_of_token(secret)
                said.add(str(caught.value))
        assert len(said) == 1

    def test_others_cannot_revoke_it(self, cast: Cast) -> None:
        with as_viewer(cast.agent) as by:
            token, _ = actions.add_token(
                title="t",
                purpose="p",
                permissions=[],
                expires_at=clock.now() + timedelta(days=1),
                by=by,
            )
        with as_viewer(cast.outsider) as by, pytest.raises(NotFound):
            actions.revoke_token(token_id=token.id, by=by)
