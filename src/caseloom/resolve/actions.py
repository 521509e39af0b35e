"""Every write: runs, judgements, undo, thresholds; and the projection that `config` registers."""

from caseloom.resolve.judging import decide, undo
from caseloom.resolve.learning import forget, train
from caseloom.resolve.measuring import keep_evaluation
from caseloom.resolve.projection import KeyProjection
from caseloom.resolve.running import run
from caseloom.resolve.thresholds import apply_threshold, set_threshold
from caseloom.resolve.working import enqueue, work

__all__ = [
    "KeyProjection",
    "apply_threshold",
    "decide",
    "enqueue",
    "forget",
    "keep_evaluation",
    "run",
    "set_threshold",
    "train",
    "undo",
    "work",
]
