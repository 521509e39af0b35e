"""Signing in and out, and changes to how one signs in, become events."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.audit import actions as audit
from caseloom.kernel.viewer import Viewer

ANONYMOUS = Viewer("anonymous", "Anonymous", "signing in", kind="anonymous")


def connect() -> None:
    """Listen to the sign-in library. Called when Django starts."""
    account_signals.user_logged_in.connect(_signed_in)
    user_logged_out.connect(_signed_out)
    account_signals.password_changed.connect(_password_changed)
    mfa_signals.authenticator_added.connect(_authenticator_added)
    mfa_signals.authenticator_removed.connect(_authenticator_removed)
    mfa_signals.authenticator_reset.connect(_authenticator_reset)


def failed(request: HttpRequest, username: str, *, locked: bool) -> None:
    """Record a failure to sign in, against the person if the name is somebody's."""
    people = get_user_model().objects
    person = people.filter(username__iexact=username.strip()).values_list("id", flat=True).first()
    with as_viewer(ANONYMOUS):
        audit.record(
            verb="person.locked_out" if locked else "person.sign_in_failed",
            object_kind="person",
            object_id=str(person or "unknown"),
            by=ANONYMOUS,
            detail={"address": request.META.get("REMOTE_ADDR", "")},
        )


def _signed_in(request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    methods = request.session.get("account_authentication_methods", [])
    used = [str(m.get("type", m.get("method", ""))) for m in methods if isinstance(m, dict)]
    _record("person.signed_in", user, {"methods": used})


def _signed_out(request: HttpRequest, user: AbstractBaseUser | None, **_: Any) -> None:
    if user is not None:
        _record("person.signed_out", user, {})


def _password_changed(request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    _record("person.password_changed", user, {})


def _authenticator_added(user: AbstractBaseUser, authenticator: Authenticator, **_: Any) -> None:
    _record("person.authenticator_added", user, {"type": str(authenticator.type)})


def _authenticator_removed(user: AbstractBaseUser, authenticator: Authenticator, **_: Any) -> None:
    _record("person.authenticator_removed", user, {"type": str(authenticator.type)})


def _authenticator_reset(user: AbstractBaseUser, authenticator: Authenticator, **_: Any) -> None:
    _record("person.recovery_codes_made", user, {"type": str(authenticator.type)})


def _record(verb: str, user: AbstractBaseUser, detail: dict[str, Any]) -> None:
    viewer = access.viewer_of(user.pk, "own account")
    with as_viewer(viewer):
        audit.record(
            verb=verb, object_kind="person", object_id=str(user.pk), by=viewer, detail=detail
        )
