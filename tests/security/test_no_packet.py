"""In default mode no packet leaves: shown in a network of its own, where each is on record."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house.source import ROOT

pytestmark = pytest.mark.slow
# Root needs no user namespace, and PostgreSQL is then started as another user, who needs to be one.
UNSHARE = ["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "--net"]
# What says which installation and settings the tests around this one use.
_OTHERS = ("DATA", "DATABASE_URL", "CASELOOM_OWNER_URL", "DJANGO_SETTINGS_MODULE")


@pytest.fixture(scope="module")
def namespaces() -> None:
    """Skips where the kernel gives nobody a network; in CI, and for want of a tool, fails."""
    if not Path("/proc/self/ns/net").exists():
        pytest.skip("this kernel has no network namespaces")
    missing = [name for name in ("unshare", "ip") if shutil.which(name) is None]
    assert not missing, f"needs {missing}: apt-get install util-linux iproute2"
    done = subprocess.run([*UNSHARE, "true"], capture_output=True, text=True, check=False)
    if done.returncode:
        assert not os.environ.get("CI"), f"no network namespaces in CI: {done.stderr}"
        pytest.skip(f"this system gives no network namespace: {done.stderr.strip()}")


def isolated(folder: Path, what: str) -> dict[str, Any]:
    folder.mkdir(mode=0o700)
    kept = {k: v for k, v in os.environ.items() if k not in _OTHERS}
    done = subprocess.run(
        [*UNSHARE, sys.executable, "-m", "tests.security.isolated", str(folder), what],
        cwd=ROOT, env=kept | {"CASELOOM_LOG": "ERROR"}, capture_output=True, text=True, check=False,
        timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_intake_reading_and_staff_pages_send_nothing(namespaces: None, tmp_path: Path) -> None:
    seen = isolated(tmp_path / "data", "serve")
    assert seen["out"] == []
    # It was all there: the pages came over the loopback, which the recorder saw as well.
    assert seen["local"] > 100
    assert {"tips/?whose=all", "tips/overview/", "search/?q=gun"} <= set(seen["looked"])
    assert len(seen["looked"]) == 9


def test_who_does_reach_out_is_on_record(namespaces: None, tmp_path: Path) -> None:
    seen = isolated(tmp_path / "data", "try")
    text = "\n".join(seen["out"])
    assert "protocol 0x800, port 443" in text
    assert "protocol 0x86dd, port 443" in text
    assert "port 53" in text or "nameserver" not in Path("/etc/resolv.conf").read_text()
