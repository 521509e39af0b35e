"""Wires what a lower room calls to the higher rooms that answer."""

from django.apps import AppConfig


class Composition(AppConfig):
    """Connects the rooms when Django starts."""

    name = "caseloom.config"
    label = "config"

    def ready(self) -> None:
        from caseloom.config import wiring

        wiring.connect()
