"""The code families and platforms that every site begins with, so that an empty database recognises codes.

From the project's own tables as they are when a database is made; what editors change later stays theirs.
"""

import csv
from pathlib import Path

from django.db import migrations

STARTER = Path(__file__).resolve().parent.parent / "starter"


def rows(name):
    with (STARTER / name).open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)


def lines(cell):
    return "\n".join(part.strip() for part in cell.split(" || "))


def add_platforms(apps, schema_editor):
    platform = apps.get_model("gotchas", "Platform")
    platform.objects.bulk_create(
        platform(
            slug=row["slug"],
            name=row["name"],
            order=int(row["order"]),
            is_all=row["is_all"] == "yes",
            known_as=row["known_as"],
        )
        for row in rows("platforms.tsv")
    )


def add_families(apps, schema_editor):
    family = apps.get_model("gotchas", "CodeFamily")
    made = {}
    for row in rows("code_families.tsv"):
        made[row["family"]] = family.objects.create(
            slug=row["family"],
            name=row["name"],
            order=int(row["order"]),
            description=row["canonical"],
            patterns=lines(row["pattern"]),
            normal_form=row["normal_form"],
            rule=row["equivalence_rule"],
            severity_letters=lines(row["severity_letters"]),
            severity_note=row["severity_note"],
            must_match=lines(row["examples_that_must_match"]),
            must_not_match=lines(row["texts_that_must_not_match"]),
            risk_note=row["false_positive_risk"],
            known_as=row["known_as"],
            enabled=row["built_in"] == "yes",
        )
    for row in rows("code_families.tsv"):
        if row["same_codes_as"]:
            family.objects.filter(slug=row["family"]).update(same_codes_as=made[row["same_codes_as"]])


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0001_initial")]

    operations = [
        migrations.RunPython(add_platforms, migrations.RunPython.noop),
        migrations.RunPython(add_families, migrations.RunPython.noop),
    ]
