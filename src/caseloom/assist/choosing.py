"""Which tier a task is taught in: what tells texts left out better."""

from caseloom.assist import classifying, measuring
from caseloom.assist.classifying import Labelled, Told, Trained

# Texts whose meaning is looked at for choosing: more take more than some minutes.
MOST_MEANT = 20_000


def better(given: Labelled, told: Told | None = None) -> Trained:
    """A model of words alone or one that knows meaning too: which tells texts left out better.

    By logarithmic loss; words alone where they do as well, and of more than MOST_MEANT texts.
    """
    words = classifying.train(given, told=told)
    if len(given.texts) > MOST_MEANT:
        return words
    return min(
        words, classifying.train(given, told=told, tier=1), key=lambda one: _loss(one, given)
    )


def _loss(made: Trained, given: Labelled) -> float:
    tested = made.tested.nonzero()[0].tolist()
    truth = [given.labels[n] for n in tested]
    return measuring.loss(made.model.labels, made.left_out[tested], truth) if tested else 0.0
