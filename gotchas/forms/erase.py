"""The form by which an administrator erases fields of a revision."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gotchas.intake.fields import LineField
from gotchas.intake.form import RefusableForm
from gotchas.models import Correction, Revision
from gotchas.models.erasing import quoting

REASON_LIMIT = 300
LONGEST_LINE = 80
"""Characters of a line that are shown of it."""


class EraseForm(RefusableForm):
    """`still_said` are labels of the fields that the article has as this version has them."""

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
    corrections = forms.MultipleChoiceField(
        label="Corrections that quote it: erase what they quote and propose as well",
        required=False,
        widget=forms.CheckboxSelectMultiple,
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
        now = revision.gotcha.content()
        self._same = [
            (name, label)
            for name, label in self.fields["fields_to_erase"].choices
            if name in now and revision.content.get(name) == now[name]
        ]
        self.fields["corrections"].choices = [
            (str(row.pk), _named(row, line, labels)) for row, line in quoting(revision)
        ]

    @property
    def still_said(self) -> list[str]:
        return [label for _, label in self._same]

    def clean_fields_to_erase(self) -> list[str]:
        """The article would go on showing the text whose record is gone for good."""
        fields: list[str] = self.cleaned_data["fields_to_erase"]
        if said := [label for name, label in self._same if name in fields]:
            raise ValidationError(
                f"The article still says the same in: {', '.join(said)}. Change the article first.",
                code="still_said",
            )
        return fields


def _named(row: Correction, line: str, labels: dict[str, str]) -> str:
    said = line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"
    where = f"{labels.get(row.part, row.part)}, correction {row.pk}, {row.get_state_display().lower()}"
    return f"{where}: {said or 'made on a version from which this was erased'}"
