"""What several commands say in the same words."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseloom.assist.types import Figures
    from caseloom.cli.output import Output
    from caseloom.resolve.types import Against, Group, ResolveRun


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


def keys(output: "Output", found: "ResolveRun") -> None:
    """By which keys a run found its pairs, group by group, and which were too common to use."""
    for name, one in found.keys.items():
        if not one.kinds:
            continue
        output.line(f"{name.capitalize()}: pairs are compared that share one of these")
        output.table(
            ("Key", "Shared by up to", "Pairs", "By nothing else", "Expected to match",
             "Too common", "Largest"),
            [
                (k.title, f"{k.reach:,}" if k.reach else "not used", f"{k.pairs:,}",
                 f"{k.alone:,}", "" if k.worth is None else f"{k.worth:.1%}",
                 f"{k.left_out:,}" if k.left_out else "", f"{k.largest:,}" if k.largest else "")
                for k in one.kinds
            ],
        )  # fmt: skip


def against(output: "Output", found: "Against") -> None:
    """The pairs inside a group that speak against it, the strongest first."""
    for one in found.pairs:
        ends = " – ".join(end or "Unnamed" for end in (one.left_caption, one.right_caption))
        why = "; ".join(w.explanation for w in sorted(one.weights, key=lambda w: w.weight)
                        if w.weight < 0 and w.field not in ("prior", "relatives"))  # fmt: skip
        output.line(f"  against it, {one.score:+.1f} bits: {ends}: {why}")
        output.line(f"    {one.left}  {one.right}")
    if found.weighed and not found.pairs:
        output.line(f"  {found.weighed} more pairs inside it were weighed, none speaks against it")
    if not found.complete:
        output.line("  It is too large to weigh every pair inside it.")


def by_label(output: "Output", found: "Figures") -> None:
    """How well texts of each label are told."""
    output.table(
        ("Label", "Precision", "Recall", "F1", "Texts"),
        [
            (name, f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}", f"{one.support:,}")
            for name, one in found.per_class.items()
        ],
    )
