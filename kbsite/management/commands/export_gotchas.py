"""Export collections with their articles, revisions and comments as a file of JSON Lines."""

import contextlib
import dataclasses
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from tqdm import tqdm

from comments.transfer_jsonl_export import article_talks, code_talks, talks_of, threads_on
from gotchas.models import Collection
from gotchas.transfer import jsonl_export_word_rows as words
from gotchas.transfer.jsonl_export_rows import Chosen, article_record, collection_record, portions
from gotchas.transfer.jsonl_lines import write_line
from gotchas.transfer.jsonl_records import ArticleRecord, Record


class Command(BaseCommand):
    help = (
        "Export articles with revisions, comments and corrections, one JSON object a line, as import_gotchas "
        "reads them. Without --all only what every reader can read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--collection",
            type=int,
            metavar="N",
            help="this collection alone; else all, and talk on codes",
        )
        parser.add_argument("--out", metavar="FILE", help="the file; else standard output")
        parser.add_argument(
            "--all",
            action="store_true",
            help="also drafts and articles taken away, what waits, spam, what was removed, earlier texts, "
            "counts of codes looked for, and addresses: to be kept as a backup is kept",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        collections = Collection.objects.all()
        if options["collection"] is not None:
            collections = collections.filter(number=options["collection"])
            if not collections:
                raise CommandError(f"There is no collection {options['collection']}.")
        lines = records(collections, options["all"], options["collection"] is None)
        count = 0
        with _opened(options["out"]) as file:
            for record in tqdm(lines, disable=not sys.stderr.isatty()):
                file.write(write_line(record))
                count += isinstance(record, ArticleRecord)
        if options["out"]:
            self.stdout.write(f"articles: {count:,}")


def records(collections: "QuerySet[Collection]", everything: bool, with_codes: bool) -> Iterator[Record]:
    """Each collection and its articles by number, what was said against them; codes last, if `with_codes`."""
    chosen = Chosen(frozenset(collections.values_list("number", flat=True)), everything)
    for collection in collections.select_related("source").order_by("number"):
        threads = threads_on([collection])
        talks = talks_of(threads, chosen)
        yield _with_talk(collection_record(collection), threads, talks, collection.pk)
        for portion in portions(collection, chosen):
            threads, talks = article_talks(portion, chosen)
            for row in portion:
                yield _with_talk(article_record(row, chosen), threads, talks, row.pk)
    yield from words.corrections(collections, chosen)
    yield from words.notices(collections, chosen)
    if with_codes:
        yield from code_talks(chosen)
        yield from words.links(chosen)


def _with_talk(record: Any, threads: dict, talks: dict, target: int) -> Any:
    """The record with the comments that go with it, and whether its thread is closed."""
    record = dataclasses.replace(record, comments=talks.get(target, ()))
    thread = threads.get(target)
    if thread is None:
        return record
    return dataclasses.replace(
        record,
        thread_closed_at=thread.closed_at,
        thread_closed_reason=thread.closed_reason,
    )


@contextlib.contextmanager
def _opened(name: str | None) -> Iterator[BinaryIO]:
    """Where to write. A file takes its name when it is whole; until then one of that name stays."""
    if not name:
        yield sys.stdout.buffer
        return
    path = Path(name)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            whole = Path(file.name)
            try:
                yield file
            except BaseException:
                whole.unlink()
                raise
        whole.replace(path)
    except OSError as error:
        raise CommandError(f"{name} cannot be written: {error.strerror}.") from None
