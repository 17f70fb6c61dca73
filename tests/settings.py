"""The site's own settings, with what tests need otherwise: static files as they are, quick passwords."""

import gc
import os
import tempfile
from pathlib import Path

import hypothesis

from kbsite.settings import *  # noqa: F403 - settings are one namespace
from kbsite.settings import DATABASES, STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# What the worker keeps in files is not there unless a test gives it a folder: a site may run out of this one.
VAR_DIR = Path(tempfile.gettempdir()) / "gotchas-tests-keep-nothing"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as on a real site: a database in memory, shared between threads, says "table is locked" where a
    # file waits. The file is in memory where the system has a place for that; its name is this process's own.
    MEMORY = Path("/dev/shm")
    FOLDER = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / f"gotchas-test-{os.getpid()}.sqlite3")}

if "pool" in DATABASES["default"]["OPTIONS"]:
    # A visitor should hear soon that the database is away; a test on a busy machine should wait for it.
    DATABASES["default"]["OPTIONS"] |= {"connect_timeout": 60}
    DATABASES["default"]["OPTIONS"]["pool"] |= {"timeout": 60}

DATABASES["default"]["ENGINE"] = {
    "django.db.backends.sqlite3": "tests.quick_sqlite",
    "django.db.backends.postgresql": "tests.quick_postgresql",
}[DATABASES["default"]["ENGINE"]]

if template := os.environ.get("TEST_TEMPLATE"):
    # A migrated database (a file, or on PostgreSQL a name) that this process copies instead of migrating its
    # own, which takes five seconds; scripts/test.py makes it.
    DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = template

# No test asks how long something took: on a busy machine that is another's doing.
hypothesis.settings.register_profile("unhurried", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("unhurried")

# Python's collector looks through all that a process has loaded whenever some hundred objects were made; that
# took a twelfth of two files' time; a test leaves little behind, so rarer looks are enough.
gc.set_threshold(100_000, 50, 50)
