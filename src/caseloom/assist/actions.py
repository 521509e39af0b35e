"""Every write: models that are trained."""

from caseloom.assist.trying import train as train_on_file

__all__ = ["train_on_file"]
