"""Every read: what models are worth, and what a text names."""

from caseloom.assist.spans.finding import find as spans
from caseloom.assist.trying import evaluate as evaluate_on_file

__all__ = ["evaluate_on_file", "spans"]
