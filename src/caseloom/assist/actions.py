"""Every write: models that are trained, suggestions, what people decided on them, the switch."""

from typing import TYPE_CHECKING

from django.apps import apps

from caseloom.assist.trying import train as train_on_file

# A model is trained on files without a database, and then without Django.
if TYPE_CHECKING or apps.models_ready:
    from caseloom.assist.suggesting import decide, suggest, switch

__all__ = ["decide", "suggest", "switch", "train_on_file"]
