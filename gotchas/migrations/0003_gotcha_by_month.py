from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0002_families_and_platforms")]

    operations = [
        migrations.AddIndex(
            model_name="gotcha",
            index=models.Index(fields=["collection", "state", "created_at"], name="gotcha_by_month"),
        ),
    ]
