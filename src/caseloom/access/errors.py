"""What can go wrong with access, beyond the kernel's kinds."""

from caseloom.kernel.errors import NotFound


class UnknownPerson(NotFound):
    """There is no such person, or he is no longer active."""
