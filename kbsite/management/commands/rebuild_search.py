"""Write what is searched anew, while the site goes on answering."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from gotchas.search import index


class Command(BaseCommand):
    help = "Compare what is searched with all gotchas, codes and comments, and mend what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(unit=" documents", disable=not sys.stderr.isatty()) as bar:
            count = index.rebuild(bar.update)
        self.stdout.write(f"{count:,} documents are searched.")
