"""The own PostgreSQL: real starts, real kills, real processes."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from caseloom.config.postgres import Cluster, binaries, postmaster
from caseloom.config.postgres.cluster import _settings
from caseloom.kernel.errors import Unavailable

SRC = Path(__file__).parents[3] / "src"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A server that the tests of this file look at and do not disturb."""
    with Cluster(tmp_path_factory.mktemp("cluster") / "data") as cluster:
        yield cluster


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A server of the test's own, not started yet."""
    cluster = Cluster(tmp_path / "data")
    yield cluster
    cluster.stop()


def fetch(dsn: str, query: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn, connect_timeout=10) as connection:
        return connection.execute(query, values or None).fetchall()


def run(dsn: str, statement: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement)


def in_process(code: str, folder: Path) -> "subprocess.Popen[str]":
    """Run `code` in another Python, with `cluster` for the data folder `folder`."""
    head = f"""
    import os, sys
    from pathlib import Path
    from caseloom.config.postgres import Cluster
    cluster = Cluster(Path({str(folder)!r}))
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(head) + textwrap.dedent(code)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SRC)},
    )


# -- what a start makes


def test_roles_are_what_the_second_lock_needs(running: Cluster) -> None:
    query = """SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb
                 FROM pg_roles WHERE rolname LIKE 'caseloom%' ORDER BY 1"""
    assert fetch(running.admin_dsn(), query) == [
        ("caseloom_app", True, False, False, False, False),
        ("caseloom_owner", True, False, False, False, False),
        ("caseloom_search", False, False, False, False, False),
    ]


def test_the_owner_owns_the_database_and_the_app_uses_it(running: Cluster) -> None:
    dsns = running.create_database("rights")
    run(dsns.owner, "CREATE TABLE thing (id serial PRIMARY KEY, name text)")
    run(dsns.app, "INSERT INTO thing (name) VALUES ('a')")
    run(dsns.app, "CREATE TEMP TABLE batch (id int)")
    assert fetch(dsns.app, "SELECT name FROM thing") == [("a",)]
    for forbidden in ("CREATE TABLE other (id int)", "DROP TABLE thing", "TRUNCATE thing"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(dsns.app, forbidden)


def test_the_owner_may_hand_functions_to_the_search_role(running: Cluster) -> None:
    dsns = running.create_database("handing")
    run(dsns.owner, "GRANT CREATE ON SCHEMA public TO caseloom_search")
    run(dsns.owner, "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    run(dsns.owner, "ALTER FUNCTION f() OWNER TO caseloom_search")


def test_text_is_utf8_and_sorted_by_code_point_everywhere(running: Cluster) -> None:
    query = "SELECT pg_encoding_to_char(encoding), datlocprovider FROM pg_database WHERE datname=%s"
    assert fetch(running.admin_dsn(), query, "caseloom") == [("UTF8", "b")]
    assert fetch(running.dsns().app, "SELECT lower('ÄΩЖ'), 'a' < 'B'") == [("äωж", False)]


def test_it_listens_on_a_private_socket_only(running: Cluster) -> None:
    settings = dict(
        fetch(
            running.admin_dsn(),
            "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses',"
            " 'unix_socket_directories', 'synchronous_commit', 'fsync', 'jit')",
        )
    )
    folder = Path(str(settings.pop("unix_socket_directories")))
    assert settings == {
        "listen_addresses": "",
        "synchronous_commit": "on",
        "fsync": "on",
        "jit": "off",
    }
    assert folder.stat().st_mode & 0o777 == 0o700


def test_only_the_right_password_opens(running: Cluster) -> None:
    dsns = running.dsns()
    wrong = dsns.app.replace(psycopg.conninfo.conninfo_to_dict(dsns.app)["password"], "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        fetch(wrong, "SELECT 1")
    stored = fetch(running.admin_dsn(), "SELECT DISTINCT left(rolpassword, 13) FROM pg_authid"
                   " WHERE rolpassword IS NOT NULL")  # fmt: skip
    assert stored == [("SCRAM-SHA-256",)]


def test_nothing_in_the_data_folder_is_open_to_others(running: Cluster) -> None:
    assert running.folder.stat().st_mode & 0o777 == 0o700
    assert (running.folder / "postgres.json").stat().st_mode & 0o777 == 0o600
    assert running.data.stat().st_mode & 0o777 == 0o700


def test_databases_come_and_go(running: Cluster) -> None:
    first = running.create_database("first")
    run(first.owner, "CREATE TABLE seen AS SELECT 1 AS x")
    copy = running.create_database("second", template="first")
    assert fetch(copy.app, "SELECT 1 FROM pg_tables WHERE tablename = 'seen'") == [(1,)]
    running.drop_database("second")
    running.drop_database("second")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        fetch(copy.app, "SELECT 1")


# -- sharing


def test_a_second_start_joins_and_the_last_stop_ends_it(cluster: Cluster) -> None:
    cluster.start()
    other = Cluster(cluster.folder)
    assert other.start() == cluster.dsns()
    pid = cluster.pid
    assert pid is not None and other.pid == pid
    cluster.stop()
    assert other.pid == pid
    assert fetch(other.dsns().app, "SELECT 1") == [(1,)]
    other.stop()
    assert other.pid is None


def test_processes_share_one_server(cluster: Cluster) -> None:
    child = in_process(
        "cluster.start(); print(cluster.pid, flush=True); sys.stdin.read(); cluster.stop()",
        cluster.folder,
    )
    assert child.stdout is not None
    theirs = int(child.stdout.readline())
    cluster.start()
    assert cluster.pid == theirs
    child.communicate("")
    assert cluster.pid == theirs
    cluster.stop()
    assert cluster.pid is None


def test_two_first_starts_at_once_make_one_server(cluster: Cluster) -> None:
    code = "cluster.start(); print(cluster.pid, flush=True); sys.stdin.read(); cluster.stop()"
    children = [in_process(code, cluster.folder) for _ in range(2)]
    pids = {child.stdout.readline() for child in children if child.stdout}
    for child in children:
        child.communicate("")
        assert child.returncode == 0
    assert len(pids) == 1


def test_a_holder_that_was_killed_counts_no_more(cluster: Cluster) -> None:
    child = in_process("cluster.start(); os.kill(os.getpid(), 9)", cluster.folder)
    child.communicate()
    assert cluster.pid is not None, "the server outlives the process that started it"
    cluster.start()
    cluster.stop()
    assert cluster.pid is None


# -- recovery


def test_what_was_committed_survives_a_killed_server(cluster: Cluster) -> None:
    dsns = cluster.start()
    run(dsns.owner, "CREATE TABLE kept (n int)")
    for n in range(3):
        run(dsns.app, f"INSERT INTO kept VALUES ({n})")
        pid = cluster.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert cluster.start() == dsns
        assert cluster.pid != pid
        assert fetch(dsns.app, "SELECT count(*) FROM kept") == [(n + 1,)]


def test_a_stale_process_id_file_is_no_obstacle(cluster: Cluster) -> None:
    cluster.start()
    lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.stop()
    # The id now belongs to this test, as it may to anything after a restart of the machine.
    (cluster.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert postmaster.running(cluster.data) is None
    cluster.start()
    assert cluster.pid not in (None, os.getpid())


def test_an_interrupted_first_start_is_begun_again(cluster: Cluster) -> None:
    (cluster.folder / "postgres.new").mkdir(parents=True)
    (cluster.folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    cluster.folder.chmod(0o700)
    cluster.start()
    assert not (cluster.folder / "postgres.new").exists()


def test_other_binaries_than_those_that_wrote_the_data_are_refused(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(Unavailable) as refused:
        cluster.start()
    assert "written by PostgreSQL 15" in refused.value.message
    assert "CASELOOM_PG_BIN" in refused.value.remedy


def test_why_it_does_not_start_is_told(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    with (cluster.data / "postgresql.auto.conf").open("a") as file:
        file.write("shared_buffers = 'nonsense'\n")
    with pytest.raises(Unavailable, match="shared_buffers"):
        cluster.start()


# -- where it may run


def test_a_long_data_folder_path_still_has_a_socket(tmp_path: Path) -> None:
    with Cluster(tmp_path / ("long" * 30) / "data") as cluster:
        assert fetch(cluster.dsns().app, "SELECT 1") == [(1,)]


def test_a_folder_of_other_things_is_not_closed_to_its_users(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    tmp_path.chmod(0o755)
    with pytest.raises(Unavailable, match="holds other things"):
        Cluster(tmp_path).start()
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_an_ordinary_user_runs_it_himself(tmp_path: Path) -> None:
    """Also when the tests run as root: then a child becomes nobody first."""
    code = """
    import encodings.idna, psycopg, psycopg.conninfo, importlib.util
    if os.geteuid() == 0:
        os.chown(cluster.folder.parent, 65534, 65534)
        os.setgroups([]); os.setgid(65534); os.setuid(65534)
    dsns = cluster.start()
    with psycopg.connect(dsns.app) as connection:
        print(os.geteuid(), cluster.data.stat().st_uid, connection.execute("SELECT 1").fetchone())
    cluster.stop()
    print(cluster.pid)
    """
    folder = tmp_path if os.geteuid() else Path(f"/tmp/caseloom-nobody-{os.getpid()}")
    folder.mkdir(exist_ok=True)
    try:
        said, _ = in_process(code, folder / "data").communicate()
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)
    user = os.geteuid() or 65534
    assert said.splitlines() == [f"{user} {user} (1,)", "None"]


def test_missing_programs_are_named() -> None:
    with pytest.raises(Unavailable, match="no postgres, initdb") as refused:
        binaries.find({"CASELOOM_PG_BIN": "/nonexistent"})
    assert "DATABASE_URL" in refused.value.remedy


@pytest.mark.parametrize(("gigabytes", "shared"), [(1, "256MB"), (8, "512MB"), (64, "1024MB")])
def test_its_own_memory_follows_the_machines(
    gigabytes: int, shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = {"SC_PHYS_PAGES": gigabytes << 18, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr("os.sysconf", sizes.__getitem__)
    assert f"shared_buffers = '{shared}'" in _settings()
