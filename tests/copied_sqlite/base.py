"""The two classes that Django asks of a database backend; named by tests/settings.py."""

import shutil
from typing import Any

from django.db.backends.sqlite3 import base, creation


class DatabaseCreation(creation.DatabaseCreation):
    def _create_test_db(self, *args: Any, **kwargs: Any) -> str:
        name = super()._create_test_db(*args, **kwargs)
        shutil.copyfile(self.connection.settings_dict["TEST"]["TEMPLATE"], name)
        return name


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
