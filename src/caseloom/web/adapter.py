"""How Caseloom bends the sign-in library: no sign-up, a lockout that lasts, plain words."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from caseloom.web import lockout, signin_audit


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Signs people in by user name and password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        self._attempt = _begin(str(credentials.get("username", "")))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            lockout.clear(str(credentials.get("username", "")))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        name = str(credentials.get("username", ""))
        signin_audit.failed(request, name, locked=self._attempt.locks)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Labels say what goes where; placeholders would vanish while one types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Names Caseloom to authenticator apps, and keeps their secrets out of the database's reach.

    Whoever copies the database alone cannot make codes: the key lies in the data folder.
    """

    def get_totp_issuer(self) -> str:
        return "Caseloom"

    def encrypt(self, text: str) -> str:
        return _secrets().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _secrets().decrypt(encrypted_text.encode()).decode()


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The second step of signing in: guesses of a code count like guesses of a password."""

    def clean_code(self) -> str:
        return _checked(self, super().clean_code)


class ReauthenticateCodeForm(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The same code, asked again before something sensitive."""

    def clean_code(self) -> str:
        return _checked(self, super().clean_code)


def _secrets() -> Fernet:
    digest = sha256(b"caseloom authenticator secrets " + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(digest))


def _checked(form: Any, check: Any) -> str:
    name = f"code of {form.user.pk}"
    _begin(name)
    code = str(check())
    lockout.clear(name)
    return code


def _begin(name: str) -> lockout.Attempt:
    attempt = lockout.begin(name)
    if attempt.locked_until is not None:
        raise ValidationError(
            _("Too many failures: locked until %(time)s. If it was not you, tell an administrator.")
            % {"time": time_format(localtime(attempt.locked_until), "H:i e")}
        )
    return attempt
