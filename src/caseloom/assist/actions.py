"""Every write: models that are trained, suggestions, what people decided on them, the switch."""

from typing import TYPE_CHECKING

from django.apps import apps

from caseloom.assist.keeping import use as use_version
from caseloom.assist.remote.checking import check
from caseloom.assist.teaching import teach
from caseloom.assist.trying import train as train_on_file

# A model is trained on files, and a server is tried, without a database, and then without Django.
if TYPE_CHECKING or apps.models_ready:
    from caseloom.assist.remote.keeping import ask_for, converse, keep, permit
    from caseloom.assist.suggesting import decide, suggest, switch

__all__ = [
    "ask_for",
    "check",
    "converse",
    "decide",
    "keep",
    "permit",
    "suggest",
    "switch",
    "teach",
    "train_on_file",
    "use_version",
]
