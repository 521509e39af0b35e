"""Wires what a lower room calls to the higher rooms that answer."""

from django.apps import AppConfig


class Composition(AppConfig):
    name = "caseloom.config"
    label = "config"

    def ready(self) -> None:
        from caseloom.config import wiring

        wiring.connect()
