"""Make the stored HTML anew: after the renderer changed, or when codes and gotchas came that texts name."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Model, QuerySet
from tqdm import tqdm

from comments.models import Comment
from gotchas import markup
from gotchas.models import Collection, Gotcha

RENDERED = (
    (Collection.objects.all(), ["introduction_html", "renderer"]),
    (
        Gotcha.objects.select_related("collection"),
        ["problem_html", "cause_html", "solution_html", "expected_html", "renderer"],
    ),
    (
        Comment.objects.select_related("thread__collection", "thread__gotcha__collection", "thread__code"),
        ["html", "renderer"],
    ),
)


class Command(BaseCommand):
    help = "Render stored texts again: those of an older renderer, or all with --all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="also what the present renderer made")

    def handle(self, *args: Any, **options: Any) -> None:
        for rows, fields in RENDERED:
            count = render(rows if options["all"] else rows.filter(renderer__lt=markup.RENDERER), fields)
            self.stdout.write(f"{rows.model._meta.verbose_name_plural}: {count} rendered")


def render(rows: "QuerySet[Any, Model]", fields: list[str]) -> int:
    """Render each of `rows` and save only `fields`; returns how many."""
    count = 0
    for row in tqdm(rows.iterator(chunk_size=500), disable=not sys.stderr.isatty()):
        row.render()
        row.save(update_fields=fields)
        count += 1
    return count
