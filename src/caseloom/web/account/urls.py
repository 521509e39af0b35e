"""Addresses of a person's own account. The names are those that the sign-in library expects."""

from allauth.account import views as allauth_account
from allauth.mfa.base import views as mfa
from allauth.usersessions import views as usersessions
from django.urls import include, path

from caseloom.web.account import tokens, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", allauth_account.logout, name="account_logout"),
    path("inactive/", allauth_account.account_inactive, name="account_inactive"),
    path("confirm/", allauth_account.reauthenticate, name="account_reauthenticate"),
    path("password/", allauth_account.password_change, name="account_change_password"),
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("app/", include("allauth.mfa.totp.urls")),
    path("recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("passkeys/", include("allauth.mfa.webauthn.urls")),
    path("sessions/", usersessions.list_usersessions, name="usersessions_list"),
    path("security/", views.security, name="mfa_index"),
    path("tokens/", tokens.tokens, name="account_tokens"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke, name="account_token_revoke"),
    path("purpose/", views.purpose, name="account_purpose"),
    path("theme/", views.theme, name="account_theme"),
    path("alive/", views.alive, name="account_alive"),
]
