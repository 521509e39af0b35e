"""What several commands say in the same words."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseloom.resolve.types import Group


def group(found: "Group") -> str:
    """A group of pairs on one line: its size, what holds it together, and whether to look."""
    words = [f"group of {len(found.entities)}{'' if found.complete else ' or more'}"]
    if found.bridge:
        one = found.bridge
        ends = " – ".join(end or "Unnamed" for end in (one.left_caption, one.right_caption))
        words.append(f"held by one pair, {one.score:+.1f} bits: {ends} ({one.suggestion})")
    if found.conflict:
        words.append("judged apart in part")
    return ", ".join(words) + (". Look at the whole." if found.review else "")
