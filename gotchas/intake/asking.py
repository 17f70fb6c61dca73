"""Asks once before what looks private is published: it is shown to its author, whose next sending counts."""

from collections.abc import Iterable
from typing import NamedTuple

from django import forms
from django.http import QueryDict

from gotchas.intake import clean
from gotchas.intake.fields import LONGEST_RAW
from gotchas.intake.form import OpenForm
from gotchas.intake.once import digest_of
from gotchas.text import private

AROUND = 40
"""Characters of a line that are shown on each side of what should not be published."""
LONGEST_SHOWN = 80


class Excerpt(NamedTuple):
    """A place in a text with a few words around it; `line` counts from 1. `field` is a short one's label."""

    kind: str
    line: int
    before: str
    it: str
    after: str
    field: str = ""

    @property
    def where(self) -> str:
        return self.field or f"Line {self.line}"


def excerpt(text: str, found: private.Find, field: str = "") -> Excerpt:
    line = text.count("\n", 0, found.start) + 1
    before = text[: found.start].rpartition("\n")[2][-AROUND:]
    after = text[found.end :].partition("\n")[0][:AROUND]
    return Excerpt(found.kind, line, before, text[found.start : found.end][:LONGEST_SHOWN], after, field)


def without_private(fields: QueryDict, limits: dict[str, int], known: str = "") -> QueryDict:
    """What was typed, with a word in the place of all that should not be published and is not in `known`.

    `limits` names the fields, each with its limit in bytes.
    """
    fields = fields.copy()
    for name, limit in limits.items():
        text = clean.text(fields.get(name, "")[: limit * LONGEST_RAW])
        fields[name] = private.masked(text, finds_in(text, known))
    return fields


def finds_in(text: str, known: str = "") -> list[private.Find]:
    """What should not be published, but for what the text `known` says already."""
    return [found for found in private.find(text) if text[found.start : found.end] not in known]


class AskingForm(OpenForm):
    """A form whose texts are looked through before they are published."""

    private = forms.CharField(required=False, widget=forms.HiddenInput)

    robots: tuple[str, ...] = (*OpenForm.robots, "private")

    def said(self) -> Iterable[str]:
        """The texts that everybody will read."""
        raise NotImplementedError

    def labelled(self) -> dict[str, str]:
        """The short fields that everybody will read, by their labels."""
        return {}

    def known(self) -> str:
        """What everybody can read already."""
        return ""

    def unseen_private(self) -> list[Excerpt]:
        """What should not be published and was not shown to the author yet; the next sending knows it."""
        known = self.known()
        texts = [*(("", text) for text in self.said()), *self.labelled().items()]
        finds = [(text, found, field) for field, text in texts for found in finds_in(text, known)]
        seen = digest_of({str(n): text[f.start : f.end] for n, (text, f, _) in enumerate(finds)})
        if not finds or self.cleaned_data["private"] == seen:
            return []
        self._put("private", seen)
        return [excerpt(*found) for found in finds]
