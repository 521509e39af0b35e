"""The room as Django knows it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases room."""

    name = "caseloom.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
