"""A correction put into the article as it is now, and taken out of it again."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from gotchas import markup
from gotchas.models.gotcha import TEXTS, Gotcha
from gotchas.models.revision import Revision
from gotchas.text.merge import Conflict, applied, carried_to, merge

LONGEST_NOTE = 300
LONGEST_TITLE = 200
_HTML = tuple(f"{part}_html" for part in TEXTS)


class Refused(ValueError):
    """What cannot be decided now; the message is for the editor.

    `code` is "reason", "decided", "taken", "of", "undo", "moved", "same", "gone", "long", "spam", "erased" or
    "clash".
    """

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a part of the article: as the correction found it, as it is now, as was proposed.

    `text` is what applying makes of it; None where the two changes contradict each other in `conflicts`, or
    where it is not clear which passage is meant. `moved` says that the passage stands elsewhere now.
    """

    base: str
    now: str
    proposed: str
    text: str | None
    conflicts: tuple[Conflict, ...] = ()
    moved: bool = False

    @property
    def is_rebased(self) -> bool:
        """The article says something else than what the correction was made on."""
        return self.base != self.now

    @property
    def is_there_already(self) -> bool:
        return self.text == self.now


class Clash(Refused):
    """Two changes contradict each other; `outcome` has the three texts, and nothing was changed."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("clash", "The article was changed at this passage since. Nothing is overwritten.")
        self.outcome = outcome


def lock(gotcha: int) -> None:
    """Keep the article from changing until the transaction ends."""
    Gotcha.objects.select_for_update().only("pk").get(pk=gotcha)


def check_there(gotcha: Gotcha) -> None:
    """Refused where it was withdrawn or merged."""
    if gotcha.is_put_away:
        state = gotcha.get_state_display().lower()
        raise Refused("gone", f"The gotcha is {state}: nothing in it is changed or marked any more.")


def outcome(correction: Any) -> Outcome:
    """What applying `correction`, which has a gotcha, would make of its part as it is now."""
    return _made_of(correction, str(getattr(correction.gotcha, correction.part)))


def _made_of(correction: Any, now: str) -> Outcome:
    base = _said(correction.base, correction.part) if correction.base else now
    quoted, proposed = correction.quoted, correction.proposed
    if base is None and not quoted:
        base = ""  # what quotes nothing was made on an empty text, erased or not
    theirs = applied(base, quoted, proposed) if base is not None else None
    merged = merge(base or "", now, theirs) if theirs is not None else None
    if merged and merged.text is not None:
        return Outcome(base or "", now, theirs or "", merged.text)
    if place := carried_to(quoted, proposed, base, now):
        text = now[: place[0]] + proposed + now[place[1] :]
        return Outcome(base or "", now, theirs or proposed, text, moved=True)
    if merged:
        return Outcome(base or "", now, theirs or "", None, merged.conflicts)
    return Outcome(quoted, now, proposed, None, (Conflict(quoted, now, proposed),))


def change_gotcha(
    correction: Any, by: Any, reason: str, text: str | None, on: int | None
) -> tuple[Gotcha, int | None]:
    """The article with the correction in it, as its next revision. Its row is locked already.

    Where an editor wrote the same before, nothing is changed; beside it the version that says so since then.
    """
    gotcha, part = Gotcha.objects.select_related("collection").get(pk=correction.gotcha_id), correction.part
    correction.gotcha = gotcha
    check_there(gotcha)
    seen = _seen(gotcha, part, on)
    now = str(getattr(gotcha, part))
    if text is None:
        if seen != now:
            raise Refused(
                "moved", "The article was changed meanwhile: look at what applying makes of it now."
            )
        found = outcome(correction)
    else:
        found = _edited(seen, now, text)
    if found.text is None:
        raise Clash(found)
    if found.is_there_already:
        if text is not None:
            raise Refused("same", "That is what the article says already: change it, or decide otherwise.")
        return gotcha, _held_since(correction, gotcha)
    _put(gotcha, part, found.text)
    gotcha.corrected_at = gotcha.edited_at
    gotcha.save(update_fields=[part, *_HTML, "renderer", "edited_at", "corrected_at"])
    gotcha.record(author=by, note=line_of(reason), correction=correction, at=gotcha.edited_at)
    return gotcha, None


def _held_since(correction: Any, gotcha: Gotcha) -> int:
    """Note in the newest revisions that they hold it, as far back as they say it; the number of the first."""
    held: list[Revision] = []
    before = None
    rows = gotcha.revisions.order_by("-number").only("number", "content", "standing", "suppressed")
    for row in rows.iterator(chunk_size=20):
        text = _said(row, correction.part)
        if held and text != before and (text is None or not _made_of(correction, text).is_there_already):
            break
        row.standing = sorted({*row.standing, correction.pk})
        held.append(row)
        before = text
    Revision.objects.bulk_update(held, ["standing"], batch_size=200)
    return held[-1].number if held else 0


def _edited(seen: str | None, now: str, text: str) -> Outcome:
    """What an editor wrote on top of the article as it was `seen`, merged into what it is now."""
    if seen is None:
        return Outcome(text, now, text, None, (Conflict("", now, text),))
    merged = merge(seen, now, text)
    return Outcome(seen, now, text, merged.text, merged.conflicts)


def _seen(gotcha: Gotcha, part: str, on: int | None) -> str | None:
    """The part as the editor saw it; as it is now where that is not said, None where it was erased."""
    if on is None or on == gotcha.last_revision:
        return str(getattr(gotcha, part))
    revision = gotcha.revisions.filter(number=on).first()
    return _said(revision, part) if revision else None


def _said(revision: Revision, part: str) -> str | None:
    """What the part said in a revision; None where it was erased."""
    return None if part in revision.suppressed else str(revision.content.get(part) or "")


def checked(part: str, text: str) -> str:
    """`text` where that part of an article may say so; else Refused."""
    if part == "title" and (not text.strip() or len(text) > LONGEST_TITLE or "\n" in text):
        raise Refused("long", f"A title is one line of 1 to {LONGEST_TITLE} characters.")
    if len(text.encode()) > markup.ARTICLE_LIMIT:
        raise Refused("long", f"The part would be longer than {markup.ARTICLE_LIMIT:,} bytes.")
    return text


def _put(gotcha: Gotcha, part: str, text: str) -> None:
    setattr(gotcha, part, checked(part, text))
    gotcha.render()
    gotcha.edited_at = timezone.now()


def line_of(said: str) -> str:
    """A reason as the note of a revision."""
    line = " ".join(said.split())
    return line if len(line) <= LONGEST_NOTE else f"{line[: LONGEST_NOTE - 1]}…"


# Back again


def let_go(correction: Any, since: int) -> None:
    """Take back that the article says it of itself since that version; its text stays as it is."""
    held = []
    for row in correction.gotcha.revisions.filter(number__gte=since).only("standing"):
        if correction.pk in row.standing:
            row.standing = [pk for pk in row.standing if pk != correction.pk]
            held.append(row)
    Revision.objects.bulk_update(held, ["standing"], batch_size=200)
    correction.taken_back_in = None
    correction.save(update_fields=["taken_back_in"])


def take_back(correction: Any, by: Any) -> None:
    """Take an applied correction out of the article, as its next revision."""
    revision = correction.revisions.order_by("-pk").select_related("base").first()
    gotcha, part = Gotcha.objects.select_related("collection").get(pk=correction.gotcha_id), correction.part
    correction.gotcha = gotcha
    before = _said(revision.base, part) if revision.base else None
    after, now = _said(revision, part), str(getattr(gotcha, part))
    if before is None or after is None:
        raise Refused("undo", "The text before it was erased: mend the article by hand.")
    merged = merge(after, now, before)
    if merged.text is None:
        raise Refused("undo", "The article was changed at this passage since: mend it by hand.")
    _put(gotcha, part, merged.text)
    gotcha.corrected_at = corrected_at(gotcha, without=correction.pk)
    gotcha.save(update_fields=[part, *_HTML, "renderer", "edited_at", "corrected_at"])
    note = f"Correction {correction.pk} was taken back."
    correction.taken_back_in = None
    correction.save(update_fields=["taken_back_in"])
    held = gotcha.revisions.filter(number=gotcha.last_revision).values_list("standing", flat=True).first()
    standing = [pk for pk in held or () if pk != correction.pk]
    gotcha.record(author=by, note=note, at=gotcha.edited_at, standing=standing)


def corrected_at(gotcha: Gotcha, without: int = 0) -> datetime.datetime | None:
    """When the newest of the readers' corrections that stand in it, but for one, was decided.

    What editors had put right by then of their own accord made no version, and is not among them.
    """
    rows = gotcha.corrections.standing().filter(revisions__isnull=False).exclude(pk=without)
    return rows.aggregate(newest=Max("decided_at"))["newest"]
