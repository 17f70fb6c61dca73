"""The form by which a reader proposes a whole gotcha."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gotchas.answers.passages import PARTS
from gotchas.forms.proposing import ProposingForm
from gotchas.intake.fields import LineField, TextField
from gotchas.markup import COMMENT_LIMIT
from gotchas.models import Collection, Correction, Gotcha, Platform

TITLE_LIMIT = 200
CODES_LIMIT = 300
PART_LIMIT = COMMENT_LIMIT
"""Bytes of each part: a preview renders all of them for strangers. An editor may make them longer."""

MOST_CODES = 20
MOST_PLATFORMS = 20


def _part(label: str, rows: int, hint: str, *, required: bool = False, missing: str = "") -> TextField:
    return TextField(
        label=label if required else f"{label} (optional)",
        limit=PART_LIMIT,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=hint,
        error_messages={"required": missing},
    )


class NewForm(ProposingForm):
    title = LineField(
        label="Title",
        limit=TITLE_LIMIT,
        help_text="What goes wrong, in a few words.",
        error_messages={"required": "Give it a title: what goes wrong, in a few words."},
    )
    codes = LineField(
        label="Message codes (optional)",
        limit=CODES_LIMIT,
        required=False,
        help_text="As the log prints them, with commas between: AMQ9637E, CSQX642E.",
    )
    platforms = forms.ModelMultipleChoiceField(
        label="Platforms (optional)",
        queryset=Platform.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose among the platforms in the list."},
    )
    problem = _part(
        "Problem",
        6,
        "What you see; logs and commands between lines of three backticks. Take out passwords, addresses and"
        " host names.",
        required=True,
        missing="Write what you see when it goes wrong.",
    )
    cause = _part("Cause", 3, "Why it goes wrong.")
    solution = _part(
        "Solution",
        8,
        "What to do, as numbered steps: lines that begin with 1., 2., 3.",
        required=True,
        missing="Write what to do about it.",
    )
    expected = _part("What you should see", 3, "How to tell that it worked.")
    reason = TextField(
        label="How you know (optional)",
        limit=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A manual, a case, or that you tried it. Everybody can read it.",
    )
    collection = forms.ModelChoiceField(
        label="Collection",
        queryset=Collection.objects.none(),
        to_field_name="number",
        empty_label=None,
        error_messages={
            "required": "Choose the collection where it would go.",
            "invalid_choice": "Choose one of the collections in the list.",
        },
    )

    texts = ("problem", "cause", "solution", "expected")
    field_order = (
        "title", "codes", "platforms", *texts, "reason", "collection", "seen_on", "author_name",
        "author_email", "wants_mail",
    )  # fmt: skip
    content = ("title", "codes", "platforms", *texts, "reason", "collection", *ProposingForm.who)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["platforms"].queryset = Platform.objects.order_by("name")
        self.fields["collection"].queryset = Collection.objects.order_by("number")

    def clean_codes(self) -> str:
        codes: str = self.cleaned_data["codes"]
        if len(self.listed(codes)) > MOST_CODES:
            raise ValidationError(f"Name the {MOST_CODES} codes that matter most.", code="too_many")
        return codes

    @staticmethod
    def listed(codes: str) -> list[str]:
        return [code for each in codes.replace(";", ",").split(",") if (code := each.strip())]

    def said(self) -> list[str]:
        return [self.cleaned_data[name] for name in (*self.texts, "reason")]

    def labelled(self) -> dict[str, str]:
        return {"Title": self.cleaned_data["title"], **super().labelled()}

    def judged(self) -> list[str]:
        return [*super().judged(), self.cleaned_data["title"], self.cleaned_data["codes"], *self.said()]

    def proposal(self) -> dict[str, Any]:
        """The fields of the gotcha, as a correction keeps them."""
        given = {name: self.cleaned_data[name] for name in PARTS}
        codes = self.listed(self.cleaned_data["codes"])
        platforms = [row.slug for row in self.cleaned_data["platforms"]]
        return given | {"kind": Gotcha.Kind.PROBLEM.value, "codes": codes, "platforms": platforms}

    def correction(self) -> Correction:
        """As typed, not saved."""
        return Correction(
            collection=self.cleaned_data["collection"],
            proposal=self.proposal(),
            reason=self.cleaned_data["reason"],
            **self.sender(),
        )
