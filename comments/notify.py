"""Telling those who subscribed of a new comment: the worker writes mails from what was announced."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils import timezone

from comments.access import PLACES
from comments.models import Announcement, Comment, Subscription, Thread
from comments.models.telling import mails_of, name_of
from gotchas import markup
from gotchas.addresses import whole
from gotchas.intake import clean, mail
from gotchas.markup.cleaning import printable

PORTION = 100
"""Mails that are written in one transaction."""

LONGEST_TEXT = 10_000
"""Characters of a comment in the plain text of a mail."""

LONGEST_HTML = 50_000


def fan_out() -> int:
    """Write a portion of the mails that are due; how many subscriptions were looked at, at least 1 if any."""
    row = Announcement.objects.due().select_related("comment__account").first()
    if row is None:
        return 0
    comment = Comment.objects.select_related("parent", *PLACES).get(pk=row.comment_id)
    waiting = _subscriptions(row, comment)
    told = set(mails_of(comment).values_list("message_id", flat=True))
    own = _own(comment)
    others = [each for each in waiting if each.email not in own and mail.takes(each.email)]
    letters = [each for each in _letters(comment, others) if each.message_id not in told]
    _write(row, comment, waiting, letters)
    return max(1, len(waiting))


def _subscriptions(row: Announcement, comment: Comment) -> list[Subscription]:
    """Those that are next; none of a comment on a page that readers cannot read."""
    if not Comment.objects.on_readable().filter(pk=comment.pk).exists():
        return []
    rows = Subscription.objects.told_of(comment).select_related("thread", *PLACES)
    later = rows.filter(pk__gt=row.upto, confirmed_at__lte=row.created_at)
    return list(later.order_by("pk")[:PORTION])


@transaction.atomic
def _write(
    row: Announcement, comment: Comment, waiting: Sequence[Subscription], letters: Sequence[mail.Letter]
) -> None:
    """Write the mails, unless another worker did or the comment was taken back or changed meanwhile.

    That is asked under the lock of the thread, as whoever changes a comment holds it.
    """
    Thread.objects.select_for_update(no_key=True).get(pk=comment.thread_id)
    last = waiting[-1].pk if waiting else row.upto
    done = None if len(waiting) == PORTION else timezone.now()
    same = {"upto": row.upto, "comment__edited_at": comment.edited_at}
    mine = Announcement.objects.due().filter(pk=row.pk, **same).order_by()
    if mine.update(upto=last, done_at=done):
        mail.queue_all(letters)


def _own(comment: Comment) -> set[str]:
    """Addresses of its author, who is told nothing."""
    account = comment.account
    return {comment.author_email.lower(), account.email.lower() if account else ""}


def _letters(comment: Comment, subscriptions: Sequence[Subscription]) -> Iterator[mail.Letter]:
    target, link = comment.thread.target, whole(comment.get_absolute_url())
    shared = {
        "comment": comment,
        "who": clean.line(comment.author_name),
        "target": target,
        "link": link,
        "lines": text_of(comment).split("\n"),
        "html": html_of(comment),
    }
    for row in subscriptions:
        end = whole(row.end_address)
        own = {"asked": row.thread.target, "end": end, "mine": whole(row.list_address)}
        text, html = mail.written("comment", {**shared, **own})
        yield mail.Letter(
            to=row.email,
            subject=f"New comment on {target}",
            text=text,
            html=html,
            headers={**_one_click(end), "References": f"<thread-{comment.thread_id}@{mail.host()}>"},
            name=name_of(comment.pk, row.pk),
        )


def _one_click(end: str) -> dict[str, str]:
    """The headers of RFC 8058: a mail program ends the subscription by one POST, without cookies."""
    return {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def text_of(comment: Comment, length: int = LONGEST_TEXT) -> str:
    """A comment as plain text. A mail marks each line as quoted: none can play the mail's own words."""
    if comment.format == Comment.Format.HTML:
        return markup.words(comment.html, length)
    text = printable(comment.text)
    return text if len(text) <= length else f"{text[:length]}…"


def html_of(comment: Comment) -> str:
    """Its HTML with whole addresses; nothing of a very long one, whose text stands in its place."""
    fits = len(comment.html) <= LONGEST_HTML
    return markup.abroad(comment.html, whole(comment.get_absolute_url())) if fits else ""
