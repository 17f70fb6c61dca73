"""The family of z/OS abend codes, for sites that were made before it stood in the table of families."""

from django.db import migrations

# as in the table of families at the time
FAMILY = {
    "name": "z/OS abend codes",
    "order": 105,
    "description": "S + 3 hexadecimal digits (system), U + 4 digits (user)",
    "known_as": "abend",
    "patterns": "\n".join(
        (
            r"\b(?:ABEND|abend)(?:ED|ed)?(?:\s(?:WITH|with))?(?:\s(?:CODE|code))?\s?[=:(-]?\s?"
            r"(S[0-9A-Fa-f]{3}|[0-9][0-9A-F]{2}|U\d{4})\b",
            r"\bABEND=S[0-9A-F]{3} (U\d{4})\b",
            r"\b(?:COMPLETION CODE - SYSTEM|SYSTEM COMPLETION CODE)\s?=\s?([0-9A-F]{3})\b",
            r"\b(?:COMPLETION CODE - SYSTEM=[0-9A-F]{3} USER|USER COMPLETION CODE)\s?=\s?(\d{4})\b",
            r"\b(S[0-9A-F]{3}|U\d{4})\s(?:(?:SYSTEM|USER|system|user)\s)?(?:ABEND|abend)\b",
            r"\b(S0C[1-9A-F]|S[BDE]37)\b",
        )
    ),
    "normal_form": "{1:abend}",
    "rule": "ABEND=S0C4 = SYSTEM=0C4 = S0C4; S000 and U0000 say that there was none of that sort",
    "severity_note": "none in the code; the reason code beside it tells more",
    "must_match": "\n".join(
        (
            "STEP1 - ABEND=S0C4 U0000 REASON=00000004",
            "ABEND=S000 U4038 REASON=00000001",
            "The system or user abend S0C7 R=00000000",
            "S0C7",
            "S878 abend",
            "abend code U4038",
            "SB37",
        )
    ),
    "must_not_match": "\n".join(
        (
            "ABEND=S000 U0000",
            "S878",
            "S608 SQL in a string",
            "user=U4038",
            "SYSTEM=222",
            "Guten Abend 222",
            "abend bad",
            "abend ASRA",
            "S0C44",
        )
    ),
    "risk_note": (
        "S and three digits is a lint rule or a part as well, U and four digits an account: "
        "those only beside ABEND or COMPLETION CODE"
    ),
}


def forwards(apps, schema_editor):
    families = apps.get_model("gotchas", "CodeFamily").objects.using(schema_editor.connection.alias)
    families.get_or_create(slug="zos-abend", defaults=FAMILY)


class Migration(migrations.Migration):
    dependencies = [("gotchas", "0035_sqlstates_of_verbose_logs")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
