"""PostgreSQL prints the SQLSTATE behind FATAL, PANIC and WARNING as it does behind ERROR; it has five characters.

Only where the pattern is still the one that sites began with.
"""

from django.db import migrations
from django.utils import timezone

BEFORE = r"\bERROR:\s+([0-9A-Z]{0,4}[0-9][0-9A-Z]{0,4}):"
AFTER = r"\b(?:ERROR|FATAL|PANIC|WARNING):\s+([0-9A-Z]{5}):"
MATCH = "FATAL:  28P01: password"
NO_MATCH = "ERROR: 404: not found\nFATAL: ABORT: gone"


def forwards(apps, schema_editor):
    families = apps.get_model("gotchas", "CodeFamily").objects.using(schema_editor.connection.alias)
    family = families.filter(slug="sqlstate").first()
    if family is None or BEFORE not in family.patterns.splitlines():
        return
    families.filter(pk=family.pk).update(
        patterns=family.patterns.replace(BEFORE, AFTER),
        must_match=f"{family.must_match}\n{MATCH}".strip(),
        must_not_match=f"{family.must_not_match}\n{NO_MATCH}".strip(),
        changed_at=timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0034_search_heads")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
