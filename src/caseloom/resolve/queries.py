"""Every read: who is one, why, what to look at next, and how right the machine is."""

from caseloom.resolve.automatic import automatic
from caseloom.resolve.evaluating import evaluate
from caseloom.resolve.matching import match
from caseloom.resolve.measuring import evaluations
from caseloom.resolve.modelling import in_use as model
from caseloom.resolve.reading import joined, judgements, members
from caseloom.resolve.review import compare, suggestion, suggestions, suggestions_for
from caseloom.resolve.running import find as run
from caseloom.resolve.running import recent as runs
from caseloom.resolve.thresholds import thresholds

__all__ = [
    "automatic", "compare", "evaluate", "evaluations", "joined", "judgements", "match",
    "members", "model", "run", "runs", "suggestion", "suggestions", "suggestions_for", "thresholds",
]  # fmt: skip
