"""On whose behalf something is read or done. Nothing happens without one."""

from dataclasses import dataclass
from typing import Literal

from caseloom.kernel.errors import NotAllowed

ViewerKind = Literal["person", "machine", "anonymous"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks or acts, why, and what that lets him see.

    `id` is the person's id (a UUID as text) or a machine's name; `scopes` are the scope numbers
    that he may read and write; `permissions` follow from his roles (see access/roles.py);
    `purpose` is his stated reason and goes into every audit event.
    """

    id: str
    name: str
    purpose: str
    scopes: frozenset[int] = frozenset()
    permissions: frozenset[str] = frozenset()
    kind: ViewerKind = "person"

    def may(self, permission: str) -> bool:
        """Whether the viewer's roles give `permission`."""
        return permission in self.permissions

    def must(self, permission: str) -> None:
        """Raise NotAllowed unless the viewer's roles give `permission`."""
        if permission not in self.permissions:
            raise NotAllowed(
                "Your roles do not allow this.",
                remedy=f"Ask an administrator for a role with the permission “{permission}”.",
            )
