import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0002_comment_by_month'),
        ('gotchas', '0007_gotcha_newly_published'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='thread',
            name='thread_hangs_on_one_thing',
        ),
        migrations.AddField(
            model_name='thread',
            name='unanswered',
            field=models.OneToOneField(blank=True, help_text='A code that is not stored: the first comment that is published makes its row.', null=True, on_delete=django.db.models.deletion.CASCADE, to='gotchas.unansweredcode'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', None), ('collection__isnull', False), ('gotcha', None), ('unanswered', None)), models.Q(('code', None), ('collection', None), ('gotcha__isnull', False), ('unanswered', None)), models.Q(('code__isnull', False), ('collection', None), ('gotcha', None), ('unanswered', None)), models.Q(('code', None), ('collection', None), ('gotcha', None), ('unanswered__isnull', False)), _connector='OR'), name='thread_hangs_on_one_thing'),
        ),
    ]
