"""What stands beside names in English and Spanish tells where they begin and end, and who is named.

A label is a place in naming.LABELS: 0 is no name, 1 and 2 a person's, 3 and 4 an organisation's.
"""

import re
from collections.abc import Sequence

from caseloom.assist.spans.language import word_set
from caseloom.assist.spans.tokens import (
    Token,
    is_first_name,
    is_listed,
    is_of_firms,
    is_place,
    is_uncommon,
)

_BEGIN, _ON = 1, 2
_TITLES = word_set("mr mrs ms cllr don doña dña sr sra srta")
# Behind these two words stands a name, whatever it is; behind those a given name does.
_CALLED = {("known", "as"), ("goes", "by"), ("le", "dicen"), ("lo", "llaman"), ("un", "tal")}
_NAMED = {("my", "name"), ("name", "is"), ("me", "llamo"), ("se", "llama"), ("mi", "nombre")}
_BIG = word_set("Big Little Old Young Wee Fat")
_QUOTES = word_set("\" “ ” « » ' ‘ ’")
# What somebody is called on a network: letters with digits or a stroke in them.
_USER = re.compile(
    r"(?i)\b(?:user(?:name|[ -]?id)?|usuario|nick(?:name)?|gamertag|goes by|screen name)"
    r"(?: (?:is|was|es|era))?\W{0,3}(?P<name>(?=\w*[\d_])(?=\w*[a-z])[a-z]\w{2,30})(?!\w|[.@]\w)"
)
_FEW = 2


def mended(plain: str, found: Sequence[Token], labels: Sequence[int], cased: bool) -> list[int]:
    """`labels` with people whole, without what is none of their name, and those who are named."""
    made = list(labels)
    at = 0
    while at < len(made):
        end = at + 1
        if made[at] == _BEGIN:
            while end < len(made) and made[end] == _ON:
                end += 1
            end = _ended(found, made, at, end, cased)
            _began(found, made, at)
        elif cased and not made[at] and at and _is_told(found, at):
            made[at] = _BEGIN
        at = end
    for user in _USER.finditer(plain):
        start, last = user.span("name")
        inside = [n for n, one in enumerate(found) if start <= one.start and one.end <= last]
        if inside and not any(found[n].taken for n in inside):
            made[inside[0] : inside[-1] + 1] = [_BEGIN, *[_ON] * (len(inside) - 1)]
    return made


def _ended(found: Sequence[Token], made: list[int], at: int, end: int, cased: bool) -> int:
    """Where the person from `at` on ends: without a number behind, with what belongs to it."""
    while end - at > 1 and found[end - 1].text.isdigit() and _gap(found, end - 1):
        end -= 1
        made[end] = 0
    words = [one.text for one in found[end : end + 4]]
    if not cased or len(words) < _FEW or any(made[end : end + _FEW]):
        return end
    more = 0
    if len(words[0]) == 1 and words[0].isupper() and words[1] == ".":
        more = 2  # An initial: “Adam B.”
    elif words[0] in ("el", "la") and words[1][0].isupper() and not is_place(words[1]):
        more = 2  # “Driss el Rubio”
    elif words[0] in _QUOTES and len(words) > 3 and words[2] in _QUOTES and made[end + 3]:
        more = 4  # Tadeo “Cachorro” Villaseñor
        while end + more < len(made) and made[end + more] == _ON:
            more += 1
    made[end : end + more] = [_ON] * more
    return end + more


def _began(found: Sequence[Token], made: list[int], at: int) -> None:
    """Takes in what somebody is called by in the middle of a sentence: “Big Terry”."""
    big = at > 1 and found[at - 1].text in _BIG and not made[at - 1]
    if big and found[at - 2].text not in (".", "!", "?", "\n"):
        made[at - 1], made[at] = _BEGIN, _ON


def _gap(found: Sequence[Token], at: int) -> bool:
    return found[at].start > found[at - 1].end


def _is_told(found: Sequence[Token], at: int) -> bool:
    """Whether the words before an unmarked word with a capital say that it is somebody's name."""
    one = found[at]
    if one.taken or len(one.text) < _FEW or not one.text[0].isupper() or one.text.isupper():
        return False
    if is_place(one.text) or is_of_firms(one.text):
        return False
    before = [each.text.casefold() for each in found[max(0, at - 3) : at]]
    title = before[-2] if len(before) > 1 and before[-1] == "." else before[-1]
    pair = tuple(before[-2:])
    return (
        (title in _TITLES and (is_listed(one.text) or is_uncommon(one.text)))
        or pair in _CALLED
        or (pair in _NAMED and is_first_name(one.text))
    )
