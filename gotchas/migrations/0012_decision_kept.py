"""What an undo of a decision puts back beside the state: whether it was shown, what came along."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0011_rule_asks_for_proof")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="kept",
            field=models.JSONField(
                blank=True, default=dict, help_text="What an undo puts back beside the state before."
            ),
        ),
    ]
