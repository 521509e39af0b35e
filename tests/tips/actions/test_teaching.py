"""What people decided teaches the route: as somebody who leads, each reading on record."""

from pathlib import Path
from typing import Any

import pytest

from caseloom.access.actions import as_viewer
from caseloom.assist import queries as assist
from caseloom.audit import queries as audit
from caseloom.kernel.errors import Invalid, NotAllowed, NotFound
from caseloom.tips import actions
from caseloom.tips.errors import UnknownLine
from tests.assist.texts import labelled
from tests.tips.hotline import Hotline


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of this test's own for models; keys stay where they are."""
    from caseloom.tips.actions import teaching

    class Settings:
        DATA = tmp_path

    monkeypatch.setattr(teaching, "settings", Settings)
    return tmp_path


def decided(hotline: Hotline, many: int) -> None:
    given = labelled(many)
    for text, label in zip(given.texts, given.labels, strict=True):
        # By e-mail: these have no receipt, and so no slow hash.
        sent = hotline.send(text, channel="email")
        hotline.act("intake", actions.assess, tip_id=sent.tip_id, category=label, priority=0)


def test_decisions_teach_a_version_that_is_used(hotline: Hotline, folder: Path) -> None:
    decided(hotline, 210)
    secret = hotline.send("Ada Okafor hides a payslip of unpaid wages.", channel="email")
    hotline.act("intake", actions.assess, tip_id=secret.tip_id, category="wages", priority=0)
    done = actions.teach(task="route", viewer=hotline.cast.supervisor)
    assert done.in_use and done.texts + done.held_out.texts == 210
    assert done.held_out.accuracy > 0.8 and set(done.labels) == {"wages", "fraud", "safety"}
    now = assist.card("route", folder)
    assert now.version == f"route#{done.version}" and "210 tips" in now.learnt_from
    with as_viewer(hotline.cast.auditor) as viewer:
        found = audit.events(viewer, limit=200).items
    verbs = [one.verb for one in found]
    assert "machine.taught" in verbs and verbs.count("tip.read_to_teach") > 100
    # What is closed to some taught nothing, and was not read.
    assert str(secret.tip_id) not in {
        one.object_id for one in found if one.verb == "tip.read_to_teach"
    }
    hotline.act("supervisor", actions.use_version, task="route", version=done.version)
    with pytest.raises(NotFound):
        hotline.act("supervisor", actions.use_version, task="route", version="000000000000")
    with pytest.raises(NotAllowed):
        hotline.act("agent", actions.use_version, task="route", version=done.version)
    # A suggestion keeps the version that made it.
    sent = hotline.send("They told me of unpaid wages and overtime again.")
    from caseloom.tips.actions import reading

    class Settings:
        DATA = folder

    with pytest.MonkeyPatch.context() as then:
        then.setattr(reading, "settings", Settings)
        actions.read(tip_id=sent.tip_id, scope=hotline.scope)
    with as_viewer(hotline.cast.supervisor) as viewer:
        said = assist.suggestions(viewer, [sent.tip_id])[sent.tip_id]
    (route,) = (one for one in said if one.task == "route")
    assert (route.model, route.label) == (f"route#{done.version}", "wages")


def test_too_few_say_so_and_leave_no_model(hotline: Hotline, folder: Path) -> None:
    decided(hotline, 3)
    with pytest.raises(Invalid, match="200 are needed"):
        actions.teach(task="route", viewer=hotline.cast.supervisor)
    assert not list(folder.rglob("*.model"))


@pytest.mark.parametrize("who", ["agent", "intake", "auditor", "administrator", "analyst"])
def test_only_who_leads_teaches(hotline: Hotline, folder: Path, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.teach(task="route", viewer=hotline.cast.viewer(who))


def test_what_cannot_be_taught_is_told(hotline: Hotline, folder: Path) -> None:
    given: dict[str, Any] = {"viewer": hotline.cast.supervisor}
    with pytest.raises(Invalid, match="do not teach"):
        actions.teach(task="threat", **given)
    with pytest.raises(UnknownLine):
        actions.teach(task="route", line="none", **given)
