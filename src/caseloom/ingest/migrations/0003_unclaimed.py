"""Whoever clears the folder of uploads learns which of its names belong to nobody, and no more."""

from django.db import migrations
from django.db.migrations import RunSQL

from caseloom.access import rls

# Ids are random numbers, so that only who sees the folders can ask a question worth asking.
UNCLAIMED = """
CREATE FUNCTION ingest_unclaimed(ids uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT asked.id FROM unnest(ids) AS asked (id)
     WHERE NOT EXISTS (SELECT 1 FROM ingest_upload kept WHERE kept.id = asked.id)
$$;
ALTER FUNCTION ingest_unclaimed(uuid[]) OWNER TO caseloom_search;
REVOKE EXECUTE ON FUNCTION ingest_unclaimed(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ingest_unclaimed(uuid[]) TO caseloom_app;
"""


class Migration(migrations.Migration):
    dependencies = [("ingest", "0002_row_security")]

    operations = [
        RunSQL(
            "GRANT SELECT (id) ON ingest_upload TO caseloom_search",
            "REVOKE SELECT (id) ON ingest_upload FROM caseloom_search",
        ),
        *rls.policy(
            "ingest_upload", "ingest_upload_search", "SELECT", using="true", role="caseloom_search"
        ),
        RunSQL(UNCLAIMED, "DROP FUNCTION ingest_unclaimed(uuid[])"),
    ]
