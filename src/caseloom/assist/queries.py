"""Every read: what models are worth."""

from caseloom.assist.trying import evaluate as evaluate_on_file

__all__ = ["evaluate_on_file"]
