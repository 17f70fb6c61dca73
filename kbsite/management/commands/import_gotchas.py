"""Import articles and comments from a file of JSON Lines, again and again without doubling."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from gotchas.models import CodeFamily
from gotchas.search import index
from gotchas.text.addresses import LARGEST_NUMBER
from gotchas.transfer.jsonl_batches import batches
from gotchas.transfer.jsonl_render import renderer
from kbsite.gotchas_import import Import, ImportStopped

LISTED = 1_000  # refused lines that are listed one by one without --verbosity 2


class Command(BaseCommand):
    help = (
        "Import articles, one JSON object a line. An article that was imported before is changed where its "
        "line is; comments are added. A line that cannot be taken is named, and leaves the rest."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the file; - reads standard input")
        parser.add_argument(
            "--collection", type=int, metavar="N", help="number of the collection; else as the file says"
        )
        parser.add_argument("--title", default="", help="title of the collection, if there is none yet")
        parser.add_argument("--comments", metavar="FILE", help="comments, one a line, each with its article")
        parser.add_argument(
            "--processes", type=int, default=min(2, os.cpu_count() or 1), help="that render texts (default 2)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        number = options["collection"]
        if number is not None and not 1 <= number <= LARGEST_NUMBER:
            raise CommandError(f"--collection is a number from 1 to {LARGEST_NUMBER:,}.")
        self.refused = 0
        self.listed = sys.maxsize if options["verbosity"] > 1 else LISTED
        families = [row.as_family() for row in CodeFamily.objects.enabled().select_related("same_codes_as")]
        names = [options["file"], *([options["comments"]] if options["comments"] else [])]
        note = f"Imported from {Path(names[0]).name}" if names[0] != "-" else "Imported"
        with renderer(families, options["processes"]) as render:
            run = Import(render, self._refuse, note, number, options["title"].strip())
            try:
                for name in names:
                    self._read(name, run)
                lost = run.finish()
                while index.fold():
                    pass
            except ImportStopped as stopped:
                raise CommandError(str(stopped)) from None
        self._report(run, lost)

    def _read(self, name: str, run: Import) -> None:
        self.file = "" if name == "-" else f"{name}, "
        with _opened(name) as file:
            size = os.fstat(file.fileno()).st_size if name != "-" else None
            quiet = not sys.stderr.isatty()
            with tqdm(total=size, unit="B", unit_scale=True, disable=quiet) as self.bar:
                for batch in batches(file, self._refuse, self.bar.update):
                    run.store(batch)

    def _refuse(self, line: int, reason: str) -> None:
        self.refused += 1
        if self.refused <= self.listed:
            text = f"{self.file}line {line}: {_printable(reason)}"
            self.bar.write(text, file=self.stderr)

    def _report(self, run: Import, lost: list[str]) -> None:
        if self.refused > self.listed:
            self.stderr.write(f"... and {self.refused - self.listed:,} more (--verbosity 2 lists them)")
        for what, names in (
            ("articles", ("added", "changed", "unchanged")),
            ("comments", ("added", "already there")),
        ):
            counts = ", ".join(f"{run.counts[f'{what} {name}']:,} {name}" for name in names)
            self.stdout.write(f"{what}: {counts}")
        for what in ("corrections", "notices", "links"):
            added, there = (run.counts[f"{what} {name}"] for name in ("added", "already there"))
            if added or there:
                name = "links between codes" if what == "links" else what
                self.stdout.write(f"{name}: {added:,} added, {there:,} already there")
        if count := run.counts["titles shortened"]:
            self.stdout.write(f"titles shortened: {count:,}, each stands whole in the problem")
        if lost:
            self.stdout.write(f"named, but nowhere: {', '.join(lost[:20])}{' ...' if len(lost) > 20 else ''}")
        self.stdout.write(f"refused: {self.refused:,}")
        if self.refused:
            raise CommandError(f"{self.refused:,} lines were refused; the others are imported.", returncode=1)


@contextlib.contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as file:
            yield file
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from None


def _printable(text: str) -> str:
    """Without characters that a terminal obeys."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
