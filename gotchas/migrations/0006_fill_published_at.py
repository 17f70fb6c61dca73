"""Gotchas that can be read have been readable since they were made, for all that is known."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    gotchas = apps.get_model("gotchas", "Gotcha").objects.using(schema_editor.connection.alias)
    unnoted = gotchas.filter(state__in=["published", "historic"], published_at__isnull=True)
    unnoted.update(published_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0005_gotcha_published_at")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
