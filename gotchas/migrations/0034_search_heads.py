"""SQLite: an index of heads alone. Elsewhere a word's list of heads is a list of its own already."""

from django.db import migrations

HEADS = """CREATE VIRTUAL TABLE gotchas_searchheads USING fts5(
    head, content='gotchas_searchdoc', content_rowid='id',
    detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 0')"""
FILL = "INSERT INTO gotchas_searchheads (gotchas_searchheads) VALUES ('rebuild')"


def make_heads(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(HEADS)
        schema_editor.execute(FILL)


def drop_heads(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE gotchas_searchheads")


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0033_fill_printed_messages")]

    operations = [migrations.RunPython(make_heads, drop_heads, elidable=False)]
