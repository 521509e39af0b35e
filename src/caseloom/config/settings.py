"""Every setting, in one place, read from the environment.

| variable            | what it is                                     | default                 |
|---------------------|------------------------------------------------|-------------------------|
| DATA                | the data folder (0700)                         | ~/.local/share/caseloom |
| DATABASE_URL        | the app's own PostgreSQL role and database     | an own PostgreSQL       |
| CASELOOM_OWNER_URL  | the role that owns the tables, for `migrate`   | an own PostgreSQL       |
| CASELOOM_SECRET_KEY | signs sessions                                 | made once in DATA       |
| CASELOOM_HOSTS      | host names that are answered, by comma         | localhost,127.0.0.1     |
| CASELOOM_HTTPS      | "1" behind TLS: secure cookies and HSTS        | off                     |
| CASELOOM_ONTOLOGY   | a folder with the agency's own schemata        | none                    |
| CASELOOM_TIP_KEYS   | who keeps the teams' keys: file, keyring or    | file (in DATA)          |
|                     | command:PROGRAM                                |                         |
| CASELOOM_MODEL_…    | the model server (docs/reference/configuration)| none                    |
"""

import os
from pathlib import Path
from typing import Any

from caseloom.config.environment import data_folder, database, model_server, secret_key
from caseloom.web.csp import POLICY as CSP_POLICY

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = data_folder()
SECRET_KEY = secret_key(DATA)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("CASELOOM_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HTTPS = os.environ.get("CASELOOM_HTTPS") == "1"

CASELOOM_AUDIT_KEY = DATA / "keys" / "audit-ed25519.pem"
CASELOOM_TIP_KEYS = os.environ.get("CASELOOM_TIP_KEYS", "file")
CASELOOM_MODEL = model_server()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_cotton",
    "csp",
    "caseloom.web",  # before the sign-in library, so that its templates are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "caseloom.access",
    "caseloom.audit",
    "caseloom.store",
    "caseloom.workflow",
    "caseloom.ingest",
    "caseloom.resolve",
    "caseloom.explore",
    "caseloom.assist",
    "caseloom.cases",
    "caseloom.tips",
    "caseloom.config.apps.Composition",
]

# What the worker does. These load every room, so they are loaded by the worker and by whoever
# leaves it a job, and not, as by default, by every command that starts.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = [
    "caseloom.ingest.tasks",
    "caseloom.resolve.tasks",
    "caseloom.tips.tasks",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "caseloom.web.middleware.PrivatePages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "caseloom.web.idle.IdleLock",
    "caseloom.web.middleware.ActAsViewer",
    "caseloom.api.middleware.ActAsCaller",
]

ROOT_URLCONF = "caseloom.config.urls"
WSGI_APPLICATION = "caseloom.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "caseloom.web.context.page",
            ]
        },
    }
]

# "default" is the app's role, which owns nothing; "owner" runs migrations and nothing else.
DATABASES: dict[str, dict[str, Any]] = {"default": database("app"), "owner": database("owner")}
DATABASE_ROUTERS = ["caseloom.config.environment.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# What somebody tells may be long; what is too long is said in words, with her text still there.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "web" / "locale"]

# Sign-in (django-allauth): a user name and a password, then an app, a passkey or a recovery code.
ACCOUNT_ADAPTER = "caseloom.web.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "caseloom.web.adapter.SignInForm"}
# Against floods from one address only. What locks a name is web/lockout.py.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/account/sign-in/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "caseloom.web.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers make passkeys over plain HTTP for "localhost" alone; the library needs telling too.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {
    "authenticate": "caseloom.web.adapter.CodeForm",
    "reauthenticate": "caseloom.web.adapter.ReauthenticateCodeForm",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "caseloom.web.errors.stale_form"
CONTENT_SECURITY_POLICY = CSP_POLICY

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("CASELOOM_LOG", "WARNING")},
}
