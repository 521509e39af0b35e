"""Who reads the log, and the functions that alone write it."""

from django.db import migrations
from django.db.migrations import RunSQL

from caseloom.access import rls

TABLES = ("event", "payload", "pending", "leaf", "node", "checkpoint", "publickey", "destruction")
ADDED_ONLY = ("event", "leaf", "node", "checkpoint", "publickey", "destruction")
AUDITOR = "(SELECT caseloom_is_auditor())"
OWN = "actor_id = (SELECT caseloom_person())"

# The id: 31 bits of seconds since 2020, 22 random bits, so that scripts in a browser can hold it.
RECORD = """
CREATE FUNCTION audit_record(
    happened timestamptz, kind text, who text, who_named text, why text, did text,
    what_kind text, what text, details json, promises json,
    scopes int[], salts bytea[], payloads json[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE made bigint;
BEGIN
    LOOP
        made := (greatest(extract(epoch FROM happened)::bigint - 1577836800, 0) << 22)
                | floor(random() * 4194304)::bigint;
        INSERT INTO audit_event (id, at, actor_kind, actor_id, actor_name, purpose, verb,
                                 object_kind, object_id, detail, commitments)
        VALUES (made, happened, kind, who, who_named, why, did, what_kind, what, details, promises)
        ON CONFLICT (id) DO NOTHING;
        EXIT WHEN FOUND;
    END LOOP;
    IF cardinality(scopes) > 0 THEN
        INSERT INTO audit_payload (event_id, scope, salt, payload)
        SELECT made, shown.* FROM unnest(scopes, salts, payloads) shown;
    END IF;
    INSERT INTO audit_pending (event_id, xid) VALUES (made, pg_current_xact_id());
    RETURN made;
END $$;
"""

# Leaves follow each other without a gap, and each pending event becomes exactly one.
SEAL = """
CREATE FUNCTION audit_seal(first bigint, turns bigint[], hashes bytea[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE sealed bigint;
BEGIN
    IF first <> (SELECT coalesce(max(sequence) + 1, 0) FROM audit_leaf) THEN
        RAISE EXCEPTION 'the log does not end before %', first;
    END IF;
    WITH gone AS (DELETE FROM audit_pending WHERE turn = ANY (turns) RETURNING turn, event_id)
    INSERT INTO audit_leaf (sequence, event_id, leaf_hash)
    SELECT first + given.place - 1, gone.event_id, given.hash
      FROM unnest(turns, hashes) WITH ORDINALITY AS given (turn, hash, place)
      JOIN gone ON gone.turn = given.turn;
    GET DIAGNOSTICS sealed = ROW_COUNT;
    IF sealed <> cardinality(turns) OR sealed <> cardinality(hashes) THEN
        RAISE EXCEPTION 'only % of % events were waiting', sealed, cardinality(turns);
    END IF;
END $$;
"""

SIGN = """
CREATE FUNCTION audit_sign(
    size bigint, root text, signed_at text, before text, key text, signed text, public bytea,
    levels int[], positions bigint[], hashes bytea[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF size <= (SELECT coalesce(max(tree_size), 0) FROM audit_checkpoint)
       OR size > (SELECT coalesce(max(sequence) + 1, 0) FROM audit_leaf) THEN
        RAISE EXCEPTION 'there is nothing to sign at %', size;
    END IF;
    INSERT INTO audit_publickey (key_id, public_key) VALUES (key, public) ON CONFLICT DO NOTHING;
    INSERT INTO audit_node (level, position, hash)
    SELECT node.* FROM unnest(levels, positions, hashes) node;
    INSERT INTO audit_checkpoint (tree_size, root_hash, at, previous, key_id, signature)
    VALUES (size, root, signed_at, before, key, signed);
END $$;
"""

