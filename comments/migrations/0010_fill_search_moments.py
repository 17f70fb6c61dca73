"""What is searched of a comment says when the comment was posted."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    comment = apps.get_model("comments", "Comment").objects.using(alias).filter(pk=OuterRef("object_id"))
    docs = apps.get_model("gotchas", "SearchDoc").objects.using(alias).filter(kind="m")
    docs.update(at=Subquery(comment.values("posted_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("comments", "0009_hidden_earlier_texts"), ("gotchas", "0022_search_lists")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
