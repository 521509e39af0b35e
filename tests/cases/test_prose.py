"""Report text: what is shown, what is cited, and which sentences stand without a source."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseloom.cases import prose

A = "11111111-1111-8111-8111-111111111111.name.0"
B = "22222222-2222-8222-8222-222222222222.birthDate.1"
CITE_A, CITE_B = f"[[s:{A}]]", f"[[s:{B}]]"


def test_footnotes_are_numbered_by_first_mention() -> None:
    assert prose.citations(f"One {CITE_B}. Two {CITE_A}. Again {CITE_B}.") == (B, A)


def test_a_citation_in_code_is_text() -> None:
    assert prose.citations(f"`{CITE_A}`\n\n```\n{CITE_A}\n```") == ()


@pytest.mark.parametrize("where", ["- {}", "> {}", "| a |\n|---|\n| {} |", "**x {}**", "# H {}"])
def test_a_citation_is_found_wherever_text_may_stand(where: str) -> None:
    assert prose.citations(where.format(CITE_A)) == (A,)


@pytest.mark.parametrize(
    "marker",
    [
        "[[s:nothing]]",
        "[[s:]]",
        f"[[s:{UUID(int=1)}]]",
        f"[[s:{A}",
        f"[[s:{A.replace('-1111-', '-AAAA-')}]]",
    ],
)
def test_a_broken_marker_is_named_and_cites_nothing(marker: str) -> None:
    assert prose.citations(f"Text {marker} more.") == ()
    assert prose.broken_markers(f"Text {marker} more.")
    assert prose.broken_markers(f"Text {CITE_A} more.") == ()


class TestHtml:
    @pytest.mark.parametrize(
        "attack",
        [
            "<script>alert(1)</script>",
            '<img src=x onerror="alert(1)">',
            "[click](javascript:alert(1))",
            "![x](http://elsewhere/pixel.gif)",
            "<http://elsewhere>",
            "[a]: javascript:alert(1)\n\n[a]",
            '"><svg onload=alert(1)>',
            "&lt;script&gt;",
        ],
    )
    def test_nothing_active_comes_out(self, attack: str) -> None:
        tags = re.findall(r"<[^>]+>", prose.html(f"Text {attack} more\n\n{attack}"))
        assert set(tags) <= {"<p>", "</p>"}

    def test_footnotes_link_to_their_source(self) -> None:
        shown = prose.html(f"Said so {CITE_A} and so {CITE_B} and again {CITE_A}.")
        assert re.findall(r'href="#source-(\d)">(\d)', shown) == [
            ("1", "1"), ("2", "2"), ("1", "1"),
        ]  # fmt: skip

    @given(st.text())
    def test_any_text_gives_only_known_tags(self, text: str) -> None:
        known = {
            "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "br",
            "code", "pre", "strong", "em", "table", "thead", "tbody", "tr", "th", "td",
        }  # fmt: skip
        assert set(re.findall(r"</?([a-zA-Z0-9]+)", prose.html(text))) <= known


class TestUnsourced:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            (f"He paid. {CITE_A} She left.", ("She left.",)),
            (f"He paid{CITE_A}. She left{CITE_B}.", ()),
            (f"# Heading\n\nHe paid. {CITE_A}", ()),
            ("Mr. J. Smith of Acme Inc. paid 3.5 million.", 1),
            (f"Dr. Vega saw it. {CITE_A}", ()),
            ("It was in 2024. He knew.", 2),
            ("- one\n- two", ("one", "two")),
            (f"| a | b |\n|---|---|\n| x | y {CITE_A} |\n| v | w |", ("v · w",)),
            ("```\ncode. code.\n```", ()),
            ("彼は支払った。彼女は去った。", ("彼は支払った。", "彼女は去った。")),
            ("هل دفع؟ نعم دفع.", 2),
            ("“He paid.” She left!", ("“He paid.”", "She left!")),
            ("...", ()),
            ("", ()),
        ],
    )
    def test_sentences_without_a_source(self, text: str, left: tuple[str, ...] | int) -> None:
        found = prose.unsourced(text)
        assert len(found) == left if isinstance(left, int) else found == left

    @given(st.text())
    def test_any_text_is_taken(self, text: str) -> None:
        for sentence in prose.unsourced(text):
            assert sentence.strip() == sentence != ""


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_blocks_keep_every_letter_of_plain_text(text: str) -> None:
    def plain(nodes: list[dict[str, object]]) -> str:
        return "".join(
            str(node.get("v", "")) + plain(node.get("c", []))  # type: ignore[arg-type] # a tree
            for node in nodes
        )

    words = re.findall(r"[A-Za-z]{3,}", text)
    shown = plain(prose.blocks(text))
    assert all(word in shown for word in words)
