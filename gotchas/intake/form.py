"""What every form open to strangers carries: the signed time, the once-only token and a field for robots."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from gotchas.intake import once, stamp


class RefusableForm(forms.Form):
    """A form that can be shown again with the word why nothing was done."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def refuse(self, message: str, code: str) -> None:
        """Add an error that concerns no single field."""
        self.is_valid()
        self.add_error(None, ValidationError(message, code=code))


class OpenForm(RefusableForm):
    """A form that strangers send.

    `content` names the fields whose text makes two sendings the same; `about()` says what they are about.
    `hasty` is for a sending that publishes nothing: it may come as fast as it likes. After `is_valid()`,
    `token` and `digest` go to `once.only`. Shown again after an error the form carries a stamp that is good,
    so that pressing the button again is enough.
    """

    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    homepage = forms.CharField(
        label="Leave this field empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    content: ClassVar[tuple[str, ...]] = ()
    robots = ("stamp", "homepage")

    def __init__(self, *args: Any, hasty: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hasty = hasty
        self.token = ""
        if not self.is_bound:
            self.initial.setdefault("stamp", stamp.seal(once.issue()))

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that a person fills, in order."""
        return [field for field in self if field.name not in self.robots]

    def about(self) -> str:
        return ""

    @property
    def digest(self) -> str:
        fields = {name: str(self.cleaned_data[name]) for name in self.content}
        return once.digest_of(fields | {"about": self.about()})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("homepage"):
            self._put("homepage", "")
            self.add_error(
                None,
                ValidationError(
                    "A field that is not shown was filled, perhaps by the browser. It is empty again: send"
                    " the form once more.",
                    code="robot",
                ),
            )
        self._check_stamp(cleaned.get("stamp", ""))
        return cleaned

    def _check_stamp(self, given: str) -> None:
        try:
            self.token = stamp.unseal(given, hasty=self.hasty)
        except stamp.TooFast:
            message, code = (
                "That was faster than anybody types. Look at it and send it once more.",
                "too_fast",
            )
        except stamp.TooOld:
            self._put("stamp", stamp.seal(once.issue()))
            message, code = "This form was open too long. All is still here: send it once more.", "too_old"
        else:
            return
        self.add_error(None, ValidationError(message, code=code))

    def _put(self, name: str, value: str) -> None:
        """Change what the form shows in a field when it is shown again."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value
