"""The form for a correction: a passage as it should read, why, and who says so."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gotchas.answers.passages import Asked
from gotchas.forms.proposing import ProposingForm
from gotchas.intake import clean
from gotchas.intake.fields import LineField, TextField
from gotchas.markup import ARTICLE_LIMIT
from gotchas.models import Correction
from gotchas.text.diffs import word_diff

TITLE_LIMIT = 200
REASON_LIMIT = 4_000
ROWS = (4, 24)
"""Lines of the box for the text, at least and at most."""
_LETTERS_A_LINE = 42


class CorrectForm(ProposingForm):
    """`passage` is what it is about; `seen` is the newest version of the article that was shown."""

    text = TextField(label="As it should read", limit=ARTICLE_LIMIT, required=False)
    reason = TextField(
        label="Why (optional for a slip of the pen)",
        limit=REASON_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What happened instead, or where it says so. Everybody can read it.",
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    field_order = ("text", "reason", "seen_on", "author_name", "author_email", "wants_mail")
    robots = (*ProposingForm.robots, "seen")
    content = ("text", "reason", *ProposingForm.who)

    def __init__(self, *args: Any, passage: Asked, **kwargs: Any) -> None:
        self.passage = passage
        super().__init__(*args, **kwargs)
        if passage.part == "title":
            self.fields["text"] = LineField(label="As it should read", limit=TITLE_LIMIT, required=False)
        else:
            lines = sum(1 + len(line) // _LETTERS_A_LINE for line in passage.quoted.split("\n")) + 1
            self.fields["text"].widget.attrs["rows"] = min(max(lines, ROWS[0]), ROWS[1])
        self.initial.setdefault("text", passage.quoted)
        self.initial.setdefault("seen", passage.gotcha.last_revision)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if text == clean.text(self.passage.quoted):
            raise ValidationError(
                "This is what stands there already. Change it, if only by one character.", code="unchanged"
            )
        if not text and self.passage.part == "title":
            raise ValidationError("An article needs a title: write how it should read.", code="required")
        return text

    def about(self) -> str:
        return f"{self.passage.gotcha.number} {self.passage.query}"

    def said(self) -> list[str]:
        return [self.cleaned_data["text"], self.cleaned_data["reason"]]

    def known(self) -> str:
        return self.passage.text

    def judged(self) -> list[str]:
        """What is new of the text: nobody is held back for what the article says itself."""
        pieces = word_diff(self.passage.quoted, self.cleaned_data["text"])
        added = [piece.text for piece in pieces if piece.op == "added"]
        return [*super().judged(), self.cleaned_data["reason"], *added]

    def knows_present_text(self) -> bool:
        """Whether the sender was shown what the article says now; if not, the next sending was."""
        newest = self.passage.gotcha.last_revision
        if not self.passage.has_moved_on or (self.cleaned_data.get("seen") or 0) >= newest:
            return True
        self._put("seen", str(newest))
        return False

    def correction(self) -> Correction:
        """As typed, not saved."""
        passage = self.passage
        quoted, proposed = passage.narrowed(self.cleaned_data["text"])
        return Correction(
            gotcha=passage.gotcha,
            collection=passage.gotcha.collection,
            base=passage.base,
            part=passage.part,
            quoted=quoted,
            proposed=proposed,
            reason=self.cleaned_data["reason"],
            **self.sender(),
        )
