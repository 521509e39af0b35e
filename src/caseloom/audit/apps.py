"""The audit room as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Label and key type, nothing to wire."""

    name = "caseloom.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
