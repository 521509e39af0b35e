"""Who can learn of a tip, and what the database itself refuses."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from caseloom.access import actions as access
from caseloom.access import queries as access_queries
from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import Conflict, NotAllowed, NotFound
from caseloom.tips import actions, queries
from caseloom.tips.errors import UnknownReceipt, UnknownTip
from caseloom.tips.machines import MACHINES
from caseloom.tips.types import Contact
from caseloom.workflow import models as workflow
from caseloom.workflow.errors import OwnWork
from tests.tips.hotline import Hotline

NAMED = "Inspector Okafor takes money from Harbor Star."


def led_by(hotline: Hotline, who: str, leader: str) -> None:
    hotline.act(
        "administrator", access.set_reports_to, person_id=hotline.id(who),
        leader_id=hotline.id(leader),
    )  # fmt: skip


class TestConflictOfInterest:
    def test_a_tip_that_names_an_agent_is_not_there_for_her(self, hotline: Hotline) -> None:
        sent = hotline.send(NAMED)
        with pytest.raises(UnknownTip):
            hotline.tip("agent", sent)
        assert hotline.ask("agent", queries.counts) == {"mine": 0, "nobody": 0, "late": 0, "all": 0}
        tip = hotline.tip("supervisor", sent)
        assert tip.closed_to == (("Ada Okafor", "named"),)
        assert tip.summary.closed_to_some

    def test_who_reports_to_her_decides_nothing_either(self, hotline: Hotline) -> None:
        led_by(hotline, "intake", "agent")
        sent = hotline.send(NAMED)
        with pytest.raises(UnknownTip):
            hotline.act("intake", actions.close, tip_id=sent.tip_id, outcome="known", reason="x")
        tip = hotline.tip("supervisor", sent)
        assert tip.summary.state == "received"
        assert set(tip.closed_to) == {("Ada Okafor", "named"), ("Ina Take", "reports")}

    def test_where_nobody_is_left_the_reserve_reads(self, hotline: Hotline) -> None:
        for who in ("intake", "supervisor"):
            led_by(hotline, who, "agent")
        sent = hotline.send(NAMED)
        for who in ("intake", "supervisor", "agent"):
            with pytest.raises(UnknownTip):
                hotline.tip(who, sent)
        assert hotline.tip("outsider", sent).text == NAMED

    def test_a_file_name_names_too(self, hotline: Hotline) -> None:
        from io import BytesIO

        from caseloom.tips.types import NewFile

        sent = hotline.send(files=(NewFile("Ada Okafor paid.txt", BytesIO(b"x")),))
        with pytest.raises(UnknownTip):
            hotline.tip("agent", sent)

    def test_nothing_else_that_she_can_ask_differs(self, hotline: Hotline) -> None:
        def seen() -> list[Any]:
            with as_viewer(hotline.cast.viewer("agent")) as viewer:
                scopes = sorted(one.key for one in access_queries.scopes(viewer))
            with as_viewer(hotline.cast.viewer("agent")), connection.cursor() as cursor:
                rows = []
                for table in ("tip", "part", "closure", "assessment", "identityrequest", "handed"):
                    cursor.execute(f"SELECT count(*) FROM tips_{table}")
                    rows.append(cursor.fetchone())
                cursor.execute("SELECT count(*) FROM workflow_transition WHERE machine = 'tip'")
                rows.append(cursor.fetchone())
            return [scopes, rows]

        before = seen()
        hotline.send(NAMED)
        assert seen() == before

    def test_nobody_reports_in_a_circle(self, hotline: Hotline) -> None:
        from caseloom.kernel.errors import Invalid

        led_by(hotline, "intake", "agent")
        with pytest.raises(Invalid):
            led_by(hotline, "agent", "intake")
        with pytest.raises(Invalid):
            led_by(hotline, "agent", "agent")


class TestIdentity:
    def test_it_opens_on_a_reason_and_by_a_second_person(self, hotline: Hotline) -> None:
        sent = hotline.send(contact=Contact("Rosa Delgado", "555-0188"))
        with pytest.raises(NotFound):
            hotline.ask("intake", queries.identity, sent.tip_id)
        request = hotline.act(
            "intake", actions.ask_identity, tip_id=sent.tip_id, reason="To warn her."
        )
        with pytest.raises(OwnWork):
            hotline.act("intake", actions.decide_identity, request_id=request, allow=True)
        with pytest.raises(NotFound):
            hotline.act("outsider", actions.decide_identity, request_id=request, allow=True)
        hotline.act("supervisor", actions.decide_identity, request_id=request, allow=True)
        found = hotline.ask("intake", queries.identity, sent.tip_id)
        assert (found.name, found.reach) == ("Rosa Delgado", "555-0188")
        with pytest.raises(NotFound):
            hotline.ask("supervisor", queries.identity, sent.tip_id)
        tip = hotline.tip("intake", sent)
        assert [one.state for one in tip.requests] == ["opened"]

    def test_refused_it_stays_closed(self, hotline: Hotline) -> None:
        sent = hotline.send(contact=Contact("Rosa Delgado"))
        request = hotline.act("intake", actions.ask_identity, tip_id=sent.tip_id, reason="Curious.")
        hotline.act(
            "agent", actions.decide_identity, request_id=request, allow=False, reason="No need."
        )
        with pytest.raises(NotFound):
            hotline.ask("intake", queries.identity, sent.tip_id)

    def test_nobody_asks_for_what_was_not_given(self, hotline: Hotline) -> None:
        sent = hotline.send()
        with pytest.raises(Conflict):
            hotline.act("intake", actions.ask_identity, tip_id=sent.tip_id, reason="Who?")


class TestMailbox:
    def test_a_receipt_opens_its_own_tip_alone(self, hotline: Hotline) -> None:
        mine, other = hotline.send("mine"), hotline.send("other")
        with queries.as_reporter(mine.tip_id) as viewer:
            assert queries.mailbox(viewer, mine.tip_id).text == "mine"
            with pytest.raises(UnknownReceipt):
                queries.mailbox(viewer, other.tip_id)
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM tips_tip")
                assert cursor.fetchone() == (1,)

    def test_it_shows_nothing_of_what_the_staff_say_among_themselves(
        self, hotline: Hotline
    ) -> None:
        sent = hotline.send(contact=Contact("Rosa"))
        hotline.act("intake", actions.take, tip_id=sent.tip_id)
        hotline.act(
            "intake", actions.assess, tip_id=sent.tip_id, category="x", priority=1, reason="y"
        )
        hotline.act("intake", actions.ask_identity, tip_id=sent.tip_id, reason="To warn her.")
        with queries.as_reporter(sent.tip_id), connection.cursor() as cursor:
            for table in ("assessment", "closure", "identity", "identityrequest", "handed"):
                cursor.execute(f"SELECT count(*) FROM tips_{table}")
                assert cursor.fetchone() == (0,), table
            cursor.execute("SELECT count(*) FROM workflow_transition")
            assert cursor.fetchone() == (0,)

    def test_somebody_of_the_public_sees_no_tip_at_all(self, hotline: Hotline) -> None:
        hotline.send()
        with as_viewer(queries.anybody()), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tips_tip")
            assert cursor.fetchone() == (0,)

    def test_what_is_stored_says_nothing(self, hotline: Hotline) -> None:
        from io import BytesIO

        from caseloom.tips.types import NewFile

        sent = hotline.send(
            "Zebra crossing",
            contact=Contact("Quagga"),
            files=(NewFile("Okapi", BytesIO(b"Wildebeest")),),
        )
        hotline.act("intake", actions.write_to_reporter, tip_id=sent.tip_id, text="Impala")
        hotline.tip("intake", sent)
        with as_viewer(hotline.cast.viewer("intake")):
            stored = everything_stored()
        assert str(sent.tip_id) in stored
        words = ("zebra", "quagga", "okapi", "wildebeest", "impala", sent.receipt)
        assert [word for word in words if word in stored] == []


def everything_stored() -> str:
    """All rows of all tables that the app may read, in all scopes, as one text in lower case."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('caseloom.scopes', (SELECT array_agg(DISTINCT scope)::text"
            " FROM workflow_position), true), set_config('caseloom.auditor', 'on', true)"
        )
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'SELECT')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{table}\" t")
            found.append(cursor.fetchone()[0])
    return "\n".join(found).lower()


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE tips_tip SET body = '\\x00'",
            "UPDATE tips_tip SET receipt = NULL",
            "UPDATE tips_tip SET arrived_at = now()",
            "UPDATE tips_tip SET scope = 2",
            "UPDATE tips_tip SET state = 'closed'",
            "UPDATE tips_tip SET machine_priority = 1",
            "UPDATE tips_tip SET machine_priority = NULL",
            "UPDATE tips_tip SET person_priority = 3",
            "UPDATE tips_tip SET category = 'x'",
            "DELETE FROM tips_tip",
            "UPDATE tips_part SET sealed = '\\x00'",
            "DELETE FROM tips_part",
            "DELETE FROM tips_assessment",
            "UPDATE tips_questionnaire SET body = '{}'",
        ],
    )
    def test_what_no_act_of_the_app_does(self, hotline: Hotline, change: str) -> None:
        sent = hotline.send()
        hotline.act("intake", actions.write_to_reporter, tip_id=sent.tip_id, text="Hello")
        with as_viewer(hotline.cast.viewer("intake")), connection.cursor() as cursor:
            cursor.execute("UPDATE tips_tip SET machine_priority = 2")
        with pytest.raises(DatabaseError), as_viewer(hotline.cast.viewer("intake")):
            run(change)

    def test_a_machine_moves_no_tip(self, hotline: Hotline) -> None:
        from caseloom.tips.machines import TIP
        from caseloom.workflow import actions as moves

        sent = hotline.send()
        machine = access_queries.machine("tips", "a test")
        with pytest.raises((DatabaseError, NotAllowed, Exception)), as_viewer(machine) as by:
            moves.move(
                machine=TIP, step="close", object_id=sent.tip_id, by=by, reason="spam",
                given={"outcome": "abuse"},
            )  # fmt: skip
        assert hotline.tip("intake", sent).summary.state == "received"

    def test_nobody_writes_in_the_reporters_name(self, hotline: Hotline) -> None:
        sent = hotline.send()
        with pytest.raises(DatabaseError), as_viewer(hotline.cast.viewer("intake")):
            run(
                "INSERT INTO tips_part (id, tip_id, kind, side, at, size, sealed) VALUES"
                f" (gen_random_uuid(), '{sent.tip_id}', 'message', 'reporter', now(), 1, '\\x01')"
            )

    def test_a_reporter_changes_no_part_of_the_decision(self, hotline: Hotline) -> None:
        sent = hotline.send()
        for change in (
            "UPDATE tips_tip SET state = 'closed'",
            "UPDATE tips_tip SET person_priority = 0",
            "UPDATE tips_tip SET officer = gen_random_uuid(), judge_first = true, score = 1",
        ):
            with pytest.raises(DatabaseError), queries.as_reporter(sent.tip_id):
                run(change)


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount != 0, "nothing was there to be refused"


def test_the_database_holds_the_same_rules(db: None) -> None:
    declared = set().union(*(machine.rules() for machine in MACHINES))
    names = [machine.name for machine in MACHINES]
    stored = workflow.Rule.objects.filter(machine__in=names)
    assert declared == set(
        stored.values_list("machine", "step", "from_state", "to_state", "adverse", "four_eyes")
    )


def test_every_look_is_on_record(hotline: Hotline) -> None:
    from caseloom.audit import queries as audit

    sent = hotline.send()
    hotline.tip("intake", sent)
    with as_viewer(hotline.cast.viewer("auditor")) as viewer:
        events = audit.events(viewer, limit=50).items
    verbs = [one.verb for one in events]
    assert {"tip.received", "tip.read"} <= set(verbs)
    assert "foreman" not in str(events)
