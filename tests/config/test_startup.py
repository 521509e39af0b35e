"""A command loads what it needs: everything takes seconds, and most commands need little."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SRC = Path(settings.BASE_DIR)
HEAVY = ("followthemoney", "numpy", "openpyxl", "duckdb", "ninja", "caseloom.tips.actions")
_AFTER_SETUP = """\
import sys, django
django.setup()
{more}
print(*[name for name in {names!r} if name in sys.modules])
"""


def loaded(names: tuple[str, ...], data: Path, more: str = "") -> list[str]:
    """Which of the modules a process has after Django's setup and `more`."""
    done = subprocess.run(
        [sys.executable, "-c", _AFTER_SETUP.format(names=names, more=more)],
        env={"DATA": str(data), "DJANGO_SETTINGS_MODULE": "caseloom.config.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


def test_setup_loads_no_room_that_is_heavy(tmp_path: Path) -> None:
    assert loaded(HEAVY, tmp_path) == []


def test_the_web_server_has_loaded_everything_before_the_first_request(tmp_path: Path) -> None:
    found = loaded(HEAVY, tmp_path, "import caseloom.config.wsgi")
    assert {"ninja", "followthemoney", "caseloom.tips.actions"} <= set(found)


def test_the_worker_knows_every_task() -> None:
    files = [path.relative_to(SRC) for path in SRC.glob("*/tasks.py")]
    named = [f"caseloom.{path.parent.name}.tasks" for path in sorted(files)]
    assert sorted(settings.PROCRASTINATE_IMPORT_PATHS) == named


@pytest.mark.parametrize("task", ["ingest.import_upload", "resolve.run_nightly", "tips.read_tip"])
def test_a_job_is_known_by_its_name(task: str) -> None:
    from procrastinate.contrib.django import app

    assert app.configure_task(task).job.task_name == task
