"""What an editor gives with a decision on a correction."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gotchas.intake.fields import LineField, TextField
from gotchas.markup import ARTICLE_LIMIT
from gotchas.models import Correction

REASON_LIMIT = 1000
SUGGESTED = (
    "Checked against the manual: right.",
    "Tried on a test system: right.",
    "Plausible, but not tried yet.",
    "Asked the sender for the release.",
    "The article is right as it stands.",
    "Too little to go by.",
)


class DecisionForm(forms.Form):
    """`version` is that of the correction and `on` the revision of the article that the editor looked at."""

    reason = LineField(
        label="Public reason",
        limit=REASON_LIMIT,
        help_text="Everybody can read it, and who asked for a mail gets it.",
        widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
        error_messages={"required": "Give the reason of your decision: everybody can read it."},
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    on = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class DuplicateForm(DecisionForm):
    of = forms.CharField(
        label="Duplicate of correction",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Give the number of the correction that it repeats."},
    )

    def clean_of(self) -> Correction:
        number = self.cleaned_data["of"].strip().removeprefix("#")
        is_number = number.isascii() and number.isdecimal() and len(number) < 19
        found = Correction.objects.filter(pk=number).first() if is_number else None
        if found is None:
            raise ValidationError("There is no correction of that number.", code="unknown")
        return found


class EditsForm(DecisionForm):
    """The whole part as the editor would have it."""

    text = TextField(label="As it should read", limit=ARTICLE_LIMIT, required=False)
    field_order = ("text", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 16
