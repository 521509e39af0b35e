"""What can go wrong with an import, beyond the kernel's kinds."""

from caseloom.kernel.errors import Conflict


class AlreadyRunning(Conflict):
    """The same file is being imported under the same source right now."""
