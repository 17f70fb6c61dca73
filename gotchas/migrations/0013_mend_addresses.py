"""Numbers and slugs that no address can hold, which imports could bring: every page that named one failed."""

import re

from django.db import migrations
from django.db.models import Max, Q

LARGEST = 999_999_999


def mend(apps, schema_editor):
    alias = schema_editor.connection.alias

    def rows(name):
        return apps.get_model("gotchas", name).objects.using(alias)

    number_again(rows("Collection"), "number")
    beyond = Q(gotchas__position__gt=LARGEST) | Q(last_position__gt=LARGEST)
    for collection in rows("Collection").filter(beyond).distinct():
        gotchas = rows("Gotcha").filter(collection=collection)
        number_again(gotchas, "position")
        last = gotchas.aggregate(last=Max("position"))["last"] or 0
        rows("Collection").filter(pk=collection.pk).update(last_position=last)
    bad = Q(slug="") | Q(slug__contains="/")
    for name in ("Platform", "CodeFamily"):
        for row in rows(name).filter(bad):
            name_again(rows(name), row, "[^-a-zA-Z0-9_]", 36)
    for row in rows("MessageCode").filter(bad):
        name_again(rows("MessageCode").filter(family=row.family_id), row, "[^A-Za-z0-9._-]", 112)


def number_again(rows, field):
    """The next numbers that an address holds, for those that it does not."""
    last = rows.filter(**{f"{field}__lte": LARGEST}).aggregate(last=Max(field))["last"] or 0
    beyond = rows.filter(**{f"{field}__gt": LARGEST}).order_by(field).values_list("pk", flat=True)
    for n, pk in enumerate(list(beyond), 1):
        rows.filter(pk=pk).update(**{field: last + n})


def name_again(rows, row, other, length):
    slug = re.sub(other, "-", row.slug)[:length] or "-"
    taken = set(rows.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{n}" for n in range(2, len(taken) + 3))
    row.slug = next(free for free in (slug, *numbered) if free not in taken)
    row.save(update_fields=["slug"])


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0012_decision_kept")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
