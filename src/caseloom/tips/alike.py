"""By what a tip is found from others: kept when it is read, asked when somebody looks at one."""

from collections.abc import Collection, Iterable
from heapq import nlargest, nsmallest
from math import log
from uuid import UUID

from django.db import connection

from caseloom.assist import queries as assistance
from caseloom.assist.types import Meant
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.sealing import blind

# Words that more tips than these have lead to none; the rarest so many of a tip are asked for.
COMMON, RAREST = 1_000, 32
# Tips that are looked at by their marks, and of these the ones that are opened and compared.
MOST, OPENED = 400, 24
_BAND, _IDENTIFIER = 3.0, 8.0
# The newest tips that are looked at by what they mean, and the nearest of them that are opened.
NEWEST, NEAREST = 5_000, 10
# As if so many other tips had been seen, none with these words: among a few tips every name would
# be in a large part of all, and nothing that two have in common would count.
_PRIOR = 20_000

_COUNT = """
INSERT INTO tips_rarity (scope, value, count)
SELECT %s, value, 1 FROM unnest(%s::bigint[]) value ORDER BY value
ON CONFLICT (scope, value) DO UPDATE SET count = tips_rarity.count + 1
"""

# The newest of each scope by the index, and of these the newest; in one piece, because thousands of
# rows one by one take longer to fetch than to find.
_NEWEST = """
SELECT string_agg(uuid_send(tip_id) || numbers, ''::bytea ORDER BY at DESC, tip_id)
  FROM (SELECT newest.* FROM unnest(%s::int[]) one
         CROSS JOIN LATERAL (SELECT tip_id, at, numbers FROM tips_meaning
                              WHERE scope = one ORDER BY at DESC LIMIT %s) newest
         ORDER BY at DESC LIMIT %s) of_all
"""
_ID = 16
_ROW = _ID + blind.ADDED + assistance.MEANING_BYTES


def keep(row: models.Tip, text: str, means: bytes | None) -> None:
    """Keep the marks of a tip and what it means, if known; count its words within its scope."""
    if means is not None:
        models.Meaning.objects.create(
            tip=row, scope=row.scope, at=row.arrived_at, numbers=blind.seal(means, _place(row.id))
        )
    key = blind.key()
    made = assistance.signature(text, assistance.identifiers(assistance.spans(text)), key)
    marks = sorted({*made.bands, *made.identifiers, *made.words})
    models.Likeness.objects.create(tip=row, scope=row.scope, at=row.arrived_at, marks=marks)
    single = sorted({mark for word, mark in assistance.words(text, key).items() if " " not in word})
    with connection.cursor() as cursor:
        # In one order, so that two workers never wait for each other in a circle.
        cursor.execute(_COUNT, [row.scope, single])


class Rarities:
    """How rare words are among the tips that the viewer may see, of those asked for once."""

    def __init__(self, scopes: Collection[int], texts: Iterable[str]) -> None:
        key = blind.key()
        self._marks: dict[str, int] = {}
        for text in texts:
            self._marks.update(assistance.words(text, key))
        wanted = [mark for word, mark in self._marks.items() if " " not in word]
        rows = models.Rarity.objects.filter(scope__in=list(scopes), value__in=wanted)
        self._counts: dict[int, int] = {}
        for value, count in rows.values_list("value", "count"):
            self._counts[value] = self._counts.get(value, 0) + count
        self._all = _PRIOR + models.Likeness.objects.filter(scope__in=list(scopes)).count()

    def count(self, word: str) -> int:
        """In how many tips `word` stands; of two words side by side, the rarer one's count."""
        return min(self._counts.get(self._marks.get(one, 0), 0) for one in word.split(" "))

    def __call__(self, word: str) -> float:
        """The part of all tips that has `word`; of two side by side, at most both by chance.

        Of an identifier (`kind:value`), that of its words.
        """
        part = 1.0
        for one in (word.partition(":")[2] or word).split(" "):
            part *= max(1, self._counts.get(self._marks.get(one, 0), 0)) / self._all
        return max(part, 1 / self._all)

    def rarest(self) -> dict[int, float]:
        """The marks of the rarest words, with what each is worth."""
        known = [(self.count(word), word) for word in self._marks]
        chosen = nsmallest(RAREST, ((n, word) for n, word in known if n <= COMMON))
        return {self._marks[word]: log(1 + self._all / (1 + n)) for n, word in chosen}


def candidates(text: str, own: UUID, rarities: Rarities) -> list[UUID]:
    """The ids of the tips that share most with `text`, best first, `own` not among them."""
    made = assistance.signature(text, assistance.identifiers(assistance.spans(text)), blind.key())
    worth = rarities.rarest()
    worth.update(dict.fromkeys(made.bands, _BAND))
    worth.update(dict.fromkeys(made.identifiers, _IDENTIFIER))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tip, marks FROM tips_alike(%s, %s)", [list(worth), MOST])
        rows = cursor.fetchall()
    found = {tip: sum(worth.get(one, 0.0) for one in marks) for tip, marks in rows if tip != own}
    return nlargest(OPENED, found, key=lambda tip: (found[tip], str(tip)))


def near(viewer: Viewer, own: UUID, but: Collection[UUID]) -> dict[UUID, Meant]:
    """How near to `own` in what they mean the newest tips are that the viewer may see.

    None where it was read without knowing that, or before that was kept.
    """
    mine = models.Meaning.objects.filter(tip=own, scope__in=list(viewer.scopes))
    numbers = mine.values_list("numbers", flat=True).first()
    if numbers is None:
        return {}
    # So many more that as many are left without its own and those that she is not to see yet.
    most = NEWEST + 1 + len(but)
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [sorted(viewer.scopes), most, most])
        (found,) = cursor.fetchone()
    whole = bytes(found or b"")
    rows = [whole[at : at + _ROW] for at in range(0, len(whole), _ROW)]
    held = [(UUID(bytes=one[:_ID]), one[_ID:]) for one in rows]
    kept = [
        (own, bytes(numbers)),
        *(each for each in held if each[0] != own and each[0] not in but),
    ]
    opened = blind.opened((sealed, _place(tip)) for tip, sealed in kept[: NEWEST + 1])
    means = {tip: one for (tip, _), one in zip(kept, opened, strict=False) if one is not None}
    given = means.pop(own, None)
    if given is None:
        return {}
    return dict(zip(means, assistance.near(given, list(means.values())), strict=True))


def nearest(found: dict[UUID, Meant], but: Collection[UUID]) -> list[UUID]:
    """The NEAREST of `found` that are not in `but`."""
    tips = list(found)
    known = {at for at, tip in enumerate(tips) if tip in but}
    return [tips[at] for at in assistance.nearest(list(found.values()), NEAREST, known)]


def _place(tip: UUID) -> str:
    return f"meaning {assistance.MEANING} {tip}"
