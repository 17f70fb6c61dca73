"""Erasing for good what tells who proposed corrections, and on demand what they wrote.

The verdict stays, and that it was erased. What was applied stands in the article and its revisions: fields of
those are erased there.
"""

import re
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from gotchas.models.intake import Decision, SubmissionToken
from gotchas.models.revision import SUPPRESSED

CLOSED = "What it proposed was erased on request."
"""The reason by which an open correction is rejected whose text is erased."""

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
def erase(rows: Any, by: Any, note: str, *, texts: bool) -> int:
    """Erase who proposed these corrections, and with `texts` what; how many there were.

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
    same.update(**_WHO, **(_TEXTS if texts else {}), erased_at=now, version=models.F("version") + 1)
    status = [reverse("correction_status", args=[row.status_token]) for row in found]
    SubmissionToken.objects.filter(result__in=status).delete()
    for gotcha in {row.gotcha for row in found if row.gotcha}:
        gotcha.bump()
    return len(ids)


def sent_by(who: str) -> Q:
    """The condition that somebody sent it, under the mail address or the printed name `who`.

    One without either is found as "correction 45".
    """
    if number := _NUMBERED.fullmatch(who):
        return Q(pk=number[1])
    return Q(proposer_email__iexact=who) | Q(proposer_name__iexact=who) | Q(proposer_name=who)
