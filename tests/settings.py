"""The site's own settings, with what tests need otherwise: static files as they are, quick passwords."""

import os
import tempfile
from pathlib import Path

import hypothesis

from kbsite.settings import *  # noqa: F403 - settings are one namespace
from kbsite.settings import DATABASES, STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as on a real site: a database in memory, shared between threads, says "table is locked" where a
    # file waits. The file is in memory where the system has a place for that; its name is this process's own.
    MEMORY = Path("/dev/shm")
    FOLDER = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / f"gotchas-test-{os.getpid()}.sqlite3")}

# No test asks how long something took: on a busy machine that is another's doing.
hypothesis.settings.register_profile("unhurried", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("unhurried")
