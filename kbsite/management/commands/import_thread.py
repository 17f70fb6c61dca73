"""Import a saved copy of a blog post and its comments as a collection of its own, exactly as printed."""

import sys
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from comments.models import Thread
from comments.transfer import add_comments, thread_comments
from gotchas.models import CodeFamily
from gotchas.text.addresses import LARGEST_NUMBER
from gotchas.transfer.thread_bytes import THREAD_LIMIT
from gotchas.transfer.thread_records import Note, ThreadComment, ThreadFile, ThreadItem, ThreadRefused
from gotchas.transfer.thread_replies import Proposal, propose
from gotchas.transfer.thread_rows import (
    Destination,
    StoredThread,
    ThreadNotStored,
    find_collection,
    store_items,
)
from gotchas.transfer.thread_text import read_thread

TITLE_LIMIT = 200
LONG_INPUT = 200  # items and comments from which a progress bar is worth its line
LISTED = 500  # comments, and notes, that are listed one by one without --verbosity 2


class Command(BaseCommand):
    help = (
        "Import a saved text copy of a blog post with numbered items and comments. A second run adds only "
        "what is new; nothing that is there is changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the page, saved as plain text")
        parser.add_argument(
            "--title", default="", help="title of the collection; else made of the file's name"
        )
        parser.add_argument("--source", default="", help="address of the original, or words that name it")
        parser.add_argument("--date", type=_day, help="day of the original, as 2007-06-29")
        parser.add_argument("--timezone", default="", help="zone of the printed times, as Europe/London")
        parser.add_argument(
            "--collection", type=int, metavar="N", help="number of the collection; else the next"
        )
        parser.add_argument("--dry-run", action="store_true", help="report, but change nothing")
        parser.add_argument(
            "--incomplete", action="store_true", help="import even when comments are missing from the file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            thread = read_thread(_bytes_of(options["file"]), CodeFamily.objects.recogniser().scan)
            _refuse_incomplete(thread, options["incomplete"])
            proposals = propose(thread.comments, thread.items)
            with transaction.atomic():
                self._store(thread, proposals, options)
                transaction.set_rollback(options["dry_run"])
        except (ThreadRefused, ThreadNotStored) as refused:
            raise CommandError(f"{options['file']}: {refused}. Nothing was changed.") from None
        if options["dry_run"]:
            self._say("Dry run: nothing was changed.")

    def _store(self, thread: ThreadFile, proposals: list[Proposal], options: dict[str, Any]) -> None:
        where = _destination(thread, options)
        total = len(thread.items) + len(thread.comments)
        quiet = total < LONG_INPUT or not sys.stderr.isatty()
        with tqdm(total=total, disable=quiet, unit="rows") as bar:
            stored = store_items(thread, where, bar.update)
            zone = ZoneInfo(where.time_zone)
            given, notes = thread_comments(thread, proposals, stored, zone)
            taken = add_comments(Thread.objects.get_or_open(stored.collection), given, bar.update)
        stored.made["comments"] = len(taken.added)
        self._report(thread, proposals, stored, [*thread.report, *notes], options["verbosity"])
        self._say(f"Times are those of {where.time_zone}.")

    def _report(
        self,
        thread: ThreadFile,
        proposals: list[Proposal],
        stored: StoredThread,
        notes: list[Note],
        verbosity: int,
    ) -> None:
        state = "new" if stored.made["collections"] else "already there"
        self._say(f"Collection {stored.collection}: {state}")
        for item in thread.items:
            self._say(_item_line(item, stored))
        pairs = zip(thread.comments, proposals, strict=True)
        self._list([_comment_line(*pair) for pair in pairs], "comments", verbosity)
        notes = sorted(notes, key=lambda note: note.line)
        self._list([f"line {note.line}: {note.verdict}: {note.text}" for note in notes], "notes", verbosity)
        for name in stored.new_platforms:
            self._say(f"platform {name!r} was not known: added")
        self._totals(thread, proposals, stored, notes)

    def _list(self, lines: list[str], what: str, verbosity: int) -> None:
        listed = len(lines) if verbosity > 1 else LISTED
        for line in lines[:listed]:
            self._say(line)
        if len(lines) > listed:
            self._say(f"... and {len(lines) - listed:,} more {what} (--verbosity 2 lists them)")

    def _totals(
        self, thread: ThreadFile, proposals: list[Proposal], stored: StoredThread, notes: list[Note]
    ) -> None:
        counts = (
            ("gotchas", len(thread.items), stored.made["gotchas"]),
            ("comments", len(thread.comments), stored.made["comments"]),
            ("codes", len({code.pk for code in stored.codes.values()}), stored.made["codes"]),
        )
        for name, given, made in counts:
            self._say(f"{name}: {given} in the file, {made} added, {given - made} already there")
        declared = "no count" if thread.declared is None else f"{thread.declared} comments"
        placed = sum(proposal.parent is not None for proposal in proposals)
        self._say(f"the page declares {declared}; {placed} are proposed as replies, for an editor to confirm")
        self._say(f"refused: {sum(note.verdict == 'refused' for note in notes)}")

    def _say(self, text: str) -> None:
        self.stdout.write(_printable(text, getattr(self.stdout, "encoding", None) or "utf-8"))


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ArgumentTypeError(f"{given!r} is no day; one is written as 2007-06-29") from None


def _printable(text: str, encoding: str) -> str:
    """What people wrote, without characters that a terminal obeys or cannot show."""
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
    return shown.encode(encoding, "backslashreplace").decode(encoding)


def _bytes_of(path: Path) -> bytes:
    """The file's bytes, at most one more than are taken. Raises CommandError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(THREAD_LIMIT + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None


def _refuse_incomplete(thread: ThreadFile, accepted: bool) -> None:
    if not thread.complete and not accepted:
        raise ThreadRefused(
            f"the page declares {thread.declared} comments but holds {thread.found}: it is cut short, or "
            "pages of comments are missing; --incomplete imports what is there"
        )


def _destination(thread: ThreadFile, options: dict[str, Any]) -> Destination:
    name = options["file"].name
    title = (
        options["title"].strip() or options["file"].stem.replace("_", " ").replace("-", " ").strip() or name
    )
    if len(title) > TITLE_LIMIT:
        raise CommandError(f"The title has {len(title)} characters; at most {TITLE_LIMIT} are kept.")
    if options["collection"] is not None and not 1 <= options["collection"] <= LARGEST_NUMBER:
        raise CommandError(f"--collection is a number from 1 to {LARGEST_NUMBER:,}.")
    there = find_collection(thread, options["collection"])
    zone = options["timezone"] or (there.time_zone if there else settings.TIME_ZONE)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CommandError(f"There is no time zone {zone!r}; one is written as Europe/London.") from None
    return Destination(
        title=title,
        note=f"Imported from {options['source'] or name}"[:300],
        source=options["source"].strip(),
        published_on=options["date"],
        time_zone=zone,
        number=options["collection"],
    )


def _item_line(item: ThreadItem, stored: StoredThread) -> str:
    gotcha = stored.gotchas[item.source_number]
    codes = " ".join(dict.fromkeys(code.written for code in item.codes))
    facts = "; ".join(fact for fact in (item.kind, item.platforms, codes) if fact)
    return f"line {item.line}: {item.source_number} {item.title} -> {gotcha.number} ({facts})"


def _comment_line(comment: ThreadComment, proposal: Proposal) -> str:
    answers = [f"comment {number}" for number in (proposal.parent, *proposal.answers) if number]
    target = " and ".join(answers) or "the post"
    about = f"; on {', '.join(proposal.gotchas)}" if proposal.gotchas else ""
    head = (
        f"line {comment.line}: comment {comment.number} by {comment.author}, {comment.posted:%Y-%m-%d %H:%M}"
    )
    return f"{head}: answers {target} ({proposal.confidence:.2f}, {proposal.why}){about}"
