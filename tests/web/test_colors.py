"""One colour per source on every page, and no two alike among the first eight."""

from hypothesis import given
from hypothesis import strategies as st

from caseloom.web import colors
from tests.cast import Cast
from tests.web.clients import signed_in

KEYS = st.lists(st.text(min_size=1, max_size=20), unique=True, max_size=30)


@given(KEYS)
def test_the_first_eight_all_differ(keys: list[str]) -> None:
    found = colors.shared_out(keys)
    first = [found[key] for key in keys[: len(colors.PALETTE)]]
    assert len(set(first)) == len(first)
    assert set(found.values()) <= set(colors.PALETTE)


@given(KEYS, st.text(min_size=1, max_size=20))
def test_a_later_source_changes_no_earlier_colour(keys: list[str], later: str) -> None:
    before, after = colors.shared_out(keys), colors.shared_out([*keys, later])
    assert {key: after[key] for key in before} == before


def test_a_source_has_its_colour_on_every_page(cast: Cast) -> None:
    agency = cast.scope("agency")
    things = [(f"p-{at}", "Person", {"name": [f"Marisol {at}"]}) for at in range(8)]
    found = [
        cast.records("agent", agency, thing, source=f"source-{at}")[0]
        for at, thing in enumerate(things)
    ]
    client = signed_in(cast, "agent")
    listed = client.get("/sources/").content.decode()
    assert all(color in listed for color in colors.PALETTE)
    first = client.get(f"/entities/{found[0].entity_id}/").content.decode()
    hit = client.get("/search/?q=marisol+0").content.decode()
    shown = {
        tuple(color for color in colors.PALETTE if f'fill="{color}"' in page)
        for page in (first, hit)
    }
    assert len(shown) == 1 and all(len(one) == 1 for one in shown)
