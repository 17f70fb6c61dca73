"""A rule may ask the sender's browser for a proof of work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gotchas", "0010_gotcha_family"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rule",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("wait", "Waits for an editor"),
                    ("proof", "Waits unless the sender's browser proves some work"),
                    ("spam", "Spam"),
                ],
                default="wait",
                max_length=5,
            ),
        ),
    ]
