"""What can go wrong with sources, runs and records, beyond the kernel's kinds."""

from caseloom.kernel.errors import NotFound


class UnknownRecord(NotFound):
    """There is no such record that the viewer may see."""
