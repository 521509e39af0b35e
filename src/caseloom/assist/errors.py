"""What can go wrong when a machine is taught or asked."""

from caseloom.kernel.errors import NotFound


class Untrained(NotFound):
    """There is no model for a task yet."""
