"""The reason for which an editor removes comments."""

from typing import Any

from django import forms

from gotchas.intake.fields import LineField

SUGGESTED = ("advertising", "off topic", "offensive", "private data of others", "posted twice")


class RemovalForm(forms.Form):
    reason = LineField(
        label="Reason",
        limit=200,
        help_text="Everybody can read it: “Removed by an editor: advertising”.",
        widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
        error_messages={"required": "Give the reason: everybody can read it."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
