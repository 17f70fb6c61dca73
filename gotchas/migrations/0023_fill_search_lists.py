"""Gotchas that were searched before lists were kept get their facets' key and their moment."""

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from gotchas.search.index import facets_key

BATCH = 5_000


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    docs = apps.get_model("gotchas", "SearchDoc").objects.using(alias).filter(kind="g")
    gotcha = apps.get_model("gotchas", "Gotcha").objects.using(alias).filter(pk=OuterRef("object_id"))
    at = Subquery(gotcha.values(moment=Coalesce("published_at", "created_at"))[:1])
    last = 0
    while ids := list(docs.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        some = docs.filter(pk__gt=last, pk__lte=ids[-1])
        for facets in list(some.order_by().values_list("facets", flat=True).distinct()):
            some.filter(facets=facets).update(facets_key=facets_key(facets), at=at)
        last = ids[-1]


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0022_search_lists")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
