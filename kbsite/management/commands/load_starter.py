"""Load the starter content: collection, codes, gotchas and the thread. A second run changes nothing."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from comments.models import Comment, Person, Thread
from comments.transfer import GivenComment, add_comments
from gotchas.transfer.starter import STARTER, read_starter
from gotchas.transfer.starter_fields import StarterError
from gotchas.transfer.starter_records import CommentRow, PersonRow, Starter
from gotchas.transfer.starter_rows import Loaded, StarterRefused, add_starter


class Command(BaseCommand):
    help = "Load the starter content. Adds what is missing and never changes what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="path", type=Path, default=STARTER, help="folder with the data files"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            starter = read_starter(options["path"])
            total = len(starter.codes) + len(starter.gotchas) + len(starter.comments)
            with tqdm(total=total, disable=not sys.stderr.isatty()) as bar, transaction.atomic():
                loaded = add_starter(starter, bar.update)
                new_comments = add_thread(starter, loaded, bar.update)
        except (StarterError, StarterRefused) as refused:
            raise CommandError(f"{refused}\nNothing was changed.") from None
        self._report(starter, loaded, new_comments)

    def _report(self, starter: Starter, loaded: Loaded, new_comments: int) -> None:
        counts = (
            ("gotchas", len(starter.gotchas), loaded.made["gotchas"]),
            ("codes", len(starter.codes), loaded.made["codes"]),
            ("counterparts of unknown meaning", len(starter.counterparts()), loaded.made["counterparts"]),
            ("links between codes", len(starter.links), loaded.made["links"]),
            ("corrections", sum(len(row.corrections) for row in starter.gotchas), loaded.made["corrections"]),
            ("comments", len(starter.comments), new_comments),
        )
        self.stdout.write(f"Collection {loaded.collection}: {loaded.collection.get_absolute_url()}")
        for name, given, made in counts:
            self.stdout.write(f"  {name}: {made} added, {given - made} already there")
        for slug in sorted(loaded.without_platform):
            self.stderr.write(f"  no platform {slug!r} is there any more: left out")


def add_thread(starter: Starter, loaded: Loaded, progress: Any) -> int:
    """Add the comments that are missing to the collection's thread; returns how many that were."""
    thread = Thread.objects.get_or_open(loaded.collection)
    address = next(row.address for row in starter.sources if row.key == starter.thread_source)
    given = [given_comment(row, loaded, address) for row in starter.comments]
    taken = add_comments(thread, given, progress)
    rows = {external_id(row.number): row for row in starter.comments}
    mark(starter, loaded, [(rows[comment.external_id], comment) for comment in taken.added])
    return len(taken.added)


def external_id(number: int) -> str:
    return f"mq-ssl-comment-{number}"


def given_comment(row: CommentRow, loaded: Loaded, address: str) -> GivenComment:
    return GivenComment(
        external_id=external_id(row.number),
        source_number=str(row.number),
        author_name=row.author,
        posted_at=loaded.aware(row.posted_at),
        text=row.text,
        format=Comment.Format.MARKDOWN,
        kind=row.kind,
        parent=external_id(row.answers[0]) if row.answers else "",
        parent_confidence=row.sure if row.answers else None,
        answers=tuple(external_id(number) for number in row.answers[1:]),
        gotchas=tuple(loaded.gotchas[position] for position in row.gotchas),
        codes=tuple(loaded.codes[ref.family, ref.code] for ref in row.codes),
        retold=True,
        source_url=address,
    )


def person(given: PersonRow) -> Person:
    there = Person.objects.filter(name=given.name).first()
    return there or Person.objects.create(name=given.name, note=given.note)


def mark(starter: Starter, loaded: Loaded, added: list[tuple[CommentRow, Comment]]) -> None:
    """Say of new comments who wrote them, which answer was accepted, and what became a correction."""
    people = {one.name: person(one) for one in starter.people if one.name in {row.person for row, _ in added}}
    rows = {row.number: row for row in starter.comments}
    for row, comment in added:
        comment.person = people[row.person]
        comment.became = loaded.corrections.get(row.number)
        if row.accepted_by:
            accepted = rows[row.accepted_by]
            comment.answer_marked_at = loaded.aware(accepted.posted_at)
            comment.answer_marked_by = accepted.author
    fields = ["person", "became", "answer_marked_at", "answer_marked_by"]
    Comment.objects.bulk_update([comment for _, comment in added], fields)
    Comment.objects.filter(pk__in=[comment.pk for _, comment in added]).tie_answers()
