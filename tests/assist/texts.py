"""Labelled texts, made from words that say what they are about and words that do not."""

from random import Random

from caseloom.assist.classifying import Labelled

ABOUT = {
    "wages": "wages overtime unpaid salary payslip hours employer nómina أجور",
    "fraud": "invoice kickback bribe contract shell inflated tender factura رشوة",
    "safety": "fire exit blocked scaffold helmet injury machine guard incendio حريق",
}
_REST = "the a my in they told me that on last week manager again never since and was there people"


def labelled(many: int = 120, *, seed: int = 1, noise: float = 0.0, telling: int = 4) -> Labelled:
    """`many` texts; a share `noise` of them says what any would.

    telling: words of each that say what it is about.
    """
    rng = Random(seed)
    texts, labels = [], []
    for _ in range(many):
        label = rng.choice(sorted(ABOUT))
        of = rng.choice(sorted(ABOUT)) if rng.random() < noise else label
        told = rng.choices(ABOUT[of].split(), k=telling) + rng.choices(_REST.split(), k=20)
        rng.shuffle(told)
        texts.append(" ".join(told))
        labels.append(label)
    return Labelled(texts, labels)
