"""Offers once to show as code what looks pasted from a log or a terminal."""

from django import forms
from django.http import QueryDict

from gotchas.intake import clean
from gotchas.intake.asking import AskingForm
from gotchas.intake.fields import LONGEST_RAW
from gotchas.markup import COMMENT_LIMIT
from gotchas.text import log_paste
from gotchas.text.log_paste import Paste

OFFERED = "offered"


def as_code(fields: QueryDict) -> QueryDict:
    """What was typed, with what looks like a log between lines of backticks."""
    fields = fields.copy()
    text = clean.text(fields.get("text", "")[: COMMENT_LIMIT * LONGEST_RAW])
    fields["text"] = log_paste.fenced(text, log_paste.find(text))
    fields["log"] = OFFERED
    return fields


class PastingForm(AskingForm):
    """A form whose field `text` is looked through for logs."""

    log = forms.CharField(required=False, widget=forms.HiddenInput)

    robots = (*AskingForm.robots, "log")

    def unoffered_pastes(self) -> list[Paste]:
        """What to offer; the form that is shown with it knows that, so nobody is asked a second time."""
        if self.cleaned_data["log"]:
            return []
        pastes = log_paste.find(self.cleaned_data["text"])
        if pastes:
            self._put("log", OFFERED)
        return pastes
