from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT

OPEN_QUESTION = Q(("kind", "question"), ("marked_answer", None), ("state", "published"))


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0005_what_worked"),
        ("gotchas", "0010_gotcha_family"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="marked_answer",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                help_text="Of a question: the published comment that was marked as its answer.",
                null=True,
                on_delete=PROTECT,
                related_name="answer_of",
                to="comments.comment",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="of_collection",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                help_text="Whose gotcha it hangs on; empty elsewhere.",
                null=True,
                on_delete=PROTECT,
                related_name="+",
                to="gotchas.collection",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=OPEN_QUESTION, fields=["kind", "state", "posted_at", "id"], name="question_open"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=OPEN_QUESTION,
                fields=["of_collection", "kind", "state", "posted_at", "id"],
                name="question_open_of_collection",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=OPEN_QUESTION,
                fields=["thread", "kind", "state", "posted_at", "id"],
                name="question_open_in_thread",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=Q(("marked_answer__isnull", False)),
                fields=["marked_answer"],
                name="comment_answer_of",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=Q(("of_collection__isnull", False)),
                fields=["of_collection", "state", "posted_at", "id"],
                name="comment_newest_on_gotchas",
            ),
        ),
    ]
