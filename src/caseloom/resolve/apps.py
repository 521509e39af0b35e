"""Names the room for Django."""

from django.apps import AppConfig


class Resolve(AppConfig):
    """The resolve room. Its tables are plain SQL: nothing here needs an object per row."""

    name = "caseloom.resolve"
    label = "resolve"
