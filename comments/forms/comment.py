"""The form for a comment or a reply."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from comments.forms.pasting import PastingForm
from comments.models import Comment
from comments.places import Place
from gotchas.intake import asking, mail
from gotchas.intake.fields import LineField, TextField
from gotchas.intake.names import is_anothers_staff_name
from gotchas.markup import COMMENT_LIMIT

NAME_LIMIT = 80
VERSION_LIMIT = 60
TEXT_ROWS = 10

KINDS = [
    (Comment.Kind.OTHER, "A remark"),
    (Comment.Kind.QUESTION, "A question"),
    (Comment.Kind.ANSWER, "An answer"),
    (Comment.Kind.WORKED, "This worked"),
    (Comment.Kind.CORRECTION, "Something is wrong here"),
    (Comment.Kind.ACKNOWLEDGEMENT, "Thanks, or done"),
]


def without_private(fields: QueryDict) -> QueryDict:
    """What was typed, with a word in the place of all that should not be published."""
    shorter = {"author_name": NAME_LIMIT, "worked_version": VERSION_LIMIT, "worked_platform": VERSION_LIMIT}
    return asking.without_private(fields, {"text": COMMENT_LIMIT} | shorter)


class CommentForm(PastingForm):
    author_name = LineField(
        label="Name",
        limit=NAME_LIMIT,
        help_text=f"Shown with the comment. At most {NAME_LIMIT} characters.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter the name that is to stand with the comment."},
    )
    text = TextField(
        label="Comment",
        limit=COMMENT_LIMIT,
        widget=forms.Textarea(attrs={"rows": TEXT_ROWS}),
        help_text=f"Markdown; logs and commands between lines of three backticks. At most {COMMENT_LIMIT:,}"
        " bytes. Take out passwords, addresses and host names.",
        error_messages={"required": "Write the comment."},
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=KINDS,
        initial=Comment.Kind.OTHER,
        required=False,
        error_messages={"invalid_choice": "Choose one of the kinds in the list."},
    )
    worked_version = LineField(
        label="Version on which it worked",
        limit=VERSION_LIMIT,
        required=False,
        help_text="For “This worked” only, such as 9.3.0.5.",
    )
    worked_platform = LineField(
        label="Platform on which it worked",
        limit=VERSION_LIMIT,
        required=False,
        help_text="For “This worked” only, such as AIX 7.2.",
    )
    author_email = forms.EmailField(
        label="Mail address (optional)",
        required=False,
        max_length=254,
        help_text="Never shown.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Write the mail address as name@example.org, or leave it out."},
    )

    mailed = forms.BooleanField(
        label="Mail me new comments here",
        required=False,
        help_text="A mail asks you to confirm it first, and each one has a link that ends it.",
    )

    proof = forms.CharField(required=False, widget=forms.HiddenInput)

    robots = (*PastingForm.robots, "proof")
    for_worked = ("worked_version", "worked_platform")
    content = ("author_name", "author_email", "kind", "worked_version", "worked_platform", "text")

    def __init__(self, *args: Any, place: Place, user: Any, **kwargs: Any) -> None:
        self.place = place
        self.user = user
        super().__init__(*args, **kwargs)
        # A browser would cut a pasted address there without a word; the field says that it is too long.
        if "mailed" in self.fields and not mail.is_configured():
            del self.fields["mailed"]
        if "author_email" in self.fields:
            self.fields["author_email"].widget.attrs.pop("maxlength", None)
        if user.is_authenticated and "author_name" in self.fields:
            self.fields["author_name"].initial = user.get_full_name() or user.get_username()

    def clean_author_name(self) -> str:
        name: str = self.cleaned_data["author_name"]
        if is_anothers_staff_name(name, self.user):
            raise ValidationError(
                "This name is, or looks like, an editor's of this site. Sign in to use it, or write another.",
                code="staff_name",
            )
        return name

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Comment.Kind.OTHER

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("mailed") and "author_email" not in self.errors:
            self._check_address(cleaned.get("author_email", ""))
        if cleaned.get("kind") == Comment.Kind.WORKED:
            for name, what in (("worked_version", "version"), ("worked_platform", "platform")):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, ValidationError(f"Say on which {what} it worked.", code="required"))
        return cleaned

    def _check_address(self, email: str) -> None:
        if not email:
            said = "Enter the address that mail is to be sent to, or leave “Mail me” out."
            self.add_error("author_email", ValidationError(said, code="required"))
        elif not mail.takes(email):
            said = "Mail cannot be sent to an address of this form. Write another, or leave “Mail me” out."
            self.add_error("author_email", ValidationError(said, code="invalid"))

    def about(self) -> str:
        return self.place.address

    def said(self) -> list[str]:
        return [self.cleaned_data["text"]]

    def labelled(self) -> dict[str, str]:
        read = ["author_name"]
        if self.cleaned_data["kind"] == Comment.Kind.WORKED:
            read += self.for_worked
        return {str(self.fields[name].label): self.cleaned_data[name] for name in read if name in self.fields}

    def comment(self) -> Comment:
        """The comment as typed, not saved."""
        values = {name: self.cleaned_data[name] for name in self.content}
        if values["kind"] != Comment.Kind.WORKED:
            values |= {"worked_version": "", "worked_platform": ""}
        signed_in = self.user.is_authenticated
        return Comment(
            thread=self.place.thread,
            parent=self.place.parent,
            account=self.user if signed_in else None,
            staff=signed_in and self.user.has_perm("comments.change_comment"),
            **values,
        )
