"""Django settings, all derived from the environment (see docs/settings.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from xinqiao import __version__
from xinqiao.config import environment

ENV = environment.read()
PACKAGE = Path(__file__).resolve().parent.parent
# In the wheel the templates, static files and catalogues lie inside the package; in a checkout beside it.
ROOT = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent
HOME = ENV.home
VERSION = __version__

SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = list(ENV.secret_key_fallbacks)
DEBUG = False
PUBLIC_URL = ENV.public_url
_public = urlsplit(PUBLIC_URL)
ALLOWED_HOSTS = [_public.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
DEMO = ENV.demo

INSTALLED_APPS = [
    "xinqiao.foundation.tenancy",
    "xinqiao.foundation.jobs",
    "xinqiao.foundation.audit",
    "xinqiao.foundation.workspaces",
    "xinqiao.foundation.content",
    "xinqiao.capabilities.candidates",
    "xinqiao.capabilities.promises",
    "xinqiao.capabilities.consent",
    "xinqiao.capabilities.assessments",
    "xinqiao.capabilities.engagement",
    "xinqiao.capabilities.importing",
    "xinqiao.journeys",
    "xinqiao.web.pages",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "xinqiao.web.access.headers.PrivateHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "xinqiao.web.access.request_log.RequestLog",
    "xinqiao.web.access.language.ChooseLanguage",
    "django.middleware.common.CommonMiddleware",
    "xinqiao.web.access.desk_only.DeskOnly",
    # allauth does not start unless this one stands here; it costs phone pages next to nothing.
    "allauth.account.middleware.AccountMiddleware",
    "xinqiao.web.access.language.PersonalSettings",
]
# Left out for the phone pages of people without an account (docs/decisions/pages.md).
DESK_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "xinqiao.config.urls"
WSGI_APPLICATION = "xinqiao.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "xinqiao.web.pages.context.product",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "xinqiao.web.pages.templatetags.once",
                "xinqiao.web.pages.templatetags.phone_url",
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    if ENV.database_url.startswith("sqlite:///"):
        return {
            "ENGINE": "xinqiao.config.sqlite",
            "NAME": ENV.database_url.removeprefix("sqlite:///"),
            # A connection per thread, kept: opening one costs eight pragmas, closing the last a checkpoint.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # Without IMMEDIATE and WAL two writers answer "database is locked" (docs/decisions/sqlite.md).
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;"
                "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728;",
            },
            "TEST": {"NAME": str(HOME / "test.sqlite3")},
        }
    # The driver takes 7 MiB in each process: only where it is used.
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(ENV.database_url)
    options: dict[str, Any] = {"connect_timeout": 5, "prepare_threshold": 2}
    if not ENV.database_as_owner:
        options["assume_role"] = ENV.database_app_role
    return {
        "ENGINE": "xinqiao.config.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": True,
        "OPTIONS": {**parts, **options},
    }


DATABASES = {"default": _database()}
DATABASE_APP_ROLE = ENV.database_app_role
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Counters of the rate limits; in the database so that all web processes share them.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "rate_limit_counter",
        # Past this number counters are dropped at random; Django's 300 would let an attacker drown their own.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

AUTH_USER_MODEL = "workspaces.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "xinqiao.web.sign_in.password_length.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "xinqiao.web.sign_in.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Without a mail server an address cannot be verified; the account's pages say so.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if ENV.mail else "none"
ACCOUNT_EMAIL_NOTIFICATIONS = ENV.mail is not None
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = True
PASSWORD_RESET_TIMEOUT = 86400
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _public.scheme
ACCOUNT_FORMS = {
    "login": "xinqiao.web.sign_in.forms.SignInForm",
    "signup": "xinqiao.web.sign_in.forms.SignUpForm",
    "add_email": "xinqiao.web.sign_in.forms.ChangeEmailForm",
    "change_password": "xinqiao.web.sign_in.forms.ChangePasswordForm",
    "set_password": "xinqiao.web.sign_in.forms.SetPasswordForm",
    "reset_password": "xinqiao.web.sign_in.forms.AskForResetForm",
    "reset_password_from_key": "xinqiao.web.sign_in.forms.ResetPasswordForm",
    "reauthenticate": "xinqiao.web.sign_in.forms.ConfirmPasswordForm",
}
USERSESSIONS_TRACK_ACTIVITY = False
MFA_ADAPTER = "xinqiao.web.sign_in.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "xinqiao.web.sign_in.forms.SecondStepForm",
    "reauthenticate": "xinqiao.web.sign_in.forms.ConfirmCodeForm",
    "activate_totp": "xinqiao.web.sign_in.forms.ActivateAppForm",
    "add_webauthn": "xinqiao.web.sign_in.forms.AddPasskeyForm",
    "edit_webauthn": "xinqiao.web.sign_in.forms.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
# With a mail server nobody gets in unverified; without one, nothing could ever be verified.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Chromium and Firefox accept passkeys on http://localhost; anywhere else only over HTTPS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _public.scheme == "http"
MFA_TOTP_ISSUER = "Xinqiao"

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if ENV.mail else "django.core.mail.backends.dummy.EmailBackend"
)
MAIL_CONFIGURED = ENV.mail is not None
DEFAULT_FROM_EMAIL = ENV.mail_from
EMAIL_TIMEOUT = 15
if ENV.mail:
    EMAIL_HOST, EMAIL_PORT = ENV.mail.host, ENV.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.mail.user, ENV.mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = ENV.mail.use_tls, ENV.mail.use_ssl

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["xinqiao.web.pages.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31536000
FILES_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

_secure = _public.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _secure
SESSION_ENGINE = "xinqiao.foundation.workspaces.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 86400
CSRF_FAILURE_VIEW = "xinqiao.web.access.errors.csrf_failure"
SECURE_HSTS_SECONDS = ENV.hsts_seconds
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENV.trust_proxy_headers:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
TRUST_PROXY_HEADERS = ENV.trust_proxy_headers
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENV.trust_proxy_headers else 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "xinqiao.config.logs.JsonLines"}},
    "handlers": {
        "lines": {"class": "logging.StreamHandler", "formatter": "json", "level": "WARNING"},
        "file": {
            "class": "xinqiao.config.logs.DailyFile",
            "formatter": "json",
            "folder": str(HOME / "logs"),
            "days": ENV.log_days,
        },
    },
    "root": {"handlers": ["lines", "file"], "level": ENV.log_level},
    "loggers": {
        # Django's own request log carries full paths, and with them link tokens.
        "django.request": {"handlers": ["lines"], "level": "CRITICAL", "propagate": False},
        "django.security": {"handlers": ["lines"], "level": "ERROR", "propagate": False},
    },
}
