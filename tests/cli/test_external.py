"""An installation on a PostgreSQL server that Caseloom did not start, as the how-to has it."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.cli.test_installation import PASSWORD, Program

from caseloom.config.postgres import Cluster
from caseloom.config.postgres.dsns import ADMIN, APP, OWNER, SEARCH, Dsns, socket_dsn
from caseloom.config.postgres.osuser import server_user

pytestmark = pytest.mark.slow

PEOPLE = "id,name\n1,Ada Byron\n2,Charles Babbage\n"
MAPPING = """
queries:
  - file: people.csv
    entities:
      person: {schema: Person, key: id, properties: {name: {column: name}}}
"""
ACTING = ("--as", "maria", "--purpose", "a try")
OLDER = sorted(Path("/usr/lib/postgresql").glob("1[56]/bin"))


class Older:
    """A server of an older version, run by its own programs as an OS user who is not root."""

    def __init__(self, programs: Path) -> None:
        self.programs, self.user = programs, server_user()
        self.folder = Path(tempfile.mkdtemp(prefix="caseloom-older-"))
        self.folder.chmod(0o755)
        if self.user:
            self.user.own(self.folder)

    def __enter__(self) -> "Older":
        data, socket = str(self.folder / "data"), f"-k {self.folder} -c listen_addresses=''"
        self._run("initdb", "-D", data, "-U", ADMIN, "--auth=trust", "--encoding=UTF8")
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", data, "-w", "-l", log, "-o", socket, "start")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "stop")
        shutil.rmtree(self.folder)

    def _run(self, program: str, *words: str) -> None:
        user = self.user.popen() if self.user else {}
        subprocess.run(
            [str(self.programs / program), *words], check=True, cwd="/",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user,
        )  # fmt: skip

    def dsns(self, database: str) -> Dsns:
        owner, app = (socket_dsn(one, "a secret", database, self.folder) for one in (OWNER, APP))
        return Dsns(owner=owner, app=app)

    def admin_dsn(self, database: str = "postgres") -> str:
        return socket_dsn(ADMIN, "", database, self.folder)


Server = Cluster | Older


@pytest.fixture(params=["as shipped", "older"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server, of the version that comes along, and of an older one where there is one."""
    if request.param == "as shipped":
        with Cluster(tmp_path_factory.mktemp("server")) as shipped:
            yield shipped
        return
    if not OLDER:
        pytest.skip("needs PostgreSQL 15 or 16 in /usr/lib/postgresql: apt-get install postgresql")
    with Older(OLDER[0]) as older:
        yield older


@pytest.fixture
def place(server: Server, tmp_path: Path) -> Program:
    """A data folder with the three addresses in its environment, and nothing made yet."""
    program = Program(tmp_path / "data")
    name_server(program, server, "caseloom_external")
    return program


def name_server(program: Program, server: Server, database: str) -> None:
    urls = server.dsns(database)
    program.environment |= {
        "DATABASE_URL": urls.app,
        "CASELOOM_OWNER_URL": urls.owner,
        "CASELOOM_ADMIN_URL": server.admin_dsn(),  # on another database, as for `migrate`
    }


def done(program: Program, *words: str, stdin: str = "") -> str:
    ended = program.run(*words, stdin=stdin)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def found(program: Program) -> list[str]:
    return [hit["caption"] for hit in program.json("search", "babbage", *ACTING)["hits"]]


def test_from_an_empty_server_to_a_restored_backup(
    place: Program, server: Server, tmp_path: Path
) -> None:
    assert "applied." in done(place, "migrate")
    assert done(place, "migrate") == "Nothing to do.\n"
    # Only `migrate` needs the other two roles.
    for name in ("CASELOOM_OWNER_URL", "CASELOOM_ADMIN_URL"):
        del place.environment[name]
    add = ("person", "add", "maria", "--name", "Maria Vega", "--password-stdin")
    roles = ("--role", "administrator", "--role", "analyst", "--role", "auditor")
    done(place, *add, *roles, stdin=PASSWORD)
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "people.yml").write_text(MAPPING)
    done(place, "source", "add", "register", "--authority", "a statute", *ACTING)
    ingest = ("ingest", "--mapping", str(tmp_path / "people.yml"), "--source", "register")
    assert "2 new records" in done(place, *ingest, *ACTING)
    assert found(place) == ["Charles Babbage"]
    well = {one["check"]: one["state"] for one in place.json("doctor")["findings"]}
    assert (well["App role"], well["Tables"]) == ("well", "well")

    refused = place.run("backup", str(tmp_path / "saved"))
    assert refused.returncode == 1 and "CASELOOM_ADMIN_URL" in refused.stderr
    (place.data / "work").mkdir(exist_ok=True)
    (place.data / "work" / "spill").write_text("an import's scratch file")
    name_server(place, server, "caseloom_external")
    done(place, "backup", str(tmp_path / "saved"))
    assert not list((tmp_path / "saved" / "files").rglob("spill"))

    again = Program(tmp_path / "again")
    name_server(again, server, "caseloom_restored")
    done(again, "restore", str(tmp_path / "saved"))
    assert found(again) == ["Charles Babbage"]
    assert "events verified" in done(again, "audit", "verify", *ACTING)
    assert well.items() <= {
        (one["check"], one["state"]) for one in again.json("doctor")["findings"]
    }
    third = Program(tmp_path / "third")
    name_server(third, server, "caseloom_restored")
    twice = third.run("restore", str(tmp_path / "saved"))
    assert twice.returncode == 1 and "tables already" in twice.stderr


def test_a_dump_that_breaks_off_leaves_nothing(
    place: Program, server: Server, tmp_path: Path
) -> None:
    """Whatever way it goes in: an older server's rows are handed on by psql."""
    done(place, "migrate")
    done(place, "backup", str(tmp_path / "saved"))
    with psycopg.connect(server.admin_dsn("caseloom_external")) as admin:
        # A role that the other server does not have: the dump fails near its end.
        admin.execute("CREATE ROLE caseloom_passing; CREATE TABLE last_of_all (n int)")
        admin.execute("ALTER TABLE last_of_all OWNER TO caseloom_passing")
    done(place, "backup", str(tmp_path / "broken"))
    with psycopg.connect(server.admin_dsn("caseloom_external")) as admin:
        admin.execute("DROP TABLE last_of_all; DROP ROLE caseloom_passing")
    again = Program(tmp_path / "again")
    name_server(again, server, "caseloom_restored")
    failed = again.run("restore", str(tmp_path / "broken"))
    assert failed.returncode == 1 and "caseloom_passing" in failed.stderr
    assert list(again.data.iterdir()) == []
    with psycopg.connect(server.admin_dsn("caseloom_restored")) as admin:
        ((tables,),) = admin.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
    assert tables == 0
    done(again, "restore", str(tmp_path / "saved"))


def test_other_roles_are_refused_before_anything_is_made(place: Program) -> None:
    place.environment["DATABASE_URL"] = place.environment["DATABASE_URL"].replace(APP, "somebody")
    refused = place.run("migrate")
    assert refused.returncode == 2
    assert OWNER in refused.stderr and APP in refused.stderr and SEARCH not in refused.stderr
