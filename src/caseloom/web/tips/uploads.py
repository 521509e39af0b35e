"""Files that staff send with a form: as the public's, never in clear on the disk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from caseloom.kernel.errors import Invalid
from caseloom.web.tell.uploading import SealedUpload

View = Callable[..., HttpResponse]


def sealed_files(most: int, most_files: int) -> Callable[[View], View]:
    """Have a view's files come sealed, up to `most` bytes each; the form's token is checked then.

    Whoever reads the form first settles how its files are taken, and that is where the token is
    looked for: so the look has to come after.
    """

    def with_files(view: View) -> View:
        checked = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def taken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.upload_handlers = [SealedUpload(most, most_files)]
            return checked(request, *args, **kwargs)

        return taken

    return with_files


def refuse_left_out(request: HttpRequest, field: str) -> None:
    """Raise Invalid for a file that was too large, or for too many."""
    request.FILES  # noqa: B018 - reads the files, so that what was left out is known
    (upload,) = request.upload_handlers
    if not isinstance(upload, SealedUpload):
        return
    if upload.left_out:
        raise Invalid(
            f"“{upload.left_out[0]}” is larger than {upload.most // 1_000_000} MB.",
            remedy="Send a smaller one.",
            field=field,
        )
    if upload.count > upload.most_files:
        raise Invalid(
            f"These are {upload.count} files; {upload.most_files} is the most.",
            remedy="Send them in two messages.",
            field=field,
        )
