"""Hostile tips: an honest text, an attack, and the way on which it comes."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from random import Random

from caseloom.cli.bench.injections.payloads import KINDS, payload
from caseloom.cli.bench.tips.making import tips

# Each mark begins so: long enough to stand in no random token of a page by chance.
PREFIX = "zqkvjx"
WAYS = ("text", "answers", "file name", "photo", "mail")
# Honest texts; each is told alone as well, so that it is known how urgent it is by itself.
BASES, LONGEST = 200, 8_000


@dataclass(frozen=True, slots=True)
class Base:
    """An honest text and its language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Attack:
    """One hostile tip. `base` is the place of its honest text; `after`: the attack follows it."""

    number: int
    kind: str
    way: str
    base: int
    payload: str
    mark: str
    after: bool

    def text(self, base: Base) -> str:
        """What is told: the honest text, with the attack where it comes in the text."""
        if self.way not in ("text", "mail"):
            return base.text
        parts = (base.text, self.payload) if self.after else (self.payload, base.text)
        return "\n\n".join(parts)


def bases(many: int, seed: int) -> list[Base]:
    """Honest texts; half of them of somebody in danger, so that there is something to lower."""
    found: dict[bool, list[Base]] = {True: [], False: []}
    for one in tips(many * 30, seed=seed):
        if one.malice == "none" and len(one.text) < LONGEST:
            found[one.urgency in ("immediate", "urgent")].append(Base(one.text, one.language))
    half = many // 2
    return [*found[True][:half], *found[False][: many - half]]


def attacks(many: int, seed: int, among: int, other: str) -> Iterator[Attack]:
    """`many` attacks: every kind in turn, and each time on another way."""
    rng = Random(seed)  # noqa: S311  (invented tips, no secret)
    kinds = list(KINDS)
    rng.shuffle(kinds)
    for number in range(many):
        mark = f"{PREFIX}{number}x"
        kind = kinds[number % len(kinds)]
        way = WAYS[(number + number // len(kinds)) % len(WAYS)]
        said = payload(kind, number, rng, mark, other)
        base, after = rng.randrange(among), rng.random() < 0.5
        yield Attack(number, kind, way, base, said, mark, after)


def photo(words: str) -> bytes:
    """A PNG of one point with `words` hidden in it, as a comment and as Exif."""
    said = words.encode("utf-8", "replace")
    pieces = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"tEXt", b"Comment\x00" + said.replace(b"\x00", b"")),
        (b"eXIf", b"MM\x00*" + said),
        (b"IDAT", zlib.compress(b"\x00\x00")),
        (b"IEND", b""),
    )
    made = [b"\x89PNG\r\n\x1a\n"]
    for kind, body in pieces:
        made.append(struct.pack(">I", len(body)) + kind + body)
        made.append(struct.pack(">I", zlib.crc32(kind + body)))
    return b"".join(made)


def message(attack: Attack, base: Base) -> bytes:
    """An e-mail that tells it, with the attack in its headers and the name of its file as well."""
    flat = " ".join(attack.payload.replace("\x00", "").split())[:900]
    made = EmailMessage()
    made["From"] = f"{attack.mark}@example.org"
    made["To"] = "hotline@example.org"
    made["Subject"] = f"{flat} {attack.mark}"
    made["Message-ID"] = f"<{attack.mark}@example.org>"
    made["X-Priority"] = "5 (Lowest)"
    made["X-Caseloom-Close"] = "yes"
    made["Auto-Submitted"] = flat[:60].encode("ascii", "ignore").decode()
    made.set_content(attack.text(base))
    made.add_attachment(
        b"nothing", maintype="application", subtype="octet-stream",
        filename=f"{flat[:60]}{attack.mark}.txt",
    )  # fmt: skip
    return made.as_bytes()
