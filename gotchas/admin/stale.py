"""Forms that never overwrite what somebody else saved after they were loaded.

Each form carries a base: what it was loaded from, in short. When it is sent, the row is locked and its
present base compared. Where the two differ nothing is saved: the editor gets the form back with their own
text kept, sees both texts, and may save again, then knowingly.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString

from gotchas import markup
from gotchas.admin.fields import Cleaned
from gotchas.text.diffs import Piece, word_diff

FIELD = "_base"
"""Name of the hidden input."""
NEAR = 3
"""How many lines are shown around a change."""


class KnowingForm(forms.ModelForm):
    """A form of an admin page; `base_of` is set on the class that is made for each request."""

    base_of: Callable[[models.Model], str]
    stale = False
    present_base = ""
    only_shown = False
    """Whether the form was sent to see what saving it would change."""
    beside_the_row: tuple[str, ...] = ()
    """Fields that say something of the change and are no part of it."""

    def is_valid(self) -> bool:
        """Whether to save it: Django's admin shows a form again that it may not save, as it was typed."""
        return super().is_valid() and not self.only_shown

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.instance.pk:
            return cleaned
        self.keep_what_stands()
        # The instance still is what the database holds: the fields are put into it after this.
        self.present_base = type(self).base_of(self.instance)
        if self.data.get(FIELD) != self.present_base:
            self.stale = True
            raise ValidationError(
                "Somebody saved this after you opened it. Nothing of yours was saved yet: compare both texts "
                "below, put into your form what shall stand, and save again.",
                code="stale",
            )
        return cleaned

    def keep_what_stands(self) -> None:
        """Texts that nobody changed stay to the letter, also where the field would clean them now."""
        for name, field in self.fields.items():
            if isinstance(field, Cleaned) and name in self.cleaned_data and name not in self.changed_data:
                self.cleaned_data[name] = self.get_initial_for_field(field, name) or field.empty_value


def fingerprint(row: models.Model, inlines: Iterable[tuple[type[models.Model], str]] = ()) -> str:
    """A short digest of all that an editor can change of `row`, and of the rows of `inlines` that hang on it.

    `inlines` are pairs of a model and the name of its foreign key to `row`.
    """
    values: list[Any] = [f.value_from_object(row) for f in row._meta.concrete_fields if f.editable]
    for field in row._meta.many_to_many:
        values.append(sorted(getattr(row, field.name).order_by().values_list("pk", flat=True)))
    for model, key in inlines:
        names = [f.attname for f in model._meta.concrete_fields if f.editable]
        values.append(list(model._base_manager.filter(**{key: row}).order_by("pk").values_list(*names)))
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Difference:
    """One field in which a form differs from what is saved now."""

    label: str
    saved: str
    yours: str
    changed_by: str

    @property
    def pieces(self) -> SafeString:
        return markup.diff(word_diff(self.saved, self.yours))

    @property
    def passages(self) -> SafeString:
        """As `pieces`, with only some lines of what stays before and after each change."""
        return markup.diff(list(shortened(word_diff(self.saved, self.yours))))


def shortened(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces, those that stay without their lines that are more than NEAR lines away from a change."""
    for i, piece in enumerate(pieces):
        lines = piece.text.splitlines(keepends=True)
        before = lines[:NEAR] if i else []
        after = lines[-NEAR:] if i + 1 < len(pieces) else []
        left_out = len(lines) - len(before) - len(after)
        if piece.op != "same" or left_out < 2:
            yield piece
        else:
            yield Piece("same", "".join([*before, f"[{left_out} lines stay as they are]\n", *after]))


def differences(form: KnowingForm, opened: dict[str, str] | None = None) -> list[Difference]:
    """The fields in which `form` differs from the row as it is saved now.

    `opened` holds, where it is known, what stood in the fields when the form was opened.
    """
    found = []
    for name in form.changed_data:
        field = form.fields[name]
        if name in form.beside_the_row:
            continue
        saved = in_words(field, form.get_initial_for_field(field, name))
        yours = in_words(field, form[name].value())
        if saved != yours:
            said = _who(opened[name], saved, yours) if opened and name in opened else ""
            found.append(Difference(str(form[name].label), saved, yours, said))
    return found


def will_change(form: forms.BaseModelForm) -> Iterator[Difference]:
    """The fields that saving `form`, which has no errors, would change, as they would be kept."""
    for name in form.changed_data:
        field = form.fields[name]
        if name in getattr(form, "beside_the_row", ()) or name not in form.cleaned_data:
            continue
        saved = in_words(field, form.get_initial_for_field(field, name))
        yours = in_words(field, form.cleaned_data[name])
        if saved != yours:
            yield Difference(str(form[name].label), saved, yours, "")


def _who(opened: str, saved: str, yours: str) -> str:
    if opened == saved:
        return "Only you changed this."
    if opened == yours:
        return "Only the other editor changed this; your form still holds the older text."
    return "You and the other editor both changed this."


def in_words(field: forms.Field, value: Any) -> str:
    """A field's value as an editor reads it: choices by their names, several ones by line."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        keys = [getattr(item, "pk", item) for item in value or []]
        return "\n".join(sorted(str(row) for row in field.queryset.filter(pk__in=_whole(keys))))
    if isinstance(field, forms.ModelChoiceField):
        row = field.queryset.filter(pk__in=_whole([getattr(value, "pk", value)])).first()
        return str(row) if row else ""
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value or "", value))
    if isinstance(field, forms.BooleanField):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, list):
        return " ".join(str(part) for part in value if part)
    return "" if value is None else str(value).replace("\r\n", "\n")


def _whole(keys: Iterable[Any]) -> list[int]:
    """Those of `keys` that can be a primary key: a browser may send anything."""
    return [int(key) for key in map(str, keys) if key.isdecimal() and len(key) < 19]


def rows_gone_become_new(data: Any, prefix: str, standing: set[str]) -> None:
    """Make the rows of a sent formset, whose own row was deleted meanwhile, new ones, in place.

    `data` is the mutable copy of what was sent. Otherwise such a row could neither be shown nor saved.
    """
    total = _number(data.get(f"{prefix}-TOTAL_FORMS"))
    sent = [_row(data, f"{prefix}-{i}-") for i in range(total)]
    initial = _number(data.get(f"{prefix}-INITIAL_FORMS"))
    if all(row.get("id") in standing for row in sent[:initial]):
        return
    kept = [row for row in sent[:initial] if row.get("id") in standing]
    gone = [row | {"id": ""} for row in sent[:initial] if row.get("id") not in standing]
    new = [row for row in gone if "DELETE" not in row] + sent[initial:]
    for key in [k for k in data if k.startswith(f"{prefix}-") and k[len(prefix) + 1 :][:1].isdecimal()]:
        del data[key]
    for i, row in enumerate(kept + new):
        data.update({f"{prefix}-{i}-{name}": value for name, value in row.items()})
    data[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    data[f"{prefix}-TOTAL_FORMS"] = str(len(kept + new))


def _number(value: str | None) -> int:
    """A number of the management form, at most as many rows as a formset takes."""
    return min(int(value), 1000) if value and value.isdecimal() else 0


def _row(data: Any, start: str) -> dict[str, str]:
    return {key[len(start) :]: data[key] for key in data if key.startswith(start)}
