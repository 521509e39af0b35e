"""Tells Django about this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The room that keeps people and scopes."""

    name = "caseloom.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