# The order's own event, of this very transaction, must be there first: no order, no destruction.
DESTROY = """
CREATE FUNCTION audit_destroy(target bigint, by_event bigint)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE destroyed int;
BEGIN
    INSERT INTO audit_destruction (event_id, order_event_id, order_text, at, by)
    SELECT target, id, detail->>'order', at, actor_id FROM audit_event
     WHERE id = by_event AND verb = 'payload.destroyed' AND object_id = target::text
       AND detail->>'order' <> '' AND xid = pg_current_xact_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no order to destroy the payload of event % is on record', target;
    END IF;
    DELETE FROM audit_payload WHERE event_id = target;
    GET DIAGNOSTICS destroyed = ROW_COUNT;
    RETURN destroyed;
END $$;
CREATE FUNCTION audit_refuse_unordered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM audit_destruction WHERE event_id = OLD.event_id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'a payload is only ever destroyed, by an order on record'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_payload_ordered BEFORE UPDATE OR DELETE ON audit_payload
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_unordered();
"""

STATE = """
CREATE FUNCTION audit_payload_state(target bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM audit_event WHERE id = target) THEN 'unknown'
                WHEN NOT EXISTS (SELECT 1 FROM audit_payload WHERE event_id = target) THEN 'gone'
                ELSE 'there' END
$$;
"""

# One narrow answer for a reader who may not see the destruction orders themselves.
ORDERS = """
CREATE FUNCTION audit_orders(targets bigint[]) RETURNS TABLE (event_id bigint, order_text text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT gone.event_id, gone.order_text FROM audit_destruction gone
      JOIN audit_event event ON event.id = gone.event_id
     WHERE gone.event_id = ANY (targets)
       AND (caseloom_is_auditor() OR event.actor_id = caseloom_person())
$$;
"""

FUNCTIONS = {
    "audit_record(timestamptz, text, text, text, text, text, text, text, json, json, int[],"
    " bytea[], json[])": RECORD,
    "audit_seal(bigint, bigint[], bytea[])": SEAL,
    "audit_sign(bigint, text, text, text, text, text, bytea, int[], bigint[], bytea[])": SIGN,
    "audit_destroy(bigint, bigint)": DESTROY,
    "audit_payload_state(bigint)": STATE,
    "audit_orders(bigint[])": ORDERS,
}


def _functions() -> list[RunSQL]:
    made = [
        RunSQL(
            f"{body} REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC;"
            f" GRANT EXECUTE ON FUNCTION {name} TO caseloom_app;",
            f"DROP FUNCTION {name}",
        )
        for name, body in FUNCTIONS.items()
    ]
    gone = "DROP TRIGGER audit_payload_ordered ON audit_payload;"
    return [*made, RunSQL(RunSQL.noop, f"{gone} DROP FUNCTION audit_refuse_unordered()")]


def _locks() -> list[RunSQL]:
    operations: list[RunSQL] = []
    for table in (f"audit_{name}" for name in TABLES):
        operations += rls.force(table)
        # The owner's functions write under the policies too, since FORCE binds the owner.
        operations += rls.policy(
            table, f"{table}_owner", "ALL", using="true", check="true", role="caseloom_owner"
        )
        operations.append(
            RunSQL(
                f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM caseloom_app;"
                f" CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION caseloom_refuse_change()",
                f"DROP TRIGGER {table}_kept ON {table};"
                f" GRANT INSERT, UPDATE, DELETE ON {table} TO caseloom_app",
            )
        )
    for name in ADDED_ONLY:
        operations += rls.append_only(f"audit_{name}")
    return operations


def _readers() -> list[RunSQL]:
    operations = rls.policy(
        "audit_event", "audit_event_read", "SELECT", using=f"{AUDITOR} OR {OWN}",
        role="caseloom_app",
    )  # fmt: skip
    seen = f"SELECT 1 FROM audit_event e WHERE e.id = event_id AND {OWN}"  # noqa: S608  (constants)
    operations += rls.policy(
        "audit_payload", "audit_payload_read", "SELECT",
        using=f"{rls.IN_SCOPE.format(column='scope')} AND ({AUDITOR} OR EXISTS ({seen}))",
        role="caseloom_app",
    )  # fmt: skip
    for table in ("pending", "leaf", "node", "checkpoint", "publickey", "destruction"):
        name = f"audit_{table}"
        operations += rls.policy(name, f"{name}_read", "SELECT", using=AUDITOR, role="caseloom_app")
    return operations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("access", "0002_row_security")]

    operations = [*_locks(), *_functions(), *_readers()]
