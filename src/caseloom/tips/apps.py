"""The room as Django knows it."""

from django.apps import AppConfig


class TipsConfig(AppConfig):
    """The tips room."""

    name = "caseloom.tips"
    label = "tips"
    default_auto_field = "django.db.models.BigAutoField"
