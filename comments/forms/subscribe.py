"""The form by which a reader asks for new comments of a thread by mail."""

from django import forms
from django.core.exceptions import ValidationError

from gotchas.intake import mail
from gotchas.intake.form import OpenForm

WRONG = "Write the mail address as name@example.org."


class SubscribeForm(OpenForm):
    email = forms.EmailField(
        label="Mail address",
        max_length=254,
        help_text="Never shown. A mail asks you to confirm first; without that nothing else comes.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Enter the address that mail is to be sent to.", "invalid": WRONG},
    )

    content = ("email",)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if not mail.takes(email):
            raise ValidationError(WRONG, code="invalid")
        return email
