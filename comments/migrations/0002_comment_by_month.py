from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["thread", "state", "posted_at"], name="comment_by_month"),
        ),
    ]
