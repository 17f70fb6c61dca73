"""Only what was applied can be taken out of the article again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0020_fill_standing_corrections")]

    operations = [
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken_back_in", None), ("state", "applied"), _connector="OR"),
                name="correction_taken_back_was_applied",
            ),
        ),
    ]
