"""Form fields for what strangers type: cleaned, and refused in words where they cannot be kept whole.

None carries a `maxlength`: a browser would cut a pasted text there without a word.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gotchas.intake import clean

LONGEST_RAW = 4
"""How many times its limit a text may hold before it is cleaned; above that it is refused unread."""


class CleanedField(forms.CharField):
    """Text that is cleaned first, then measured. `limit` counts what `size_of` says."""

    unit = "characters"

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        given = super().to_python(value)
        if len(given) > self.limit * LONGEST_RAW:
            raise self.too_long(self.size_of(given))
        if clean.stacks_marks(given):
            raise ValidationError(
                f"More than {clean.MARKS_IN_A_ROW} marks stand on one letter and would cover the lines around"
                " it. Take some away.",
                code="stacked_marks",
            )
        cleaned = self.cleaned(given)
        if clean.looks_blank(cleaned):
            return ""
        if (size := self.size_of(cleaned)) > self.limit:
            raise self.too_long(size)
        return cleaned

    def too_long(self, size: int) -> ValidationError:
        return ValidationError(
            f"This has {size:,} {self.unit}; at most {self.limit:,} fit. Leave out {size - self.limit:,}.",
            code="too_long",
        )

    def cleaned(self, given: str) -> str:
        return clean.line(given)

    def size_of(self, given: str) -> int:
        return len(given)


class LineField(CleanedField):
    """One line: a name, a version; `limit` in characters."""


class TextField(CleanedField):
    """A text of many lines; `limit` in bytes of UTF-8."""

    unit = "bytes"
    widget = forms.Textarea

    def cleaned(self, given: str) -> str:
        return clean.text(given)

    def size_of(self, given: str) -> int:
        return len(given.encode("utf-8", "replace"))
