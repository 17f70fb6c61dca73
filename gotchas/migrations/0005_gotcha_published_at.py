from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0004_search")]

    operations = [
        migrations.AddField(
            model_name="gotcha",
            name="published_at",
            field=models.DateTimeField(
                editable=False,
                help_text="When it could first be read; empty while it never could.",
                null=True,
            ),
        ),
    ]
