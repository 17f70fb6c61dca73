"""Names of those who decided elsewhere, and have no account here."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gotchas', '0024_gotchas_of_a_code'),
    ]

    operations = [
        migrations.AddField(
            model_name='codelink',
            name='confirmer_name',
            field=models.CharField(blank=True, editable=False, help_text='Of a confirmation that came with an import.', max_length=150),
        ),
        migrations.AddField(
            model_name='correction',
            name='decider_name',
            field=models.CharField(blank=True, editable=False, help_text='Of a decision that came with an import.', max_length=150),
        ),
    ]
