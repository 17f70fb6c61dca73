"""Rows counted by month, by the database."""

import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import CharField, Count, Func, Model

Row = TypeVar("Row", bound=Model, covariant=True)


class Month(Func):
    """The month of a moment in UTC, as "2007-07".

    Not Django's TruncMonth: on SQLite that calls Python for every row, ten times slower than this.
    """

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 7)", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM')"
        return self.as_sql(compiler, connection, template=template, **extra)


class MonthlyQuerySet(models.QuerySet[Row]):
    """What the QuerySets share whose rows stand in a timeline."""

    def by_month(self, moment: str) -> dict[datetime.date, int]:
        """How many rows have their `moment` in each month, by the month's first day; one query."""
        rows = (
            self.order_by()
            .values(month=Month(moment))
            .annotate(rows=Count("pk"))
            .values_list("month", "rows")
        )
        return {datetime.date.fromisoformat(f"{month}-01"): count for month, count in rows if month}
