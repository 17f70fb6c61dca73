"""The form by which a reader reports a comment."""

from django import forms

from gotchas.intake.fields import LineField
from gotchas.intake.form import OpenForm

KINDS = [
    ("advertising", "It is advertising"),
    ("private data", "It shows private data"),
    ("offensive", "It is offensive"),
    ("wrong and harmful", "What it advises does harm"),
    ("something else", "Something else"),
]
WORDS_LIMIT = 200


class ReportForm(OpenForm):
    what = forms.ChoiceField(
        label="What is wrong with it",
        choices=[("", "Choose"), *KINDS],
        error_messages={
            "required": "Choose what is wrong with the comment.",
            "invalid_choice": "Choose one of the reasons in the list.",
        },
    )
    words = LineField(
        label="More about it (optional)",
        limit=WORDS_LIMIT,
        required=False,
        help_text=f"Only editors read it. At most {WORDS_LIMIT} characters.",
    )

    content = ("what", "words")

    def reason(self) -> str:
        """What is kept of it, in words for an editor."""
        words = self.cleaned_data["words"]
        return f"{self.cleaned_data['what']}: {words}" if words else self.cleaned_data["what"]
