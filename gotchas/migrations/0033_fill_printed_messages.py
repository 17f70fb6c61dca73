"""Codes that are stored already get what the starter's list says that their product prints."""

from django.db import migrations

from gotchas.text.printed import printed_for


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    sources = apps.get_model("gotchas", "Source").objects.using(alias)
    message = apps.get_model("gotchas", "PrintedMessage")
    codes = apps.get_model("gotchas", "MessageCode").objects.using(alias).order_by()
    rows, read = [], {}
    for pk, code, family in codes.values_list("pk", "code", "family__slug").iterator():
        for printed in printed_for(family, code):
            given = printed.source
            if given and given not in read:
                read[given], _ = sources.get_or_create(
                    title=given.title, address=given.address, defaults={"read_on": given.read_on}
                )
            rows.append(message(code_id=pk, text=printed.text, source=read.get(given)))
    message.objects.using(alias).bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0032_printed_messages")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
