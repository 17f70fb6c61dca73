from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0004_moderation'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('kind', 'worked')), fields=['thread', 'worked_version', 'worked_platform'], name='comment_worked'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('confirmed_at__isnull', False)), fields=['thread'], name='comment_confirmed'),
        ),
    ]
