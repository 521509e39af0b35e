"""Generated people as units: some in closed scopes, some of two lists that hold nobody twice."""

from collections.abc import Iterator
from random import Random

from caseloom.cli.bench.people import people
from caseloom.engine.linkage.given import Given

GIVEN = ["Ada", "Boris", "Clara", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jakub"]


def given(size: int = 1_800) -> list[Given]:
    """`size` generated records and 620 of two lists, in order of their ids."""
    return sorted([*_generated(size), *_listed(300)], key=lambda one: one.unit)


def _generated(size: int) -> Iterator[Given]:
    for written in people(size, seed=5):
        where = ", ".join(v for v in (written.street, written.city, written.postcode) if v)
        properties = {
            "name": [f"{written.given_name} {written.surname}"], "firstName": [written.given_name],
            "lastName": [written.surname], "birthDate": [written.birth_date], "address": [where],
            "phone": [written.phone], "email": [written.email],
        }  # fmt: skip
        full = {name: [v for v in values if v] for name, values in properties.items()}
        number = int(written.id[1:])
        closed = number % 20 == 0
        scope = 7 + number // 20 % 2 if closed else 1
        yield Given(written.id, written.id, [("Person", full, {})], not closed, scope)


def _listed(many: int) -> Iterator[Given]:
    """Each on both lists; each fifteenth with a twin on the second, who is a rival."""
    rng = Random(3)
    for number in range(many):
        family = "".join(rng.choice("bdfgklmnprst") + rng.choice("aeiou") for _ in range(4))
        born = f"{rng.randint(1930, 2005)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        first, twin = rng.sample(GIVEN, 2)
        short = f"{first[0]} {family}" if number % 7 == 0 else f"{first} {family}"
        yield _one(f"x{number}-1", f"{first} {family}", born, 1)
        yield _one(f"x{number}-2", short, born if number % 3 else born[:4], 2)
        if number % 15 == 0:
            yield _one(f"x{number}-3", f"{twin} {family}", born, 2)


def _one(key: str, name: str, born: str, source: int) -> Given:
    return Given(key, key, [("Person", {"name": [name], "birthDate": [born]}, {})], source=source)
