from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0006_fill_published_at")]

    operations = [
        migrations.RemoveIndex(model_name="gotcha", name="gotcha_by_month"),
        migrations.AddIndex(
            model_name="gotcha",
            index=models.Index(fields=["published_at"], name="gotcha_newly_published"),
        ),
        migrations.AddIndex(
            model_name="gotcha",
            index=models.Index(fields=["collection", "published_at", "state"], name="gotcha_by_month"),
        ),
    ]
