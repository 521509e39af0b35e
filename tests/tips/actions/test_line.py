"""Lines and what they ask: of two who save at once, one is told."""

from typing import Any

import pytest

from caseloom.kernel.errors import Conflict, Invalid
from caseloom.tips import actions, queries
from caseloom.tips.questionnaires import as_data
from tests.tips.hotline import Hotline


def save(hotline: Hotline, expected: int) -> Any:
    data = as_data(hotline.ask("administrator", queries.questionnaire, "hotline"))
    return hotline.act(
        "administrator", actions.set_questionnaire, key="hotline", data=data, expected=expected
    )


def test_who_saves_what_was_changed_meanwhile_is_told(hotline: Hotline) -> None:
    assert save(hotline, 1).number == 2
    for old in (0, 1, 3):
        with pytest.raises(Conflict):
            save(hotline, old)
    assert [one for one, _, _ in hotline.ask("administrator", queries.versions, "hotline")] == [
        2,
        1,
    ]


@pytest.mark.parametrize("category", ["", "  ", "x" * 61])
def test_a_judgement_without_a_category_is_none(hotline: Hotline, category: str) -> None:
    sent = hotline.send()
    with pytest.raises(Invalid) as refused:
        hotline.act("intake", actions.assess, tip_id=sent.tip_id, category=category, priority=1)
    assert refused.value.field == "category"
    assert hotline.tip("intake", sent).assessments == ()
