"""Write what is searched anew, while the site goes on answering."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from gotchas.search import index
from gotchas.search.recount import recount


class Command(BaseCommand):
    help = (
        "Compare what is searched with all gotchas, codes and comments, and the counts of words with what is "
        "searched; mend what differs. One that was broken off is run again. Run one at a time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = not sys.stderr.isatty()
        with tqdm(unit=" documents", disable=quiet) as bar:
            count = index.rebuild(bar.update)
        with tqdm(unit=" documents counted", disable=quiet) as bar:
            wrong = recount(bar.update)
        self.stdout.write(f"{count:,} documents are searched; the counts of {wrong:,} words were wrong.")
