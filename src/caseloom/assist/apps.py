"""The room as Django knows it."""

from django.apps import AppConfig


class AssistConfig(AppConfig):
    """The assist room."""

    name = "caseloom.assist"
    label = "assist"
    default_auto_field = "django.db.models.BigAutoField"
