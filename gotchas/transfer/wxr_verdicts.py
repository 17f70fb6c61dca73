"""What of a WXR file is taken, and as what: pure decisions, each refusal with its reason.

WordPress shows a comment when it is approved and everything above it is shown. What it did not show is never
shown here by an import: it waits for an editor, or is left out.
"""

import datetime
import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime

from gotchas.transfer.jsonl_records import CommentRecord
from gotchas.transfer.wxr_records import WxrComment, WxrItem

TEXT_LIMIT = 65_536  # bytes of a comment or of an article's part that are rendered
NAME_LIMIT = 80
ADDRESS_LIMIT = 254
URL_LIMIT = 500
ANONYMOUS = "Anonymous"
LEFT_OUT = {
    "draft": "a draft",
    "auto-draft": "a draft",
    "pending": "waits for review",
    "private": "private",
    "future": "scheduled",
    "trash": "in the trash",
    "inherit": "part of another post",
}
_NUMBER = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_INLINE = re.compile(r"</?(?:em|strong|i|b|u|code|span|a|sup|sub|br|small)\b[^<>]{0,500}>", re.IGNORECASE)
_FIRST, _LAST = (datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (1970, 2100))
_WRITTEN = "%Y-%m-%d %H:%M:%S"


@dataclass(slots=True)
class TakenComments:
    """The comments of one post, parents before or after their replies as the file has them."""

    records: list[CommentRecord] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    states: dict[str, str] = field(default_factory=dict)
    """What each comment of the file is there, by its id here; "" for one of which that cannot be told."""


def number_of(text: str) -> str:
    """A number as WordPress gives them, "" for what is none."""
    text = text.strip()
    return text if _NUMBER.fullmatch(text) else ""


JOINERS = "\u200c\u200d"
"""Not seen, and kept: names in Persian and Indic scripts need them."""


def plain(text: str) -> str:
    """One line of what is HTML in the file and text here: a title or a name."""
    shown = html.unescape(_INLINE.sub("", text))
    seen = "".join(c if c.isprintable() or c in JOINERS else " " for c in shown)
    return " ".join(word for word in seen.split() if word.strip(JOINERS))


def why_not_public(item: WxrItem, kinds: Sequence[str]) -> str:
    """Why an item is left out; "" for one that everybody could read."""
    if item.kind.strip() not in kinds:
        return f"of the kind {item.kind.strip()[:40]!r}"
    status = item.status.strip()
    if status != "publish":
        return LEFT_OUT.get(status, f"of the status {status[:40]!r}")
    return "protected by a password" if item.password else ""


