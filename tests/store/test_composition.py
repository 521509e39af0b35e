"""What an entity is called, asked of few values, is what it is called when it is composed."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from caseloom.store import composition, queries
from caseloom.store.types import Citation, Record

NAMES = st.lists(st.sampled_from(["Ada", "ada", "Byron", "Çelik", "Zoe"]), max_size=3)
GIVEN = st.lists(
    st.tuples(
        st.sampled_from(["Person", "LegalEntity", "Company", "Document"]),
        st.fixed_dictionaries({}, optional={"name": NAMES, "title": NAMES, "email": NAMES}),
    ),
    min_size=1,
    max_size=4,
)


def record(number: int, schema: str, properties: dict[str, list[str]]) -> Record:
    return Record(
        id=UUID(int=number), source_id=1, source_key="s", source_title="S", run_id=UUID(int=0),
        entity_id=UUID(int=9), origin_id="o", schema=schema,
        properties={name: tuple(values) for name, values in properties.items()}, originals={},
        citation=Citation(), scope=1, recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        recorded_by=None,
    )  # fmt: skip


@settings(deadline=None)  # the ontology is read at the first
@given(GIVEN)
def test_called_is_the_caption(described: list[tuple[str, dict[str, list[str]]]]) -> None:
    records = [record(n, schema, values) for n, (schema, values) in enumerate(described)]
    entity = composition.entity(records, [UUID(int=9)])
    assert entity is not None
    assert queries.called([(one.schema, one.properties) for one in records]) == entity.caption
