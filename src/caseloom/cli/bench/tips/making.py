"""`tips(many, seed=…)`: tips of the public with their truth, to measure a hotline's machine on.

The first half and the second share a part of their phrases, names and places (grammar.SHARED) and
no story and no sender. The same number and seed give the same tips, byte for byte.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random

from caseloom.cli.bench.tips import copies
from caseloom.cli.bench.tips.facts import MAKERS, Story
from caseloom.cli.bench.tips.labels import Labels, Manner, labels, malice, manner
from caseloom.cli.bench.tips.stock import stock
from caseloom.cli.bench.tips.teller import Me
from caseloom.cli.bench.tips.telling import tell
from caseloom.cli.bench.tips.tip import DISGUISES, FACTS, LANGUAGES, ORDERS, Tip, Written
from caseloom.kernel.errors import Invalid

LARGEST = 5_000_000
# Of tips: those that tell anew what was told, and those that only seem to.
_DUPLICATES, _LOOKALIKES = 0.14, 0.05
# Of senders: those who wrote before.
_AGAIN = 0.08
# Tips back to which a duplicate, a lookalike or a sender reaches.
_RECENT = 400
# What another teller may have otherwise.
_DIFFERS = ("plate", "date", "money", "phone", "who2", "n")


@dataclass(frozen=True, slots=True)
class Original:
    """A tip that others may repeat."""

    tip: Tip
    written: Written
    story: Story
    labels: Labels


@dataclass(frozen=True, slots=True)
class _Sender:
    number: int
    language: str
    me: Me

    @property
    def id(self) -> str:
        return f"p{self.number:07d}"


def tips(many: int, *, seed: int = 2026, mailing: int = 0) -> Iterator[Tip]:
    """Yield exactly `many` tips. mailing: how many in the first half are of one mass mailing.

    Raises Invalid beyond LARGEST, and for a mailing that half of the tips cannot hold.
    """
    if not 2 <= many <= LARGEST:
        raise Invalid(
            f"{many:,} tips cannot be made.", remedy=f"Choose from 2 to {LARGEST:,}.", field="size"
        )
    if not 0 <= mailing <= many // 2:
        raise Invalid(
            f"A mailing of {mailing:,} does not fit into half of {many:,} tips.",
            remedy="Make more tips, or a smaller mailing.", field="mailing",
        )  # fmt: skip
    middle = many // 2
    flood = Random(f"{seed} mailing").sample(range(middle), mailing)  # noqa: S311 - no secret
    yield from _Half(seed, 1, 1, frozenset(one + 1 for one in flood)).tips(middle)
    yield from _Half(seed, 2, middle + 1, frozenset()).tips(many - middle)


class _Half:
    """Makes the tips of one half, which know of each other and of none of the other half."""

    def __init__(self, seed: int, half: int, first: int, flood: frozenset[int]) -> None:
        self.seed, self.half, self.first, self.flood = seed, half, first, flood
        self.stock = stock(half, seed)
        self.recent: deque[Original] = deque(maxlen=_RECENT)
        self.senders: deque[_Sender] = deque(maxlen=_RECENT)
        self.campaign: Original | None = None
        self.flooding: Original | None = None
        self.seen: set[bytes] = set()

    def tips(self, many: int) -> Iterator[Tip]:
        for number in range(self.first, self.first + many):
            yield self._tip(number)

    def _random(self, what: str, number: int) -> Random:
        return Random(f"{self.seed} {what} {number}")  # noqa: S311 - repeatable, no secret

    def _tip(self, number: int) -> Tip:
        rng = self._random("tip", number)
        if number in self.flood:
            made = self._mailed(rng, number, self.flooding)
            self.flooding = self.flooding or made
            return made.tip
        malicious = malice(rng)
        if malicious == "mass_mailing":
            before = self.campaign if rng.random() < 0.9 else None
            made = self._mailed(rng, number, before)
            self.campaign = before or made
            return made.tip
        if malicious == "none" and self.recent and rng.random() < _DUPLICATES:
            return self._again(rng, number)
        return self._new(rng, number, malicious).tip

    def _sender(self, rng: Random, number: int, other_than: Tip | None = None) -> _Sender:
        """Who sends it: somebody new, or who wrote before; not `other_than`'s, in its language."""
        language = other_than.language if other_than else None
        if rng.random() < _AGAIN:
            known = [
                one
                for one in self.senders
                if other_than is None or (one.language == language and one.id != other_than.sender)
            ]
            if known:
                return rng.choice(known)
        language = language or rng.choice(LANGUAGES)
        own = self._random("sender", number)
        at = Story(self.seed, -number, self.stock, language)
        me = Me(at.fact("other"), MAKERS["phone"](own, at), at.fact("email"))
        self.senders.append(_Sender(number, language, me))
        return self.senders[-1]

    def _new(self, rng: Random, number: int, malicious: str) -> Original:
        """A tip of an event that nobody told of. Texts that were there before are told anew."""
        sender = self._sender(rng, number)
        like = None
        if malicious == "none" and self.recent and rng.random() < _LOOKALIKES:
            like = self._like(rng, sender.language)
        injected = (rng.choice(ORDERS), rng.choice(DISGUISES)) if malicious == "injection" else None
        for attempt in range(40):
            story = Story(self.seed, number, self.stock, sender.language)
            # Drawn from a source of its own: whoever is named, it stays the same.
            drawn = labels(self._random(f"labels {attempt}", number))
            if like:
                story.changed = dict.fromkeys(("city", "address", "org"), like.story.key)
                drawn = like.labels
            if malicious == "spam":
                drawn = Labels("other", "none", None)
            how = manner(rng)
            written = tell(
                rng, story, sender.me, sender.language, drawn, how, malicious, injected
            )  # fmt: skip
            if self._is_new(written.text):
                break
        tip = self._made(number, sender, story, drawn, how, written, malicious, injected)
        if like:
            tip = replace(tip, lookalike_of=like.tip.id)
        made = Original(tip, written, story, drawn)
        if malicious in ("none", "false"):
            self.recent.append(made)
        return made

    def _is_new(self, text: str) -> bool:
        mark = sha256(text.encode()).digest()[:8]
        if mark in self.seen:
            return False
        self.seen.add(mark)
        return True

    def _like(self, rng: Random, language: str) -> Original | None:
        found = [
            one for one in self.recent if one.tip.language == language and not one.labels.vague
        ]
        return rng.choice(found) if found else None

    def _again(self, rng: Random, number: int) -> Tip:
        """A tip of an event that was told of: copied, copied with changes, or told by another."""
        # Of two the earlier: some events are told of many times.
        told = self.recent[min(rng.randrange(len(self.recent)), rng.randrange(len(self.recent)))]
        language = told.tip.language
        sender = self._sender(rng, number, told.tip)
        draw = rng.random()
        if draw < 0.5:
            how = "copy" if draw < 0.2 else "near"
            return self._copied(rng, number, sender, told, how)
        changed = {name: number for name in _DIFFERS if rng.random() < 0.25}
        story = told.story.retold(changed)
        for _ in range(40):
            way = manner(rng)
            written = tell(rng, story, sender.me, language, told.labels, way, told.tip.malice)
            if self._is_new(written.text):
                break
        made = self._made(number, sender, story, told.labels, way, written, told.tip.malice, None)
        return replace(made, duplicate_of=told.tip.id, how="paraphrase")

    def _copied(self, rng: Random, number: int, sender: _Sender, told: Original, how: str) -> Tip:
        signed = sender.me.name if told.tip.malice == "mass_mailing" else None
        written = told.written
        if how == "near":
            written = copies.near(rng, written, told.tip.language, signed)
            self.seen.add(sha256(written.text.encode()).digest()[:8])
        return replace(
            told.tip, id=_id(number), text=written.text, spans=written.spans, sender=sender.id,
            duplicate_of=told.tip.id, how=how, lookalike_of=None,
        )  # fmt: skip

    def _mailed(self, rng: Random, number: int, before: Original | None) -> Original:
        """One of a mass mailing: its first, or another sender's copy of it."""
        if before:
            sender = self._sender(rng, number, before.tip)
            how = "copy" if rng.random() < 0.25 else "near"
            tip = self._copied(rng, number, sender, before, how)
            return Original(tip, before.written, before.story, before.labels)
        sender = self._sender(rng, number)
        story = Story(self.seed, number, self.stock, sender.language)
        drawn, way = Labels("other", "none", None), Manner("plain", "email", frozenset())
        for _ in range(40):
            written = tell(rng, story, sender.me, sender.language, drawn, way, "mass_mailing")
            if self._is_new(written.text):
                break
        tip = self._made(number, sender, story, drawn, way, written, "mass_mailing", None)
        return Original(tip, written, story, drawn)

    def _made(
        self, number: int, sender: _Sender, story: Story, drawn: Labels, way: Manner,
        written: Written, malicious: str, injected: tuple[str, str] | None,
    ) -> Tip:  # fmt: skip
        return Tip(
            id=_id(number), text=written.text, half=self.half, language=sender.language,
            channel=way.channel, register=way.register, category=drawn.category,
            urgency=drawn.urgency, threat=drawn.threat, threat_case=drawn.threat_case,
            spans=written.spans, complete={name: name in written.told for name in FACTS},
            story=story.id, sender=sender.id, malice=malicious,
            injected=injected[0] if injected else None,
            disguise=injected[1] if injected else None,
        )  # fmt: skip


def _id(number: int) -> str:
    return f"t{number:07d}"
