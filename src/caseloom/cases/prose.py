"""Report text: a subset of Markdown with citations, as blocks, as safe HTML, as sentences.

The subset: headings, paragraphs, lists, quotations, tables, rules, code, strong and emphasised
text. No raw HTML, no links, no images: a signed account must not point at what can change.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

_MARKER = re.compile(
    r"\[\[s:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[A-Za-z][A-Za-z0-9]{0,79}\.[0-9]{1,6})\]\]"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nos|vs|e\.g|i\.e|etc|Inc|Ltd|Co|Corp|Jr|Sr|Art|Sec|p|pp|para|"
    r"approx|ca|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|[A-Z]))\.$"
)
_STOP = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s|\x00|$)|[。！？؟۔]+")
_CITED = "\x00"


def _citation(state: StateInline, silent: bool) -> bool:
    found = _MARKER.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = found[0]
        token.meta = {"statement": found[1]}
    state.pos = found.end()
    return True


def _render_citation(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    number = env["numbers"][tokens[index].meta["statement"]]
    return f'<sup class="cite"><a href="#source-{number}">{number}</a></sup>'


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.disable(["html_block", "html_inline", "link", "image", "autolink", "reference"])
    markdown.inline.ruler.before("escape", "citation", _citation)
    markdown.add_render_rule("citation", _render_citation)
    return markdown


_MARKDOWN = _markdown()


def citations(body: str) -> tuple[str, ...]:
    """The ids of the statements that `body` cites, each once, by first mention."""
    return _numbered(_MARKDOWN.parse(body))


def _numbered(tokens: Sequence[Token]) -> tuple[str, ...]:
    found = (
        child.meta["statement"]
        for token in tokens
        for child in token.children or ()
        if child.type == "citation"
    )
    return tuple(dict.fromkeys(found))


def html(body: str) -> str:
    """`body` as HTML that is safe to put into a page; footnote numbers link to #source-N."""
    tokens = _MARKDOWN.parse(body)
    numbers = {one: n for n, one in enumerate(_numbered(tokens), 1)}
    rendered: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {"numbers": numbers})
    return rendered


def blocks(body: str) -> list[dict[str, Any]]:
    """`body` as a JSON tree of {"t": type, "c": children, …} for the printed page.

    Types: paragraph, heading (level), bullet_list, ordered_list, list_item, blockquote, table,
    thead, tbody, tr, td, th, hr, code (v), text (v), strong, em, softbreak, hardbreak, cite (n).
    """
    tokens = _MARKDOWN.parse(body)
    numbers = {one: n for n, one in enumerate(_numbered(tokens), 1)}
    return _children(SyntaxTreeNode(tokens), numbers)


def _children(node: SyntaxTreeNode, numbers: dict[str, int]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for child in node.children:
        if child.type == "inline":
            out.extend(_children(child, numbers))
            continue
        if child.type == "citation" and out and out[-1]["t"] == "text":
            # A footnote's number stands at the word, however the marker was typed.
            out[-1]["v"] = out[-1]["v"].rstrip()
        out.append(_block(child, numbers))
    return out


def _block(node: SyntaxTreeNode, numbers: dict[str, int]) -> dict[str, Any]:
    match node.type:
        case "text":
            return {"t": "text", "v": node.content}
        case "citation":
            return {"t": "cite", "n": numbers[node.meta["statement"]]}
        case "code_inline" | "code_block" | "fence":
            return {"t": "code", "v": node.content, "block": node.type != "code_inline"}
        case "heading":
            return {"t": "heading", "level": int(node.tag[1]), "c": _children(node, numbers)}
        case "ordered_list":
            start = int(node.attrs.get("start", 1))
            return {"t": "ordered_list", "start": start, "c": _children(node, numbers)}
        case _:
            return {"t": node.type, "c": _children(node, numbers)}


def sentences(body: str) -> Iterator[tuple[str, bool]]:
    """Each sentence of `body` as a reader sees it, and whether a citation stands in or behind it.

    Headings, code and the head of a table are no sentences. A citation after the full stop
    belongs to the sentence before it; one at the end of a table row covers the row.
    """
    for text in _passages(SyntaxTreeNode(_MARKDOWN.parse(body))):
        yield from _split(text)


def _passages(node: SyntaxTreeNode) -> Iterator[str]:
    for child in node.children:
        if child.type == "tr":
            yield " · ".join(part for cell in child.children for part in _passages(cell))
        elif child.type == "inline":
            yield "".join(_plain(child))
        elif child.type not in ("heading", "code_block", "fence", "thead"):
            yield from _passages(child)


def _plain(node: SyntaxTreeNode) -> Iterator[str]:
    for child in node.children:
        match child.type:
            case "text" | "code_inline":
                yield child.content.replace(_CITED, "")
            case "citation":
                yield _CITED
            case "softbreak" | "hardbreak":
                yield " "
            case _:
                yield from _plain(child)


def _split(text: str) -> Iterator[tuple[str, bool]]:
    start = 0
    for stop in _STOP.finditer(text):
        if _ABBREVIATION.search(text[start : stop.end()]) and _goes_on(text, stop.end()):
            continue
        end = stop.end()
        while end < len(text) and text[end] in f" {_CITED}":
            end += 1
        yield from _sentence(text[start:end])
        start = end
    yield from _sentence(text[start:])


def _goes_on(text: str, at: int) -> bool:
    return bool(text[at:].strip(f" {_CITED}"))


def _sentence(text: str) -> Iterator[tuple[str, bool]]:
    plain = text.replace(_CITED, "").strip()
    if any(letter.isalnum() for letter in plain):
        yield plain, _CITED in text


def unsourced(body: str) -> tuple[str, ...]:
    """The sentences of `body` that cite nothing: what to look at before submitting."""
    return tuple(text for text, cited in sentences(body) if not cited)


def broken_markers(body: str) -> tuple[str, ...]:
    """What looks like a citation in `body` and is none."""
    texts = (
        child.content
        for token in _MARKDOWN.parse(body)
        for child in token.children or ()
        if child.type == "text"
    )
    return tuple(found for text in texts for found in re.findall(r"\[\[s:[^\]]{0,80}\]{0,2}", text))
