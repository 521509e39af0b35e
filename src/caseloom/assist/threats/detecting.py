"""Whether a text tells of a threat to somebody's life, in which words, and of which sort.

Rules first: what is said (lexicon.py), unless it was denied, quoted from a film, is long past or a
figure of speech. In Tier 0 whatever stays is a threat, and a linear model of the same text adds to
that and takes nothing away (weighing.py). In Tier 1 the model knows what sentences mean and
decides; what is said plainly is then a possible threat at the least.
"""

from bisect import bisect_left
from dataclasses import dataclass

from caseloom.assist.threats import lexicon, weighing
from caseloom.assist.threats.lexicon import Language, Match
from caseloom.assist.threats.tokens import Token, tokens

_WORDS = "threats/words"
# What a denial can take back, and what long ago can.
_DENIED = ("will", "cue", "weapon", "done", "armed")
# Arms are also a trade, a sport and a part of some work.
_ARMED = ("weapon", "armed")
# Said plainly, they count whatever stands around them.
_PLAIN = frozenset(("will", "self"))
_PAST = ("cue", "weapon", "done", "self", "armed")
# Words between what takes back and what it takes back, at most.
_BEFORE, _AFTER, _NEGATION, _NEAR, _QUOTED = 14, 10, 5, 14, 5
# Words that one rule spans, at most.
_LONGEST = 40
# "If he does not pay": words between both, at most.
_IF = 3
_ME = frozenset(
    """
    me us my i im nos yo mi
    """.split()  # noqa: SIM905 - a list of words is read as one
)


@dataclass(frozen=True, slots=True)
class Sign:
    """text[start:end] speaks of a threat; `released` says why it is none, if it is none.

    cue: will, cue, weapon, done, indirect or self. released: negated, quoted, past or figurative.
    """

    start: int
    end: int
    cue: str
    released: str | None = None


@dataclass(frozen=True, slots=True)
class Threat:
    """What was found. likely: between 0 and 1; found: a threat; possible: perhaps one, if not.

    case: direct, conditional, reported, indirect or self-harm where it was found; else why what
    looked like it is none (negated, quoted, past, figurative), or None. sentences: those whose
    meaning speaks for it, where it was raised in Tier 1.
    """

    found: bool
    likely: float
    case: str | None
    signs: tuple[Sign, ...]
    possible: bool = False
    sentences: tuple[tuple[int, int], ...] = ()

    @property
    def raised(self) -> bool:
        """Whether people must look."""
        return self.found or self.possible

    @property
    def evidence(self) -> tuple[Sign, ...]:
        """The signs that count."""
        return tuple(one for one in self.signs if one.released is None)


def assess(text: str, words: list[Token] | None = None, *, tier: int = 0) -> Threat:
    """What `text` tells of a threat to life. words: its `tokens`, where they are known.

    tier: 0 by words alone, 1 by what they mean as well.
    """
    signs, marks = read(text, words)
    likely = weighing.likely(text, signs, tier)
    found, possible = raised(likely, signs, weighing.raises(tier), tier)
    return Threat(
        found, likely, _case(found or possible, signs, marks), tuple(signs), possible,
        weighing.sentences(text, tier) if found or possible else (),
    )  # fmt: skip


def raised(
    likely: float, signs: list[Sign], raises: tuple[float, float], tier: int
) -> tuple[bool, bool]:
    """Whether a threat is found; and, where it is not, whether one is possible.

    raises: the probabilities from which it is either (`weighing.raises`).
    """
    stands = {one.cue for one in signs if one.released is None}
    found = likely >= raises[0] or bool(stands and tier == 0)
    return found, not found and (bool(stands & _PLAIN) or likely >= raises[1])


def read(text: str, words: list[Token] | None = None) -> tuple[list[Sign], set[str]]:
    """The signs in `text`, and whether anything in it is conditional or reported."""
    found = tokens(text) if words is None else words
    signs: list[Sign] = []
    marks: set[str] = set()
    for language in lexicon.languages(_WORDS):
        made = _Reading(found, language)
        signs += made.signs()
        marks |= made.kinds
    return _widest(signs), marks


