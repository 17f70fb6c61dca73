"""The form by which an editor puts an article back to an older version."""

from django import forms

from gotchas.intake.fields import LineField
from gotchas.intake.form import RefusableForm

NOTE_LIMIT = 300


class RevertForm(RefusableForm):
    """`on` is the newest revision that the editor looked at."""

    note = LineField(
        label="Why",
        limit=NOTE_LIMIT,
        help_text="Stands with your name in the history that everybody can read.",
        error_messages={"required": "Say why: it stands in the history that everybody can read."},
    )
    on = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
