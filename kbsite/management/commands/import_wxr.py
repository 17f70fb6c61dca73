"""Import a blog from WordPress's export file (WXR), again and again without doubling."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from gotchas.models import CodeFamily, Gotcha
from gotchas.search import index
from gotchas.transfer.jsonl_render import renderer
from gotchas.transfer.wxr_records import WxrRefused
from kbsite.gotchas_import import ImportStopped
from kbsite.wxr_import import WxrImport

LISTED = 500  # lines of the report that are written without --verbosity 2
LEFT_OUT = ("spam", "in the trash", "pingbacks and trackbacks")


class Command(BaseCommand):
    help = (
        "Import posts and comments from WordPress's export file. A post with numbered sections becomes a "
        "collection, any other a gotcha of its blog's collection. What the blog did not show is not shown."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the export, an XML file")
        parser.add_argument("--pages", action="store_true", help="take pages as well as posts")
        parser.add_argument(
            "--drafts", action="store_true", help="make gotchas drafts, for an editor to publish"
        )
        parser.add_argument("--dry-run", action="store_true", help="report, but change nothing")
        parser.add_argument(
            "--processes", type=int, default=min(2, os.cpu_count() or 1), help="that render texts (default 2)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        self.said, self.listed = 0, sys.maxsize if options["verbosity"] > 1 else LISTED
        families = [row.as_family() for row in CodeFamily.objects.enabled().select_related("same_codes_as")]
        find_codes = CodeFamily.objects.recogniser().scan
        with renderer(families, options["processes"]) as render:
            run = WxrImport(render, find_codes, self._say, self._refuse, f"Imported from {path.name}"[:300])
            run.kinds = ("post", "page") if options["pages"] else ("post",)
            run.dry = options["dry_run"]
            run.state = Gotcha.State.DRAFT if options["drafts"] else Gotcha.State.PUBLISHED
            try:
                broken = self._read(path, run)
                run.finish()
            except ImportStopped as stopped:
                raise CommandError(str(stopped)) from None
        while index.fold():
            pass
        self._totals(run, options["dry_run"])
        something = any(run.run.counts.values())
        if broken:
            what = "What stands before is imported." if something else "Nothing was imported."
            raise CommandError(f"{path}: {_printable(broken)}. {what}", returncode=1)
        if refused := run.counts["refused"]:
            what = "the others are imported" if something else "nothing was imported"
            were = "was" if refused == 1 else "were"
            raise CommandError(f"{refused:,} {were} refused; {what}.", returncode=1)

    def _read(self, path: Path, run: WxrImport) -> str:
        """Why the file could not be read to its end, "" when it could."""
        try:
            with path.open("rb") as file:
                size, quiet = os.fstat(file.fileno()).st_size, not sys.stderr.isatty()
                with tqdm(total=size, unit="B", unit_scale=True, disable=quiet) as self.bar:
                    run.read(file, self.bar.update)
        except WxrRefused as refused:
            return str(refused)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
        return ""

    def _say(self, line: int, text: str) -> None:
        self.said += 1
        if self.said <= self.listed:
            with self.bar.external_write_mode():
                self.stdout.write(f"line {line}: {_printable(text)}" if line else _printable(text))

    def _refuse(self, line: int, why: str) -> None:
        self._say(line, f"refused: {why}")

    def _totals(self, run: WxrImport, dry: bool) -> None:
        if self.said > self.listed:
            self.stdout.write(f"... and {self.said - self.listed:,} more lines (--verbosity 2 lists them)")
        for what, names in (
            ("gotchas", ("added", "changed", "unchanged")),
            ("comments", ("added", "already there")),
        ):
            stored = "articles" if what == "gotchas" else what
            counts = ", ".join(f"{run.run.counts[f'{stored} {name}']:,} {name}" for name in names)
            self.stdout.write(f"{what}: {counts}")
        apart = ", ".join(f"{run.counts[f'apart: {name}']:,} {name}" for name in LEFT_OUT)
        self.stdout.write(
            f"left out: {run.counts['posts left out']:,} posts with {run.counts['comments left out']:,} "
            f"comments; of the others {apart}"
        )
        self.stdout.write(f"repaired: {run.counts['repaired']:,}; refused: {run.counts['refused']:,}")
        if hidden := run.counts["hidden"]:
            self.stdout.write(f"hidden, for they are not public there any more: {hidden:,}")
        if run.counts["comments hidden"] or run.counts["comments shown"]:
            self.stdout.write(
                f"comments that follow the blog: {run.counts['comments hidden']:,} hidden, "
                f"{run.counts['comments shown']:,} shown"
            )
        if dry:
            self.stdout.write("Dry run: nothing was changed.")


def _printable(text: str) -> str:
    """Without characters that a terminal obeys."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
