"""What a program reads out of her words, shown to her before she sends them."""

from caseloom.assist import queries as assist

SHOWN = 40


def read_out(text: str) -> list[tuple[str, str]]:
    """Kinds and values of what `text` names, each once, in its order."""
    found = dict.fromkeys((one.kind, one.raw) for one in assist.spans(text))
    return list(found)[:SHOWN]
