"""The forms by which an editor sets a notice at a passage of an article, and lifts it again."""

from typing import Any

from django import forms

from gotchas.answers.passages import steps_of, text_at
from gotchas.intake.fields import LineField
from gotchas.intake.form import RefusableForm
from gotchas.models import Gotcha, Notice
from gotchas.models.correction import WHY_OVER

TEXT_LIMIT = 300
REASON_LIMIT = 300
LEVELS = {
    Notice.Level.DANGER: "Danger: readers must know this before they do it",
    Notice.Level.DISPUTED: "Disputed: it may be wrong, and is not checked yet",
    Notice.Level.CORRECTED: "Corrected: it said something else before",
}


class NoticeForm(RefusableForm):
    level = forms.ChoiceField(label="What it is", choices=LEVELS, initial=Notice.Level.DANGER)
    passage = forms.ChoiceField(
        label="At which passage",
        required=False,
        error_messages={"invalid_choice": "That passage is not there any more. Choose where it belongs now."},
    )
    text = LineField(
        label="What readers must know",
        limit=TEXT_LIMIT,
        help_text="A sentence, such as: Do not run step 2 on AIX. Readers see it at once.",
        error_messages={"required": "Write what readers must know."},
    )

    def __init__(self, *args: Any, gotcha: Gotcha, **kwargs: Any) -> None:
        self.gotcha = gotcha
        super().__init__(*args, **kwargs)
        self.fields["passage"].choices = [("", "The whole article"), *steps_of(gotcha)]

    def notice(self) -> Notice:
        """As typed, not saved; it remembers what the passage says, to be found again when steps move."""
        given = self.cleaned_data
        part, _, rest = given["passage"].partition("-")
        anchor = given["passage"] if rest else ""
        return Notice(
            gotcha=self.gotcha,
            level=given["level"],
            text=given["text"],
            part=part,
            anchor=anchor,
            quoted=text_at(self.gotcha, anchor),
        )


class LiftForm(RefusableForm):
    reason = LineField(
        label="Why it is over",
        limit=REASON_LIMIT,
        help_text="Stands in the history that everybody can read.",
        error_messages={"required": WHY_OVER},
    )
