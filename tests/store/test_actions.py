"""Records: once each, never edited, retracted by a later row, seen only within a scope."""

from uuid import uuid4

import pytest
from django.db import Error, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import ADA, Cast

from caseloom.access.actions import as_viewer
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from caseloom.store import actions, queries


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM store_record")
        return int(cursor.fetchone()[0])


class TestAppend:
    def test_the_same_content_twice_is_one_record(self, cast: Cast) -> None:
        team = cast.scope("team:fraud")
        [first] = cast.records("agent", team, ADA)
        [again] = cast.records("analyst", team, ADA)
        assert first == again

    def test_the_same_content_in_another_scope_is_another_record(self, cast: Cast) -> None:
        """A hidden record must not swallow a visible one: that would betray it."""
        cast.records("supervisor", cast.sealed("supervisor"), ADA)
        [seen] = cast.records("outsider", cast.scope("team:other"), ADA)
        with as_viewer(cast.outsider):
            assert count() == 1
        with as_viewer(cast.supervisor):
            assert count() == 1
        assert seen.properties["name"] == ("Ada Byron",)

    def test_a_person_without_the_permission_appends_nothing(self, cast: Cast) -> None:
        with pytest.raises(NotAllowed):
            cast.records("recruiter", cast.scope("public"), ADA)

    def test_nothing_is_appended_into_a_scope_not_held(self, cast: Cast) -> None:
        with pytest.raises((NotFound, Error)):
            cast.records("outsider", cast.scope("team:fraud"), ADA)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE store_record SET schema = 'X'",
            "DELETE FROM store_record",
            "TRUNCATE store_record",
        ],
    )
    def test_records_do_not_change(self, cast: Cast, change: str) -> None:
        cast.records("agent", cast.scope("team:fraud"), ADA)
        with as_viewer(cast.agent), pytest.raises(Error), transaction.atomic():
            connection.cursor().execute(change)

    def test_a_finished_run_takes_no_more(self, cast: Cast) -> None:
        team = cast.scope("team:fraud")
        [record] = cast.records("agent", team, ADA)
        with as_viewer(cast.agent) as by, pytest.raises(Conflict):
            actions.append(run_id=record.run_id, records=[], by=by)


class TestRetract:
    def test_a_retracted_record_is_gone_now_and_there_as_of_then(self, cast: Cast) -> None:
        [record] = cast.records("analyst", cast.scope("team:fraud"), ADA)
        then = clock.now()
        with as_viewer(cast.analyst) as by:
            actions.retract(record_ids=[record.id], reason="wrong man", by=by)
            assert queries.records(by, [record.entity_id]) == ()
            assert queries.records(by, [record.entity_id], as_of=then) == (record,)
            assert queries.record(by, record.id).retracted

    def test_it_needs_a_reason(self, cast: Cast) -> None:
        [record] = cast.records("analyst", cast.scope("team:fraud"), ADA)
        with as_viewer(cast.analyst) as by, pytest.raises(Invalid):
            actions.retract(record_ids=[record.id], reason=" ", by=by)

    def test_hidden_and_absent_look_the_same(self, cast: Cast) -> None:
        [hidden] = cast.records("supervisor", cast.sealed("supervisor"), ADA)
        said = set()
        for record_id in (hidden.id, uuid4()):
            with as_viewer(cast.analyst) as by, pytest.raises(NotFound) as caught:
                actions.retract(record_ids=[record_id], reason="guess", by=by)
            said.add(str(caught.value))
        assert len(said) == 1

    @settings(
        max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(turns=st.lists(st.booleans(), max_size=6))
    def test_the_last_turn_decides(self, cast: Cast, turns: list[bool]) -> None:
        [record] = cast.records("analyst", cast.scope("team:fraud"), ADA)
        with as_viewer(cast.analyst) as by:
            for retracting in turns:
                turn = actions.retract if retracting else actions.reinstate
                turn(record_ids=[record.id], reason="a turn", by=by)
            stands = bool(queries.records(by, [record.entity_id]))
            assert stands == (not (turns and turns[-1]))
            actions.reinstate(record_ids=[record.id], reason="back", by=by)


class TestCompose:
    def test_each_value_names_everyone_who_says_it(self, cast: Cast) -> None:
        team = cast.scope("team:fraud")
        [one] = cast.records("agent", team, ADA, source="payroll")
        [two] = cast.records("agent", team, ADA, source="register")
        with as_viewer(cast.agent) as viewer:
            entity = queries.compose(viewer, [one.entity_id, two.entity_id])
        assert entity is not None
        [born] = entity.values["birthDate"]
        assert {s.source_key for s in born.statements} == {"payroll", "register"}
        assert entity.id == one.entity_id

    def test_a_value_in_a_stricter_scope_is_absent_for_others(self, cast: Cast) -> None:
        [public] = cast.records("agent", cast.scope("agency"), ADA)
        cast.records(
            "supervisor", cast.sealed("supervisor"), ("1", "Person", {"taxNumber": ["123"]})
        )
        for name, sees in (("supervisor", True), ("outsider", False)):
            with as_viewer(cast.viewer(name)) as viewer:
                entity = queries.compose(viewer, [public.entity_id])
            assert entity is not None
            assert ("taxNumber" in entity.values) == sees

    def test_statement_ids_find_their_statements(self, cast: Cast) -> None:
        [record] = cast.records("agent", cast.scope("team:fraud"), ADA)
        with as_viewer(cast.agent) as viewer:
            [found] = queries.statements(viewer, [f"{record.id}.name.0", "rubbish"])
        assert (found.property, found.value) == ("name", "Ada Byron")
        with as_viewer(cast.outsider) as viewer:
            assert queries.statements(viewer, [f"{record.id}.name.0"]) == ()


class TestSources:
    def test_a_source_needs_a_legal_authority(self, cast: Cast) -> None:
        with as_viewer(cast.agent) as by, pytest.raises(Invalid, match="legal authority"):
            actions.add_source(
                key="x",
                title="X",
                kind="file",
                legal_authority=" ",
                scope_id=cast.scope("agency"),
                by=by,
            )

    def test_a_key_taken_in_a_hidden_scope_is_free(self, cast: Cast) -> None:
        """A conflict would tell the outsider that a source is there that he may not see."""
        sealed, team = cast.sealed("supervisor"), cast.scope("team:other")
        with as_viewer(cast.supervisor) as by:
            cast.source(by, sealed, "wiretap")
        with as_viewer(cast.outsider) as by:
            cast.source(by, team, "wiretap")
            assert [s.key for s in queries.sources(by)] == ["wiretap"]
