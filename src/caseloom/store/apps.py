"""Tells Django about this room."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The room that keeps records."""

    name = "caseloom.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
