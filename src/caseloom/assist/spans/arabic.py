"""What the letters of Arabic tell of names that a model found, where no capital tells it.

A label is a place in naming.LABELS: 0 is no name, 1 and 2 a person's, 3 and 4 an organisation's.
"""

import re
from collections.abc import Sequence

from caseloom.assist.spans.language import word_set
from caseloom.assist.spans.tokens import Token, is_first_name, is_given, is_listed, is_usual

_BEGIN, _ON = 1, 2
_OF_THING = 2
# “His name is”, “called”, and how it is said at home.
_NAMED = word_set(
    "اسمه اسمها اسمو اسمي إسمه إسمها إسمو سميتو سميتها سميته يدعى تدعى يُدعى تُدعى المدعو المدعوة "
    "ويدعى وتدعى واسمه واسمها واسمو"
)
# Forms of verbs that stand behind a name: “lives”, “and they take turns”.
_VERB = re.compile(r"(?:و|ف)?(?:[يتن]|[بهس][يت]|كي|كت|ك[يت])[ء-ي\u064b-\u0652]{2,}")
_LEAST = 4
# Verbs that look like names or like nothing, and what is said to a child.
_NO_NAMES = word_set(
    "رجع طلع راح قال جا جه جاء شاف لغى نزل دخل ضرب كان صار وقع أخذ اخذ خد كتب دفع مات سافر هرب "
    "اختفى بلغ وصل حط شال عمل سوى سوا حكى سأل طلب رفض هدد هُدّد فتح سكر قفل باع اشترى "
    "عرف رجعت طلعت قالت بابا ماما عمو خالو تيتا وهو وهي هو هي رئيس مدير صاحب اللي الذي التي"
)
# Words of names that go on: “servant of …”, “father of …”, “son of …”.
_JOINING = word_set("عبد أبو ابو أبي ابي أم ام بني بن ابن آل ولد بنت")
# “Engineer” and “doctor” are written with one letter too.
_SHORT_TITLES = word_set("م د أ ا")
_SELF = word_set("أنا انا معكم معك")
_CUES = _NAMED | _SELF
_ENDS = word_set(". ، , ؛")


def mended(found: Sequence[Token], labels: Sequence[int]) -> list[int]:
    """`labels` with people cut to their names, firms told from them, and who is called so."""
    made = list(labels)
    at = 0
    while at < len(made):
        end = at + 1
        if made[at] == _BEGIN:
            while end < len(made) and made[end] == _ON:
                end += 1
            if _is_arabic(found[at].text):
                end = _mend(found, made, at, end)
        elif at and found[at - 1].text in _CUES and not made[at] and not found[at].taken:
            made[at] = _BEGIN if _is_told(found, at) else 0
        at = end
    return made


def _is_told(found: Sequence[Token], at: int) -> bool:
    """Whether the words around an unmarked word say that it is somebody's name."""
    before, word = found[at - 1].text, found[at].text
    if before in _NAMED:
        return is_given(word)
    ends = at + 1 == len(found) or found[at + 1].text in _ENDS
    return before in _SELF and ends and is_first_name(word) and is_given(word)


def _mend(found: Sequence[Token], made: list[int], at: int, end: int) -> int:
    """Mends the person from `at` to `end`; where it ends then."""
    words = [one.text for one in found[at:end]]
    if any(word.startswith("لل") and len(word) > _LEAST for word in words):
        made[at:end] = [label + _OF_THING for label in made[at:end]]
        return end
    while end - at > 1 and _is_verb(found[end - 1].text):
        end -= 1
        made[end] = 0
    while end < len(made) and found[end - 1].text in _JOINING and not made[end]:
        if found[end].taken or not _is_arabic(found[end].text):
            break
        made[end] = _ON
        end += 1
    first = words[0]
    called = end - at > 1 and is_first_name(found[at + 1].text)
    if called and first.startswith("ال") and not is_first_name(first):
        made[at], made[at + 1] = 0, _BEGIN
    elif at > 1 and found[at - 1].text == "." and found[at - 2].end == found[at - 1].start:
        initial = found[at - 2].text
        if len(initial) == 1 and _is_arabic(initial) and initial not in _SHORT_TITLES:
            made[at - 2 : at + 1] = [_BEGIN, _ON, _ON]
    return end


def _is_verb(word: str) -> bool:
    told = is_usual(word) or bool(_VERB.fullmatch(word))
    return word in _NO_NAMES or word.isdigit() or (told and not is_listed(word))


def _is_arabic(word: str) -> bool:
    return "\u0620" <= word[0] <= "\u064a"
