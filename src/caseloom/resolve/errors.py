"""What can go wrong when two things are judged."""

from caseloom.kernel.errors import Conflict, NotFound


class UnknownJudgement(NotFound):
    """There is no such judgement that the viewer may see."""


class UnknownSuggestion(NotFound):
    """There is no such suggestion that the viewer may see."""


class Contradiction(Conflict):
    """A judgement says the opposite of one that stands, directly or through a chain."""
