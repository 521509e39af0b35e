"""Who looks at a page, and why: the signed-in person with the purpose he stated."""

from django.http import HttpRequest

from caseloom.kernel.errors import NotAllowed
from caseloom.kernel.viewer import Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer on whose behalf `request` is answered. Raises NotAllowed when there is none.

    The middleware has opened `as_viewer` for him already: a view calls queries and actions.
    """
    viewer = getattr(request, "viewer", None)
    if not isinstance(viewer, Viewer):
        raise NotAllowed("Nobody is signed in.", remedy="Sign in and try again.")
    return viewer


def maybe_viewer(request: HttpRequest) -> Viewer | None:
    """The viewer, or None on pages that anybody may open."""
    viewer = getattr(request, "viewer", None)
    return viewer if isinstance(viewer, Viewer) else None