class _Reading:
    """One language's rules on one text."""

    def __init__(self, found: list[Token], language: Language) -> None:
        self.found, self.language = found, language
        self.keys = lexicon.keys_of(found, language)
        self.by_kind: dict[str, list[Match]] = {}
        made = lexicon.matches(found, language, self.keys)
        for match in sorted(made, key=lambda one: one.first):
            self.by_kind.setdefault(match.kind, []).append(match)
        self.firsts = {kind: [one.first for one in many] for kind, many in self.by_kind.items()}
        self.kinds = {kind for kind in ("conditional", "reported") if kind in self.by_kind}

    def signs(self) -> list[Sign]:
        return [
            Sign(
                self.found[one.first].start, self.found[one.last - 1].end, kind, self._released(one)
            )
            for kind in weighing.CUES
            for one in self.by_kind.get(kind, ())
        ]

    def _released(self, cue: Match) -> str | None:
        if self._figurative(cue):
            return "figurative"
        if self._quoted(cue):
            return "quoted"
        insisted = self._near("insists", cue, _BEFORE, _AFTER)
        if cue.kind in _DENIED and not insisted and self._negated(cue):
            return "negated"
        if cue.kind in _PAST and self._past(cue):
            return "past"
        return None

    def _figurative(self, cue: Match) -> bool:
        if any(cue.first < one.last for one in self._between("figurative", cue.first, cue.last)):
            return True
        if cue.kind in _ARMED and self._near("trade", cue, _NEAR, _NEAR):
            return True
        return bool(self._near("joking", cue, _NEAR, _NEAR)) and self._of_me(cue)

    def _of_me(self, cue: Match) -> bool:
        around = self.found[max(0, cue.first - 1) : cue.last + 2]
        return any(one.plain in _ME or one.plain.endswith(("ني", "نا")) for one in around)

    def _quoted(self, cue: Match) -> bool:
        if self._near("unfiction", cue, _BEFORE, _AFTER):
            return False
        if self._near("insists", cue, _BEFORE, _AFTER):
            return False
        return any(
            not self._now_between(one, cue, "@present")
            for one in self._near("fiction", cue, after=_QUOTED)
        )

    def _past(self, cue: Match) -> bool:
        return any(not self._now_between(one, cue) for one in self._near("past", cue))

    def _negated(self, cue: Match) -> bool:
        denied = self._between("negated", cue.first, cue.first + 1)
        if any(one.first <= cue.first <= one.last for one in denied):
            return True
        clause = self.found[cue.first].clause
        # "There are no weapons": a rule may pass over the word that denies it.
        if any("@not" in self.keys[at] for at in range(cue.first + 1, cue.last)):
            return True
        for at in range(cue.first - 1, max(-1, cue.first - 1 - _NEGATION), -1):
            if self.found[at].clause != clause or "@break" in self.keys[at]:
                return False
            if "@not" in self.keys[at]:
                return not any("@if" in keys for keys in self.keys[max(0, at - _IF) : at])
        return False

    def _near(
        self, kind: str, cue: Match, before: int = _BEFORE, after: int = _AFTER
    ) -> list[Match]:
        """Matches of `kind` in the sentence of `cue`, so many words before or after it."""
        sentence = self.found[cue.first].sentence
        return [
            one
            for one in self._between(kind, cue.first - before, cue.last + after + 1)
            if self.found[one.first].sentence == sentence and cue.first - before <= one.last
        ]

    def _between(self, kind: str, first: int, last: int) -> list[Match]:
        """Matches of `kind` that begin before `last` and, none being longer, may reach `first`."""
        starts = self.firsts.get(kind, [])
        return self.by_kind.get(kind, [])[
            bisect_left(starts, first - _LONGEST) : bisect_left(starts, last)
        ]

    def _now_between(self, mark: Match, cue: Match, key: str = "@now") -> bool:
        """Whether the text comes to today after `mark` and before `cue`."""
        return any(key in self.keys[at] for at in range(mark.last, cue.first))


def _widest(signs: list[Sign]) -> list[Sign]:
    """Each sign once; of those at one place what stands goes before what was taken back."""
    best: dict[tuple[int, int], Sign] = {}
    for one in signs:
        before = best.get((one.start, one.end))
        # Arms have one name in several languages; what any of them knows of the trade counts.
        stronger = bool(before and before.released) and not one.released
        if one.cue in _ARMED:
            stronger = bool(one.released)
        elif before and one.cue == "self" and before.released == one.released:
            stronger = True
        if before is None or stronger:
            best[one.start, one.end] = one
    return sorted(best.values(), key=lambda one: (one.start, one.end))


def _case(found: bool, signs: list[Sign], marks: set[str]) -> str | None:
    standing = [one.cue for one in signs if one.released is None]
    if not found:
        return signs[0].released if signs else None
    if "self" in standing:
        return "self-harm"
    if "conditional" in marks and "will" in standing:
        return "conditional"
    if "will" in standing or "cue" in standing:
        return "reported" if "reported" in marks else "direct"
    return "indirect" if "indirect" in standing else "reported" if "reported" in marks else "direct"
