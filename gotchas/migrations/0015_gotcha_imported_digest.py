"""What an import said of a gotcha, so that the same line again leaves what editors changed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gotchas', '0014_fit_addresses'),
    ]

    operations = [
        migrations.AddField(
            model_name='gotcha',
            name='imported_digest',
            field=models.CharField(blank=True, editable=False, help_text='Of what its line said when it was last imported; empty where it never was.', max_length=40),
        ),
    ]
