"""The room as Django knows it."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """The workflow room."""

    name = "caseloom.workflow"
    label = "workflow"
    default_auto_field = "django.db.models.BigAutoField"
