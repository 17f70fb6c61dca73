"""Django's settings. All that differs between two sites comes from the environment, read by
kbsite/environment.py.

There is one mode, production: DEBUG is off for everyone. A wrong value stops the start with a line that names
it.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from kbsite import environment
from kbsite.secret_key import secret_key_in

BASE_DIR = Path(__file__).resolve().parent.parent


def _database(given: environment.SQLite | environment.PostgreSQL) -> dict[str, Any]:
    if isinstance(given, environment.SQLite):
        # IMMEDIATE takes the write lock when a transaction begins: waiting works then, "database is locked"
        # ends. FULL, because with NORMAL a power cut loses writes that a reader was already told about.
        # Opening the file takes longer than most queries, so a thread keeps it open for a minute.
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": given.path,
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
            },
        }
    # A pool keeps connections open by itself, so no CONN_MAX_AGE; the short times let a page say within three
    # seconds that the database is away. Every statement here is short, but a search is one of many parts:
    # PostgreSQL would compile each, which among a million gotchas takes longer than to run them all.
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.name,
        "USER": given.user,
        "PASSWORD": given.password,
        "HOST": given.host,
        "PORT": given.port,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 2,
            **given.options,
            "options": f"-c jit=off {given.options.get('options', '')}".strip(),
            "pool": {"min_size": 1, "max_size": 8, "timeout": 2.5, "reconnect_timeout": 5},
        },
    }


try:
    ENVIRONMENT = environment.read(os.environ, BASE_DIR)
    VAR_DIR = ENVIRONMENT.var_dir
    if ENVIRONMENT.secret_key is None or isinstance(ENVIRONMENT.database, environment.SQLite):
        VAR_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)
    SECRET_KEY = ENVIRONMENT.secret_key or secret_key_in(VAR_DIR)
except environment.WrongEnvironment as error:
    raise SystemExit(str(error)) from None
except OSError as error:
    raise SystemExit(f"VAR_DIR: {error.filename}: {error.strerror}; expected a folder to write in.") from None

DEBUG = False
SITE_URL = ENVIRONMENT.site_url
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
CONTENT_LICENCE = ENVIRONMENT.content_licence
LIMITS = ENVIRONMENT.limits

# Applications and the way through them

INSTALLED_APPS = [
    "kbsite.apps.KbsiteConfig",
    "comments",
    "gotchas",
    "markdownx",
    "post_office",
    "csp",
    "kbsite.apps.EditorsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    # What only adds headers stands above WhiteNoise, which answers for static files without asking further.
    "kbsite.middleware.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # It gives what all those below refuse the form that was asked for.
    "kbsite.middleware.errors.ErrorsMiddleware",
    "kbsite.middleware.bytes.BytesMiddleware",
    "kbsite.middleware.proxies.ProxiesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Static files are compressed already. It has to see the cookies that those below it set.
    "kbsite.middleware.compression.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "kbsite.urls"
WSGI_APPLICATION = "kbsite.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kbsite.context.site",
            ]
        },
    }
]

# Data

DATABASES = {"default": _database(ENVIRONMENT.database)}
MARKDOWNX_MARKDOWNIFY_FUNCTION = "gotchas.markup.article"

# Language and time

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "kbsite.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Sessions, messages, sign-in. A message lives in the session, not in a cookie of its own: whoever has
# something to be told carries a session, and pages are shared between those who carry none.

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENVIRONMENT.https
SESSION_COOKIE_NAME = "__Host-session" if ENVIRONMENT.https else "session"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_NAME = "__Host-csrf" if ENVIRONMENT.https else "csrf"
CSRF_FAILURE_VIEW = "gotchas.intake.csrf.failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Security headers

SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # The icon stands in the page itself, see kbsite/context.py. No text of anybody can hold a picture.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# The site cannot know whether it owns every name below its own, nor whether its owner wants a place on the
# browsers' preload list, which is hard to leave: no includeSubDomains (W005) and no preload (W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if not ENVIRONMENT.https:
    # HSTS, the redirect and secure cookies follow from an https SITE_URL. Over http there is nothing to set
    # them to; kbsite.W004 warns instead where such a site is not on the machine's own address.
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]

# What one request may hold: a log of 1 MiB, percent-encoded, which is more than an article's five fields of
# 64 KiB are. The only file is a log, and gotchas/views/log.py keeps it off the disk.

DATA_UPLOAD_MAX_MEMORY_SIZE = 3_211_264
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# Mail

DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"Gotchas <gotchas@{urlsplit(SITE_URL).hostname}>"
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if ENVIRONMENT.mail:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.mail.host, ENVIRONMENT.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.mail.user, ENVIRONMENT.mail.password
    EMAIL_USE_TLS = ENVIRONMENT.mail.encryption == "starttls"
    EMAIL_USE_SSL = ENVIRONMENT.mail.encryption == "tls"
    if ENVIRONMENT.mail.sender:
        DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"Gotchas <{ENVIRONMENT.mail.sender}>"

# Logs: single lines on stderr. Paths may stand in them; query strings, bodies and addresses of readers do
# not.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "kbsite.one_line.OneLineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Django's own handlers would print to the console in development only, and mail administrators.
    # The mail queue would add a handler of its own.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "post_office": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
