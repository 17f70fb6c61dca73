"""Earlier texts of comments can be hidden."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0008_subscriptions_by_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="commenttext",
            name="hidden_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="commenttext",
            name="hidden_by",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="The editor's account; empty for the author.",
                max_length=150,
            ),
        ),
    ]
