"""By what a tip is found from others: kept when it is read, asked when somebody looks at one."""

from collections.abc import Collection, Iterable
from heapq import nlargest, nsmallest
from math import log
from uuid import UUID

from django.db import connection

from caseloom.assist import queries as assistance
from caseloom.tips import models
from caseloom.tips.sealing import blind

# Words that more tips than these have lead to none; the rarest so many of a tip are asked for.
COMMON, RAREST = 1_000, 32
# Tips that are looked at by their marks, and of these the ones that are opened and compared.
MOST, OPENED = 400, 24
_BAND, _IDENTIFIER = 3.0, 8.0
# As if so many other tips had been seen, none with these words: among a few tips every name would
# be in a large part of all, and nothing that two have in common would count.
_PRIOR = 20_000

_COUNT = """
INSERT INTO tips_rarity (scope, value, count)
SELECT %s, value, 1 FROM unnest(%s::bigint[]) value ORDER BY value
ON CONFLICT (scope, value) DO UPDATE SET count = tips_rarity.count + 1
"""


def keep(row: models.Tip, text: str) -> None:
    """Keep the marks of a tip, and count its words within its scope."""
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
        """The part of all tips that has `word`; of two side by side, at most both by chance."""
        part = 1.0
        for one in word.split(" "):
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
