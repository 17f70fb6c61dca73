"""What the page of a gotcha says at its passages: notices, what is disputed, what was corrected."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from gotchas import markup
from gotchas.answers.passages import PARTS, anchor_of
from gotchas.markup import Note
from gotchas.models import Correction, Gotcha, Notice, Revision
from gotchas.models.gotcha import TEXTS
from gotchas.text.quoting import place_of

MARKED_FOR: Final = datetime.timedelta(days=30)
"""How long a passage says that it was corrected; the article itself says it for good."""

MOST: Final = 10
"""Corrections of one article that are marked at their passages."""


def applied(gotcha: Gotcha) -> list[Revision]:
    """The newest revisions that readers' corrections caused and that were not taken back, the newest first.

    The proposal by which the article itself came is none of them.
    """
    rows = gotcha.revisions.filter(correction__state=Correction.State.APPLIED, correction__gotcha=gotcha)
    rows = rows.select_related("correction", "base")
    return list(rows.defer("content", "base__content").order_by("-number")[:MOST])


def disputed(gotcha: Gotcha) -> list[Correction]:
    return list(gotcha.corrections.public().filter(state=Correction.State.DISPUTED).order_by("pk")[:MOST])


def parts_of(
    gotcha: Gotcha, notices: Sequence[Notice], revisions: Sequence[Revision], disputes: Sequence[Correction]
) -> dict[str, str]:
    """The HTML of each part with its marks, each step with a link to correct it.

    Gives each notice its `heading`, and `place`, the id it leads to: its passage, or its part where the
    passage is gone. What a notice says of a correction is not said twice.
    """
    html = {part: getattr(gotcha, f"{part}_html") for part in TEXTS}
    by_notice = {notice.correction_id for notice in notices}
    notes = _of_notices(notices, html)
    for dispute in disputes:
        if dispute.pk not in by_notice and dispute.part in html:
            notes[dispute.part].append(_of_dispute(gotcha, dispute))
    since = timezone.now() - MARKED_FOR
    for revision in revisions:
        correction = revision.correction
        # Not the revision's own date: a text that was taken over holds what was corrected long ago.
        if correction.decided_at > since and correction.pk not in by_notice and correction.part in html:
            notes[correction.part].append(_of_revision(gotcha, revision))
    place = [gotcha.collection.number, gotcha.position]
    form = reverse("gotcha_correct", args=place) if gotcha.is_readable else ""
    return {
        part: markup.with_notes(
            text, notes[part], correct=f"{form}?part={part}&step=" if form and part == "solution" else ""
        )
        for part, text in html.items()
    }


def _of_notices(notices: Sequence[Notice], html: dict[str, str]) -> dict[str, list[Note]]:
    notes: dict[str, list[Note]] = defaultdict(list)
    for notice in notices:
        holders = [part for part, text in html.items() if markup.has_passage(text, notice.anchor)]
        part = notice.part if html.get(notice.part) else ""
        notice.place = notice.anchor if notice.anchor and holders else part
        notice.heading = notice.get_level_display()
        if notice.level == Notice.Level.CORRECTED:
            notice.heading += f" on {date_format(notice.created_at, 'j F Y')}"
        if notice.anchor:
            for holder in holders:
                notes[holder].append(Note(notice.anchor, notice.level, f"{notice.heading}: {notice.text}"))
    return notes


def _of_dispute(gotcha: Gotcha, correction: Correction) -> Note:
    anchor = _anchor(gotcha, correction.part, correction.quoted)
    address = reverse("correction", args=[correction.pk])
    said = "A reader says this is wrong. Not checked yet."
    return Note(anchor, "disputed", said, address, f"What would change: correction {correction.pk}")


def _of_revision(gotcha: Gotcha, revision: Revision) -> Note:
    correction = revision.correction
    anchor = _anchor(gotcha, correction.part, correction.proposed)
    thanks = f", thanks to {correction.proposer_name}" if correction.proposer_name else ""
    said = f"Corrected on {date_format(correction.decided_at, 'j F Y')}{thanks}."
    return Note(anchor, "corrected", said, what_changed(gotcha, revision), "What changed")


def what_changed(gotcha: Gotcha, revision: Revision) -> str:
    """The address of the difference that `revision` made, or of the revision where it is the first."""
    place = [gotcha.collection.number, gotcha.position]
    if revision.base:
        return reverse("gotcha_diff", args=[*place, revision.base.number, revision.number])
    return reverse("gotcha_revision", args=[*place, revision.number])


def _anchor(gotcha: Gotcha, part: str, passage: str) -> str:
    """The id of the step or heading where `passage` stands now; "" where it is not found, or has none."""
    text = str(getattr(gotcha, part))
    place = place_of(text, passage)
    return anchor_of(markup.passages(text, prefix=part), place[0]) if place else ""


def since(gotcha: Gotcha, number: str) -> dict[str, object] | None:
    """What changed since the version that a link names: `old`, the older revision, and the names of `parts`.

    None for a version that there never was.
    """
    is_number = number.isascii() and number.isdecimal() and len(number) < 10
    if not is_number or not (0 < int(number) <= gotcha.last_revision):
        return None
    both = {row.number: row for row in gotcha.revisions.filter(number__in={number, gotcha.last_revision})}
    old, new = both.get(int(number)), both.get(gotcha.last_revision)
    if old is None or new is None:
        return None
    parts = [label for part, label in PARTS.items() if old.content.get(part) != new.content.get(part)]
    facts = any(old.content.get(name) != value for name, value in new.content.items() if name not in PARTS)
    return {"old": old, "new": new, "parts": parts + ["the facts above"] * facts}
