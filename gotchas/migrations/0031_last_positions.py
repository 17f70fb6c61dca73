"""Collections whose last position had fallen behind: loading the starter content put it back to where it began.

The next new gotcha there was refused, its number being taken.
"""

from django.db import migrations
from django.db.models import F, Max


def mend(apps, schema_editor):
    alias = schema_editor.connection.alias
    collections = apps.get_model("gotchas", "Collection").objects.using(alias)
    gotchas = apps.get_model("gotchas", "Gotcha").objects.using(alias)
    # the index of numbers has them in this order
    reached = gotchas.order_by().values_list("collection").annotate(last=Max("position"))
    behind = reached.filter(last__gt=F("collection__last_position"))
    for collection, last in list(behind):
        collections.filter(pk=collection, last_position__lt=last).update(last_position=last)


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0030_families_of_supported_versions")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
