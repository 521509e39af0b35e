"""What letters tell of Arabic names, whatever a model said of them."""

import pytest

from caseloom.assist.spans.arabic import mended
from caseloom.assist.spans.naming import LABELS
from caseloom.assist.spans.tokens import tokens

B, ON = LABELS.index("B-person"), LABELS.index("I-person")
FIRM = [LABELS.index("B-organisation"), LABELS.index("I-organisation")]


@pytest.mark.parametrize(
    ("text", "labels", "wanted"),
    [
        ("مطلق يتناوبون عند", [B, ON, 0], [B, 0, 0]),  # “take turns”
        ("عبد العزيز ويسكن خلف", [B, ON, ON, 0], [B, ON, 0, 0]),  # “and lives”
        ("العام رفعت فهمي", [B, ON, ON], [0, B, ON]),  # “General Rif'at”
        ("الهادي بوزيد هنا", [B, ON, 0], [B, ON, 0]),  # al-Hadi is his name
        ("المورد الأمل للتجهيزات وصل", [0, B, ON, 0], [0, *FIRM, 0]),  # “for supplies”
        ("اسمه هادي راح", [0, 0, 0], [0, B, 0]),  # “his name is”
        ("اسمه في الورقة", [0, 0, 0], [0, 0, 0]),
        ("Ronald Whitaker said", [B, ON, 0], [B, ON, 0]),
    ],
)
def test_names_are_cut_to_names(text: str, labels: list[int], wanted: list[int]) -> None:
    found = tokens(text)
    assert len(found) == len(labels)
    assert mended(found, labels) == wanted
