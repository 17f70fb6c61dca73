"""The product that a gotcha is about, where no code says so."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0009_moderation")]

    operations = [
        migrations.AddField(
            model_name="gotcha",
            name="family",
            field=models.ForeignKey(
                blank=True,
                help_text="The family of the product that it is about, where no code says so.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gotchas",
                to="gotchas.codefamily",
                verbose_name="product",
            ),
        ),
    ]
