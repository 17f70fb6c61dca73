"""The form by which an administrator erases fields of a revision."""

from typing import Any

from django import forms

from gotchas.intake.fields import LineField
from gotchas.intake.form import RefusableForm
from gotchas.models import Revision

REASON_LIMIT = 300


class EraseForm(RefusableForm):
    fields_to_erase = forms.MultipleChoiceField(
        label="What is erased for good",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what is erased."},
    )
    everywhere = forms.BooleanField(
        label="In every version where the field says the same",
        required=False,
        initial=True,
    )
    reason = LineField(
        label="Why",
        limit=REASON_LIMIT,
        help_text="Everybody can read it. Leave out what is to be erased.",
        error_messages={"required": "Say why: everybody can read that something was erased, and the reason."},
    )

    def __init__(self, *args: Any, revision: Revision, labels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields_to_erase"].choices = [
            (name, label) for name, label in labels.items() if revision.says(name)
        ]
