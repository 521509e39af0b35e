"""Every read: what models are worth, what a text names, what was suggested, the switch."""

from typing import TYPE_CHECKING

from django.apps import apps

from caseloom.assist.alike import (
    MEANING,
    MEANING_BYTES,
    behind,
    compare,
    copies,
    differences,
    facts,
    identifiers,
    means,
    near,
    nearest,
    reaching,
    remembered,
    signature,
    words,
)
from caseloom.assist.cards import card
from caseloom.assist.cards import markdown as card_markdown
from caseloom.assist.figures import share
from caseloom.assist.keeping import versions
from caseloom.assist.likeness.senders import MOST as CROWD
from caseloom.assist.overseeing import gap, recall, reliability, stability, tenths, waited
from caseloom.assist.published import by_hand, published
from caseloom.assist.reading import TASKS, in_use, read
from caseloom.assist.remote.evaluating import evaluate as evaluate_remote
from caseloom.assist.spans.finding import find as spans
from caseloom.assist.trying import evaluate as evaluate_on_file

# A model is tried on files without a database, and then without Django.
if TYPE_CHECKING or apps.models_ready:
    from caseloom.assist.remote.telling import (
        asking,
        exchanges,
        hindrance,
        permitted,
        reach,
        sealed,
    )
    from caseloom.assist.suggesting import answered, cost, decided, suggestions, switched

__all__ = [
    "CROWD",
    "MEANING",
    "MEANING_BYTES",
    "TASKS",
    "answered",
    "asking",
    "behind",
    "by_hand",
    "card",
    "card_markdown",
    "compare",
    "copies",
    "cost",
    "decided",
    "differences",
    "evaluate_on_file",
    "evaluate_remote",
    "exchanges",
    "facts",
    "gap",
    "hindrance",
    "identifiers",
    "in_use",
    "means",
    "near",
    "nearest",
    "permitted",
    "published",
    "reach",
    "reaching",
    "read",
    "recall",
    "reliability",
    "remembered",
    "sealed",
    "share",
    "signature",
    "spans",
    "stability",
    "suggestions",
    "switched",
    "tenths",
    "versions",
    "waited",
    "words",
]
