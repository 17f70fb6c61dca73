from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Say of every comment on a gotcha in which collection, and of every answered question by what."""
    Comment, Thread = (apps.get_model("comments", name) for name in ("Comment", "Thread"))
    rows = Comment.objects.using(schema_editor.connection.alias)
    of = Thread.objects.filter(pk=OuterRef("thread")).values("gotcha__collection")[:1]
    rows.filter(thread__gotcha__isnull=False).update(of_collection=Subquery(of))
    marked = rows.filter(answer_marked_at__isnull=False, state="published").order_by("answer_marked_at", "pk")
    for answer in marked:
        at = answer.parent
        while at and (at.kind, at.state) != ("question", "published"):
            at = at.parent
        ids = [at.pk] if at else []
        ids += answer.answers.filter(kind="question", state="published").values_list("pk", flat=True)
        rows.filter(pk__in=ids, marked_answer=None).update(marked_answer=answer)


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_questions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
