"""Numbers and slugs that no address can hold, which imports could bring: every page that named one failed."""

import re

from django.db import migrations
from django.db.models import Exists, Max, OuterRef, Q

LARGEST = 999_999_999
AT_ONCE = 500
"""Rows that are read before they are written, however many are bad."""

REMEMBERED = 50_000
"""Slugs of which it is kept how far their numbers went: thousands may come down to the same one."""


def mend(apps, schema_editor):
    alias = schema_editor.connection.alias

    def rows(name):
        return apps.get_model("gotchas", name).objects.using(alias).order_by("pk")

    number_again(rows("Collection"), "number")
    # one look into the index of numbers for each collection: a join would read every gotcha there is
    beyond = Exists(rows("Gotcha").filter(collection=OuterRef("pk"), position__gt=LARGEST))
    for collection in in_portions(rows("Collection").filter(Q(last_position__gt=LARGEST) | beyond)):
        gotchas = rows("Gotcha").filter(collection=collection.pk)
        number_again(gotchas, "position")
        last = gotchas.aggregate(last=Max("position"))["last"] or 0
        rows("Collection").filter(pk=collection.pk).update(last_position=last)
    bad = Q(slug="") | Q(slug__contains="/")
    for name in ("Platform", "CodeFamily"):
        given = {}
        for row in in_portions(rows(name).filter(bad).only("slug")):
            name_again(rows(name), row, "[^-a-zA-Z0-9_]", 36, given)
    given = {}
    for row in in_portions(rows("MessageCode").filter(bad).only("slug", "family")):
        name_again(rows("MessageCode").filter(family=row.family_id), row, "[^A-Za-z0-9._-]", 112, given)


def in_portions(rows):
    """All of `rows` by primary key, without a cursor that stays open while they are written."""
    last = 0
    while portion := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = portion[-1].pk
        yield from portion


def number_again(rows, field):
    """The next numbers that an address holds, for those that it does not."""
    last = rows.filter(**{f"{field}__lte": LARGEST}).aggregate(last=Max(field))["last"] or 0
    beyond = rows.filter(**{f"{field}__gt": LARGEST}).order_by(field).values_list("pk", flat=True)
    while portion := list(beyond[:AT_ONCE]):
        for pk in portion:
            last += 1
            rows.filter(pk=pk).update(**{field: last})


def name_again(rows, row, other, length, given):
    slug = re.sub(other, "-", row.slug)[:length] or "-"
    if len(given) > REMEMBERED:
        given.clear()
    place = getattr(row, "family_id", None), slug
    n = given.get(place, 1)
    while rows.filter(slug=slug if n == 1 else f"{slug}-{n}").exists():
        n += 1
    given[place] = n + 1
    rows.filter(pk=row.pk).update(slug=slug if n == 1 else f"{slug}-{n}")


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0012_decision_kept")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
