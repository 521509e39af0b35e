"""The pages as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Names the app, and listens to the sign-in library."""

    name = "caseloom.web"
    label = "web"
    verbose_name = "Caseloom pages"

    def ready(self) -> None:
        from caseloom.web import signin_audit

        signin_audit.connect()
