"""The five ways in which an act can fail.

The web, the API and the command line each translate these once, so a room raises the kind
that fits and never thinks of status codes.
"""


class CaseloomError(Exception):
    """An act failed. `message` says what happened, `remedy` what to do about it."""

    def __init__(self, message: str, *, remedy: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class NotFound(CaseloomError):
    """There is nothing there that the viewer may see. HTTP 404."""


class NotAllowed(CaseloomError):
    """The viewer may not do this. HTTP 403. Never raised where it would betray a hidden thing."""


class Invalid(CaseloomError):
    """What was given does not make sense. HTTP 422, exit status 2."""


class Conflict(CaseloomError):
    """The thing is not in a state that allows this. HTTP 409."""


class Unavailable(CaseloomError):
    """Something that is needed cannot be reached: the database, the disk, a file. HTTP 503."""
