"""What the forms for a correction and for a new gotcha have in common: who proposes it, and how to answer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gotchas.intake import mail
from gotchas.intake.asking import AskingForm
from gotchas.intake.fields import LineField
from gotchas.intake.names import is_anothers_staff_name

NAME_LIMIT = 80
VERSION_LIMIT = 60
SHORT = {"author_name": NAME_LIMIT, "seen_on": VERSION_LIMIT}
"""Short fields that everybody will read, each with its limit."""


class ProposingForm(AskingForm):
    seen_on = LineField(
        label="Seen on version (optional)",
        limit=VERSION_LIMIT,
        required=False,
        help_text="Such as 9.3.0.5 on AIX 7.2.",
    )
    author_name = LineField(
        label="Name (optional)",
        limit=NAME_LIMIT,
        required=False,
        help_text="Shown with the proposal, and with the article when it is applied.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    author_email = forms.EmailField(
        label="Mail address (optional)",
        required=False,
        max_length=254,
        help_text="Never shown.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Write the mail address as name@example.org, or leave it out."},
    )
    wants_mail = forms.BooleanField(label="Mail me the decision", required=False)

    who = ("seen_on", "author_name", "author_email", "wants_mail")

    def __init__(self, *args: Any, user: Any, credit: str = "", **kwargs: Any) -> None:
        """With a `credit` the name is known: that of the comment which said so first."""
        self.user = user
        self.credit = credit
        super().__init__(*args, **kwargs)
        # A browser would cut a pasted address there without a word; the field says that it is too long.
        self.fields["author_email"].widget.attrs.pop("maxlength", None)
        if not mail.is_configured():
            del self.fields["wants_mail"]
        if credit:
            del self.fields["author_name"]
        elif user.is_authenticated:
            self.fields["author_name"].initial = user.get_full_name() or user.get_username()

    def clean_author_name(self) -> str:
        name: str = self.cleaned_data["author_name"]
        if name and is_anothers_staff_name(name, self.user):
            raise ValidationError(
                "This name is, or looks like, an editor's of this site. Sign in to use it, or write another.",
                code="staff_name",
            )
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned.setdefault("wants_mail", False)
        if self.credit:
            cleaned["author_name"] = self.credit
        if cleaned.get("wants_mail") and "author_email" not in self.errors and not cleaned["author_email"]:
            said = "Write the address to which the decision is mailed, or leave the box empty."
            self.add_error("author_email", ValidationError(said, code="required"))
        return cleaned

    def labelled(self) -> dict[str, str]:
        names = {"author_name": "Name", "seen_on": "Version"}
        return {label: self.cleaned_data[name] for name, label in names.items() if name in self.fields}

    def judged(self) -> list[str]:
        """What the rules of the site look at."""
        return [str(self.cleaned_data[name]) for name in ("seen_on", "author_name", "author_email")]

    def sender(self) -> dict[str, Any]:
        """The fields of a correction that say who sent it."""
        return {
            "seen_on": self.cleaned_data["seen_on"],
            "proposer_name": self.cleaned_data["author_name"],
            "proposer_email": self.cleaned_data["author_email"],
            "wants_mail": self.cleaned_data["wants_mail"],
            "account": self.user if self.user.is_authenticated else None,
        }
