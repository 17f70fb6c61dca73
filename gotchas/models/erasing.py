"""Erasing for good what tells who proposed corrections, and on demand what they wrote.

The verdict stays, and that it was erased. What was applied stands in the article and its revisions: fields of
those are erased there.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from gotchas.models.intake import Decision, SubmissionToken
from gotchas.models.revision import SUPPRESSED

CLOSED = "What it proposed was erased on request."
"""The reason by which an open correction is rejected whose text is erased."""

SHORTEST = 8
"""Characters of a line that is looked for elsewhere: shorter ones stand everywhere."""

_NUMBERED = re.compile(r"correction ([0-9]{1,9})", re.IGNORECASE)
_WHO: dict[str, Any] = {"proposer_name": "", "proposer_email": "", "account": None, "wants_mail": False}
_TEXTS: dict[str, Any] = {
    "quoted": "", "proposed": SUPPRESSED, "proposal": {}, "reason": "", "seen_on": "", "is_text_erased": True,
}  # fmt: skip


class Erasable(models.Model):
    """The part of `Correction` that says what was erased."""

    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_text_erased = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


@transaction.atomic
def erase(rows: Any, by: Any, note: str, *, texts: bool, who: bool = True) -> int:
    """Erase who proposed these corrections unless `who` is to stay, and with `texts` what; how many.

    `note` is for the log. Of an open one that says nothing any more nothing is left to decide.
    """
    found = list(rows.order_by("pk").select_for_update(of=("self",)))
    now, ids = timezone.now(), [row.pk for row in found]
    # Why the rules held it quotes what they caught.
    Decision.objects.filter(kind="correction", object_id__in=ids, by_name="").update(reason="")
    for row in found:
        Decision.objects.create(
            kind="correction", object_id=row.pk, before=row.state, after="erased", reason=note, by=by,
            by_name=by.get_username(),
        )  # fmt: skip
    same = type(found[0])._default_manager.filter(pk__in=ids) if found else rows.none()
    if texts:
        closed = {"state": "rejected", "decision_reason": CLOSED, "decided_by": by, "decided_at": now}
        same.filter(state__in=("reported", "disputed", "held")).update(**closed)
    emptied = (_WHO if who else {}) | (_TEXTS if texts else {})
    same.update(**emptied, erased_at=now, version=models.F("version") + 1)
    status = [reverse("correction_status", args=[row.status_token]) for row in found]
    SubmissionToken.objects.filter(result__in=status).delete()  # by it the same text would be found again
    for gotcha in {row.gotcha for row in found if row.gotcha}:
        gotcha.bump()
    return len(ids)


def nothing_left() -> Q:
    """The condition that all of it was erased, who proposed it and what."""
    nobody = Q(proposer_name="", proposer_email="", account=None)
    return nobody & Q(erased_at__isnull=False, is_text_erased=True)


def quoting(revision: Any) -> Iterator[tuple[Any, str]]:
    """Corrections of its article that say a line of this version, with the line; and those that were made on
    a version from which the same part was erased already, with "", as nothing tells what they quote of it.
    """
    lines = {part: set(_lines(text)) for part, text in revision.content.items() if revision.says(part)}
    rows = revision.gotcha.corrections.filter(is_text_erased=False).select_related("base").order_by("pk")
    for row in rows.defer("proposal", "base__content"):
        said = [line for line in _lines(row.quoted, row.proposed) if line in lines.get(row.part, ())]
        if said or (row.base and row.part in row.base.suppressed):
            yield row, said[0] if said else ""


def beside(revision: Any, fields: Collection[str]) -> list[int]:
    """Numbers of the other versions of which such a field says another text, with a line of this one's."""
    said = [name for name in fields if name in revision.content and revision.says(name)]
    lines = {name: set(_lines(revision.content[name])) for name in said}
    others = revision.gotcha.revisions.exclude(pk=revision.pk).order_by("number").only("number", "content")
    return [
        row.number
        for row in others.iterator(chunk_size=20)
        if any(
            row.content.get(name) != revision.content[name] and wanted & set(_lines(row.content.get(name)))
            for name, wanted in lines.items()
        )
    ]


def _lines(*texts: Any) -> list[str]:
    """The lines of texts that tell something, in order; none of what is no text."""
    found = (line.strip() for text in texts if isinstance(text, str) for line in text.split("\n"))
    return [line for line in found if len(line) >= SHORTEST]


def sent_by(who: str) -> Q:
    """The condition that somebody sent it, under the mail address or the printed name `who`.

    One without either is found as "correction 45".
    """
    if number := _NUMBERED.fullmatch(who):
        return Q(pk=number[1])
    return Q(proposer_email__iexact=who) | Q(proposer_name__iexact=who) | Q(proposer_name=who)
