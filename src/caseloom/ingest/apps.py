"""Tells Django about this room."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """The room that keeps files on their way in."""

    name = "caseloom.ingest"
    label = "ingest"
    default_auto_field = "django.db.models.BigAutoField"
