"""The database itself refuses what no address can hold."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gotchas', '0013_mend_addresses'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='codefamily',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('slug', ''), _negated=True), models.Q(('slug__contains', '/'), _negated=True)), name='code_family_slug_fits_an_address', violation_error_message='No address can hold this slug.'),
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.CheckConstraint(condition=models.Q(('number__lte', 999999999)), name='collection_number_fits_an_address', violation_error_message='A number is at most 999,999,999.'),
        ),
        migrations.AddConstraint(
            model_name='gotcha',
            constraint=models.CheckConstraint(condition=models.Q(('position__lte', 999999999)), name='gotcha_position_fits_an_address', violation_error_message='A number is at most 999,999,999.'),
        ),
        migrations.AddConstraint(
            model_name='messagecode',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('slug', ''), _negated=True), models.Q(('slug__contains', '/'), _negated=True)), name='message_code_slug_fits_an_address', violation_error_message='No address can hold this slug.'),
        ),
        migrations.AddConstraint(
            model_name='platform',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('slug', ''), _negated=True), models.Q(('slug__contains', '/'), _negated=True)), name='platform_slug_fits_an_address', violation_error_message='No address can hold this slug.'),
        ),
    ]
