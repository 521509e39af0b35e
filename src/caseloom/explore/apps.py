"""Names the room for Django."""

from django.apps import AppConfig


class Explore(AppConfig):
    """The explore room."""

    name = "caseloom.explore"
    label = "explore"
