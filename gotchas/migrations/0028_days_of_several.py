"""On how many days several readers asked for a word that may be the name of a host."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gotchas', '0027_also_said'),
    ]

    operations = [
        migrations.AddField(
            model_name='unansweredcode',
            name='days_of_several',
            field=models.PositiveIntegerField(default=0, help_text='Days on which more than one reader asked. Counted for words of no family.'),
        ),
    ]
