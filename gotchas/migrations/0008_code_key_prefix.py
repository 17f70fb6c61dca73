from django.db import migrations

# Codes whose key begins with what was typed. The order of the database's own language parts or joins letters
# (Czech "ch", Danish "aa"), so a range of keys is one only byte by byte. SQLite compares bytes anyway.
INDEX = 'CREATE INDEX code_key_prefix ON gotchas_codekey (key COLLATE "C")'


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX code_key_prefix")


class Migration(migrations.Migration):
    dependencies = [
        ("gotchas", "0007_gotcha_newly_published"),
    ]

    operations = [
        migrations.RunPython(make_index, drop_index, elidable=False),
    ]
