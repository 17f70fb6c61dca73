"""Which corrections a version holds, and which version took one out of the article again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gotchas", "0018_correction_news"),
    ]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="taken_back_in",
            field=models.PositiveIntegerField(
                blank=True, help_text="Number of the version that put an older text in its place.", null=True
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="standing",
            field=models.JSONField(
                blank=True, default=list, help_text="Ids of the readers' corrections whose text it holds."
            ),
        ),
    ]