def post_date(item: WxrItem) -> datetime.datetime | None:
    """When a post came out; None where the file does not say it in any way that can be read."""
    if known := _instant(item.date_gmt):
        return known
    try:
        printed = parsedate_to_datetime(item.pub_date.strip())
        printed = printed.astimezone(datetime.UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return _instant(item.date)
    return printed if _FIRST <= printed < _LAST else _instant(item.date)


def _instant(text: str, offset: datetime.timedelta = datetime.timedelta()) -> datetime.datetime | None:
    try:
        local = datetime.datetime.strptime(text.strip(), _WRITTEN).replace(tzinfo=datetime.UTC)
    except ValueError:
        return None
    return local - offset if _FIRST <= local < _LAST else None


def comments_of(item: WxrItem, link: str) -> TakenComments:
    """The comments of a post that is taken. `link` is its address, "" for none that can be linked to."""
    taken = TakenComments()
    posted = post_date(item)
    local, gmt = _instant(item.date), _instant(item.date_gmt)
    offset = local - gmt if local and gmt else datetime.timedelta()
    rows: dict[str, WxrComment] = {}
    for comment in item.comments:
        if why := _why_refused(comment, rows):
            taken.refused.append((comment.line, why))
            taken.states.setdefault(comment_id(number_of(comment.number)), "")
        elif apart := _apart(comment):
            taken.counts[apart] += 1
            taken.states[comment_id(number_of(comment.number))] = "spam" if apart == "spam" else "removed"
        else:
            rows[number_of(comment.number)] = comment
    above = _parents(rows)
    shown = _shown(rows, above, taken)
    for number, comment in rows.items():
        when, note = _when(comment, posted, offset)
        if when is None:
            taken.refused.append((comment.line, f"comment {number} has no date, nor has its post"))
            taken.states[comment_id(number)] = ""
            continue
        if note:
            taken.notes.append((comment.line, f"comment {number}: {note}"))
        taken.records.append(_record(comment, number, above[number], when, link, number in shown, taken))
    _drop_lost_parents(taken)
    taken.states.update((record.number, record.state) for record in taken.records)
    return taken


def _why_refused(comment: WxrComment, rows: dict[str, WxrComment]) -> str:
    given = comment.number.strip()
    number = number_of(given)
    if not number:
        return f"a comment with the number {given[:40]!r}, which is none"
    if number in rows:
        return f"comment {number} stands twice"
    if comment.too_long:
        return f"comment {number}: its {comment.too_long} is too long"
    if len(comment.content.encode()) > TEXT_LIMIT:
        return f"comment {number} has more than {TEXT_LIMIT:,} bytes"
    if not comment.content.strip():
        return f"comment {number} has no text"
    if comment.kind.strip() not in ("", "comment", "pingback", "trackback"):
        return f"comment {number} is of the kind {comment.kind.strip()[:40]!r}"
    if comment.approved.strip() not in ("0", "1", "hold", "approve", "spam", "trash", "post-trashed"):
        return f"comment {number} has the state {comment.approved.strip()[:40]!r}"
    return ""


def _apart(comment: WxrComment) -> str:
    """What a comment is counted as that does not come into the thread; "" for one that does."""
    if comment.kind.strip() in ("pingback", "trackback"):
        return "pingbacks and trackbacks"
    return {"spam": "spam", "trash": "in the trash", "post-trashed": "in the trash"}.get(
        comment.approved.strip(), ""
    )


def _parents(rows: dict[str, WxrComment]) -> dict[str, str]:
    """The parent of each by number where it is among `rows`, else ""; circles are opened."""
    above = {n: p if (p := number_of(row.parent)) in rows else "" for n, row in rows.items()}
    sound: set[str] = set()
    for number in above:
        branch: dict[str, None] = {}
        at = number
        while at and at not in sound and at not in branch:
            branch[at] = None
            at = above[at]
        if at in branch:
            above[at] = ""
        sound.update(branch)
    return above


def _shown(rows: dict[str, WxrComment], above: dict[str, str], taken: TakenComments) -> set[str]:
    """The numbers of those that WordPress showed."""
    known: dict[str, bool] = {}
    for number in rows:
        branch: list[str] = []
        at = number
        while at not in known:
            branch.append(at)
            if not above[at]:
                break
            at = above[at]
        for one in reversed(branch):
            row, parent = rows[one], above[one]
            approved = row.approved.strip() in ("1", "approve")
            lost = not parent and row.parent.strip() not in ("", "0")
            known[one] = approved and not lost and (not parent or known[parent])
            if approved and not known[one]:
                what = f"the comment {row.parent.strip()[:20]!r}" if lost else f"comment {parent}"
                taken.notes.append((row.line, f"comment {one} waits: it answers {what}, which is not shown"))
    return {number for number, is_shown in known.items() if is_shown}


def _when(
    comment: WxrComment, posted: datetime.datetime | None, offset: datetime.timedelta
) -> tuple[datetime.datetime | None, str]:
    """When it was written, with what had to be decided. In the hour that comes twice only GMT is right."""
    if known := _instant(comment.date_gmt):
        return known, ""
    if local := _instant(comment.date, offset):
        return local, "has no date in GMT: made of the local one"
    return posted, "has no date: that of its post is taken"


def _record(
    comment: WxrComment,
    number: str,
    parent: str,
    when: datetime.datetime,
    link: str,
    shown: bool,
    taken: TakenComments,
) -> CommentRecord:
    name = plain(comment.author)
    if len(name) > NAME_LIMIT:
        taken.notes.append((comment.line, f"comment {number}: the name is cut at {NAME_LIMIT} characters"))
        name = name[:NAME_LIMIT].rstrip()
    address = comment.email.strip()
    if address and (len(address) > ADDRESS_LIMIT or not _ADDRESS.fullmatch(address)):
        taken.notes.append((comment.line, f"comment {number}: its mail address is none: left out"))
        address = ""
    place = f"{link.partition('#')[0]}#comment-{number}" if link else ""
    return CommentRecord(
        author=name or ANONYMOUS,
        text=comment.content.replace("\r\n", "\n").replace("\r", "\n"),
        number=comment_id(number),
        parent=comment_id(parent) if parent else "",
        date=when,
        format="html",
        state="published" if shown else "waiting",
        email=address,
        source_url=place if len(place) <= URL_LIMIT else "",
    )


def comment_id(number: str) -> str:
    """By what a comment of a WXR file is known again; never one of this site's own numbers."""
    return f"wxr-{number}"


def _drop_lost_parents(taken: TakenComments) -> None:
    """A reply whose parent had to be refused for its date stands alone."""
    there = {record.number for record in taken.records}
    if all(not record.parent or record.parent in there for record in taken.records):
        return
    taken.records = [
        record if record.parent in there or not record.parent else replace(record, parent="", state="waiting")
        for record in taken.records
    ]
