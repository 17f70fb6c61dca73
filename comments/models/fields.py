"""Column types of this app."""

from typing import Any

from django.db import models


class PathField(models.CharField):
    """A text that is compared byte by byte: the C collation on PostgreSQL, SQLite's own order elsewhere."""

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
