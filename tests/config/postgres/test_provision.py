"""Provisioning a server of one's own: the same roles and database, as often as wanted."""

import psycopg
import pytest

from caseloom.config.postgres import Cluster, Dsns, provision
from caseloom.kernel.errors import Invalid, Unavailable


def urls(cluster: Cluster, database: str, owner: str, app: str) -> Dsns:
    host = psycopg.conninfo.conninfo_to_dict(cluster.admin_dsn())["host"]
    return Dsns(
        owner=f"postgresql://caseloom_owner:{owner}@/{database}?host={host}",
        app=f"postgresql://caseloom_app:{app}@/{database}?host={host}",
    )


@pytest.fixture
def other(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """A server whose passwords may be changed."""
    return Cluster(tmp_path_factory.mktemp("other") / "data")


def test_it_makes_what_is_missing_and_sets_passwords(other: Cluster) -> None:
    with other:
        for password in ("first secret", "second%20'secret"):
            named = urls(other, "named", password.replace("%20", "%2520").replace(" ", "%20"), "x")
            provision.provision_urls(other.admin_dsn(), named)
            with psycopg.connect(named.owner) as owner:
                row = owner.execute("SELECT current_user, current_database()").fetchone()
            assert row == ("caseloom_owner", "named")


def test_a_role_without_the_right_is_enough_with_createrole(other: Cluster) -> None:
    """Not a superuser: CREATEROLE and CREATEDB do, as the docstring promises."""
    with other, psycopg.connect(other.admin_dsn(), autocommit=True) as admin:
        admin.execute("DROP DATABASE caseloom")
        for role in ("caseloom_app", "caseloom_owner", "caseloom_search"):
            admin.execute(f"DROP OWNED BY {role}")
            admin.execute(f"DROP ROLE {role}")
        admin.execute("CREATE ROLE builder LOGIN CREATEROLE CREATEDB PASSWORD 'b'")
        host = admin.info.host
        builder = f"postgresql://builder:b@/postgres?host={host}"
        named = urls(other, "named", "o", "a")
        provision.provision_urls(builder, named)
        provision.provision_urls(builder, named)
        with psycopg.connect(named.app) as app:
            assert app.execute("SELECT current_user").fetchone() == ("caseloom_app",)


def test_what_the_server_refuses_is_told(other: Cluster) -> None:
    with other:
        with pytest.raises(Unavailable, match="permission denied"):
            provision.provision_urls(other.dsns().app, urls(other, "named", "o", "a"))
        with pytest.raises(Invalid, match="other names"):
            provision.provision_urls(other.admin_dsn(), Dsns(owner=other.admin_dsn(), app=""))
