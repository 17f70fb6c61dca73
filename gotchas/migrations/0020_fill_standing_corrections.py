"""What was applied until now stands in the version that it made, and in all that came after."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    revisions = apps.get_model("gotchas", "Revision").objects.using(
        schema_editor.connection.alias
    )
    made = revisions.filter(correction__state="applied", correction__gotcha=F("gotcha"))
    first = {}
    for gotcha, number, correction in made.order_by("-number").values_list("gotcha", "number", "correction"):
        first.setdefault(gotcha, {})[correction] = number
    for gotcha, numbers in first.items():
        for pk, number in revisions.filter(gotcha=gotcha).values_list("pk", "number"):
            standing = sorted(correction for correction, since in numbers.items() if since <= number)
            if standing:
                revisions.filter(pk=pk).update(standing=standing)


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0019_standing_corrections")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
