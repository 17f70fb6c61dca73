"""What is said against an article wherever it is read: editors' notices, and what readers dispute."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.utils.formats import date_format

from gotchas import markup
from gotchas.answers.passages import STEP, anchor_of
from gotchas.models import Correction, Gotcha, Notice
from gotchas.models.gotcha import TEXTS, GotchaQuerySet
from gotchas.text.quoting import place_of

MOST: Final = 10
"""Disputes of one article that are told."""

NAMES: Final = {
    "title": "the title",
    "problem": "the problem",
    "cause": "the cause",
    "solution": "the solution",
    "expected": "what you should see",
}
_LONGEST_HEADING: Final = 60


def flagged(rows: GotchaQuerySet) -> GotchaQuerySet:
    """Each with `in_danger` and `is_disputed`, for rows that show no notice but say that there is one."""
    standing = Notice.objects.standing().filter(gotcha=OuterRef("pk"))
    disputes = Correction.objects.public().disputed().filter(gotcha=OuterRef("pk"))
    return rows.annotate(
        in_danger=Exists(standing.filter(level=Notice.Level.DANGER)),
        is_disputed=Exists(disputes) | Exists(standing.filter(level=Notice.Level.DISPUTED)),
    )


def words_of(gotcha: Gotcha) -> list[str]:
    """What a row says of it in a word each; needs `flagged`."""
    return ["danger"] * gotcha.in_danger + ["disputed"] * gotcha.is_disputed


def in_brackets(words: list[str], state: str) -> str:
    """What has to be known of a gotcha before it is opened, behind its title: " (danger, historic)"."""
    words = [*words, *([state] if state == Gotcha.State.HISTORIC else [])]
    return f" ({', '.join(words)})" if words else ""


def fetch(gotchas: Sequence[Gotcha]) -> None:
    """Give each its `standing` notices, danger first, and its `disputes`: two queries however many.

    Notices and disputes get `place`, the id of their passage or else of their part, "" where neither is
    there; notices a `heading`, disputes their words as `said`. What a notice says of a correction is not
    said twice.
    """
    notices = Notice.objects.standing().danger_first().select_related("correction")
    disputes = Correction.objects.public().disputed().defer("proposed", "proposal", "reason").order_by("pk")
    prefetch_related_objects(
        gotchas,
        Prefetch("notices", notices, to_attr="standing"),
        Prefetch("corrections", disputes[:MOST], to_attr="disputes"),  # the slice is of each gotcha
    )
    for gotcha in gotchas:
        told = {notice.correction_id for notice in gotcha.standing}
        gotcha.disputes = [row for row in gotcha.disputes if row.pk not in told]
        for notice in gotcha.standing:
            _settle(gotcha, notice)
            notice.heading = _heading(notice)
        _say(gotcha)


def _settle(gotcha: Gotcha, notice: Notice) -> None:
    """Find its passage: by what it said, as steps are numbered anew, else by its id."""
    html = {part: getattr(gotcha, f"{part}_html") for part in TEXTS}
    if notice.quoted and notice.part in TEXTS:
        text = getattr(gotcha, notice.part)
        found = place_of(text, notice.quoted)
        now = anchor_of(markup.passages(text, prefix=notice.part), found[0]) if found else ""
        notice.anchor = now or notice.anchor
    is_there = notice.anchor and any(markup.has_passage(text, notice.anchor) for text in html.values())
    notice.place = notice.anchor if is_there else notice.part if html.get(notice.part) else ""


def _heading(notice: Notice) -> str:
    on = f" on {date_format(notice.created_at, 'j F Y')}" if notice.level == Notice.Level.CORRECTED else ""
    return f"{notice.get_level_display()}{on}"


def _say(gotcha: Gotcha) -> None:
    """Find the passage of each dispute, and say which it is."""
    blocks: dict[str, list[markup.Passage]] = {}
    for row in gotcha.disputes:
        text = str(getattr(gotcha, row.part)) if row.part in NAMES else ""
        if row.part not in blocks:
            blocks[row.part] = markup.passages(text, prefix=row.part) if row.part in TEXTS else []
        found = place_of(text, row.quoted)
        row.anchor = anchor_of(blocks[row.part], found[0]) if found else ""
        row.place = row.anchor or (row.part if row.part in TEXTS and text else "")
        row.said = _said(row.part, row.anchor, blocks[row.part], is_there=bool(text))


def passage_of(correction: Correction) -> tuple[str, str]:
    """Where a correction of an article that can be read stands there now: the address, and its words."""
    gotcha, part = correction.gotcha, correction.part
    text = str(getattr(gotcha, part)) if part in NAMES else ""
    blocks = markup.passages(text, prefix=part) if part in TEXTS else []
    says = correction.proposed if correction.state == Correction.State.APPLIED else correction.quoted
    found = place_of(text, says)
    anchor = anchor_of(blocks, found[0]) if found else ""
    place = anchor or (part if part in TEXTS and text else "")
    address = gotcha.get_absolute_url()
    return f"{address}#{place}" if place else address, passage_named(part, anchor, blocks)


def _said(part: str, anchor: str, blocks: list[markup.Passage], *, is_there: bool) -> str:
    what = passage_named(part, anchor, blocks)
    return f"A reader says {what} is {'wrong' if is_there else 'missing'}. Not checked yet."


def passage_named(part: str, anchor: str, blocks: list[markup.Passage]) -> str:
    """A passage in words: "step 2", "step 2 under “On AIX”", "what stands under “On AIX”", "the cause"."""
    under = ""
    for block in blocks:
        under = block.words if block.level else under
        if block.anchor == anchor and anchor:
            break
    else:
        return NAMES.get(part, "a passage")
    if len(under) > _LONGEST_HEADING:
        under = f"{under[: _LONGEST_HEADING - 1].rstrip()}…"
    of = f" under “{under}”" if under else "" if part == "solution" else f" of {NAMES[part]}"
    return f"step {step[1]}{of}" if (step := STEP.search(anchor)) else f"what stands{of}"
