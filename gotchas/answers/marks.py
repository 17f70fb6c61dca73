"""What the page of a gotcha says at its passages: notices, what is disputed, what was corrected."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from gotchas import markup
from gotchas.answers import notices
from gotchas.answers.passages import PARTS, anchor_of
from gotchas.markup import Note
from gotchas.models import Correction, Gotcha, Revision
from gotchas.models.gotcha import TEXTS
from gotchas.text.quoting import place_of

MARKED_FOR: Final = datetime.timedelta(days=30)
"""How long a passage says that it was corrected; the article itself says it for good."""

MOST: Final = 10
"""Corrections of one article that are marked at their passages."""


def from_readers(gotcha: Gotcha) -> tuple[Correction | None, list[Revision]]:
    """The proposal by which the article came, and the newest revisions that corrections caused, newest first.

    None that was taken back, and one of each correction.
    """
    rows = gotcha.revisions.of_standing_corrections().select_related("correction", "base")
    rows = rows.defer("content", "base__content")
    found = list(rows.order_by(F("correction__gotcha").asc(nulls_first=True), "-number")[: MOST + 1])
    if found and found[0].correction.gotcha_id is None:
        return found[0].correction, found[1:]
    return None, found[:MOST]


def parts_of(gotcha: Gotcha, revisions: Sequence[Revision] = (), *, for_list: bool = False) -> dict[str, str]:
    """The HTML of each part with its marks; needs what `notices.fetch` gives.

    The title's is its marks alone. On its own page each step has a link to correct it; `for_list` leaves
    that out, and ids, which would stand twice.
    """
    html = {"title": "", **{part: getattr(gotcha, f"{part}_html") for part in TEXTS}}
    notes = _of_notices(gotcha, html)
    for dispute in gotcha.disputes:
        if dispute.part in TEXTS:  # the words on the title stand right below it
            notes[dispute.part].append(_of_dispute(dispute))
    by_notice = {notice.correction_id for notice in gotcha.standing}
    since = timezone.now() - MARKED_FOR
    for revision in revisions:
        correction = revision.correction
        # Not the revision's own date: a text that was taken over holds what was corrected long ago.
        is_new = correction.decided_at > since and correction.pk not in by_notice
        if is_new and correction.part in html and not _is_back(gotcha, correction):
            notes[correction.part].append(_of_revision(gotcha, revision))
    form = reverse("gotcha_correct", args=[gotcha.collection.number, gotcha.position])
    correct = f"{form}?part=solution&step=" if gotcha.is_readable and not for_list else ""
    return {
        part: markup.with_notes(
            text, notes[part], correct=correct if part == "solution" else "", ids=not for_list
        )
        for part, text in html.items()
    }


def in_list(gotchas: Sequence[Gotcha]) -> None:
    """Give each of a list, shown in full, its notices, its disputes and its `parts` with them."""
    notices.fetch(gotchas)
    for gotcha in gotchas:
        gotcha.parts = parts_of(gotcha, for_list=True)


def _of_notices(gotcha: Gotcha, html: dict[str, str]) -> dict[str, list[Note]]:
    notes: dict[str, list[Note]] = defaultdict(list)
    for notice in gotcha.standing:
        for part, text in html.items():
            if notice.anchor and markup.has_passage(text, notice.anchor):
                notes[part].append(Note(notice.anchor, notice.level, f"{notice.heading}: {notice.text}"))
    return notes


def _of_dispute(dispute: Correction) -> Note:
    address = reverse("correction", args=[dispute.pk])
    return Note(
        dispute.anchor, "disputed", dispute.said, address, f"What would change: correction {dispute.pk}"
    )


def _of_revision(gotcha: Gotcha, revision: Revision) -> Note:
    correction = revision.correction
    anchor = _anchor(gotcha, correction.part, correction.proposed)
    thanks = f", thanks to {correction.proposer_name}" if correction.proposer_name else ""
    said = f"Corrected on {date_format(correction.decided_at, 'j F Y')}{thanks}."
    return Note(anchor, "corrected", said, what_changed(gotcha, revision), "What changed")


def _is_back(gotcha: Gotcha, correction: Correction) -> bool:
    """Whether an editor wrote the old passage again since."""
    text = str(getattr(gotcha, correction.part))
    return place_of(text, correction.proposed) is None and place_of(text, correction.quoted) is not None


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
    facts = any(
        (old.content.get(name) or None) != (value or None)
        for name, value in new.content.items()
        if name not in PARTS
    )
    return {"old": old, "new": new, "parts": parts + ["the facts above"] * facts}
