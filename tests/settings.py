"""The site's own settings, with what tests need otherwise: no collected static files, and quick passwords."""

from kbsite.settings import *  # noqa: F403 - settings are one namespace
from kbsite.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
