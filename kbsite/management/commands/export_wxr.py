"""Export collections, gotchas and their comments that every reader can read as WXR 1.2 for WordPress.

Codes and the comments on them have no place in such a file; export_gotchas carries them.

A collection is a post with numbered sections; one of many gotchas, or of a blog, is a post for each.
"""

import itertools
import re
import sys
from collections.abc import Iterator
from html import escape
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from comments.transfer_wxr_export import CommentNumbers, comments_on
from gotchas import markup
from gotchas.models import Collection, Gotcha
from gotchas.transfer.wxr_writing import TAIL, OutPost, head, written
from kbsite.management.commands.export_gotchas import _opened

ON_ONE_PAGE = 50  # gotchas of a collection that is one post, as its page shows them whole
_BLOG = re.compile("wxr-[0-9a-f]{12}")
_POST = re.compile("wxr-[0-9a-f]{12}-([1-9][0-9]{0,17})")
_PARTS = (("problem", ""), ("cause", "Cause"), ("solution", "Solution"), ("expected", "What you should see"))
_PROMPT = re.compile(r'<span class="prompt">([^<]*)</span>')
_HEADING = re.compile(r"(</?h)([3-6])(?=>)")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--collection", type=int, metavar="N", help="this collection alone; else all")
        parser.add_argument("--out", metavar="FILE", help="the file; else standard output")
        parser.add_argument(
            "--all", action="store_true", help="also comments that wait, and the addresses of those who wrote"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        collections = Collection.objects.order_by("number")
        if options["collection"] is not None:
            collections = collections.filter(number=options["collection"])
            if not collections:
                raise CommandError(f"There is no collection {options['collection']}.")
        count = 0
        with _opened(options["out"]) as file:
            file.write(head("Gotchas", settings.SITE_URL).encode())
            posts = _posts(list(collections), options["all"])
            for post in tqdm(posts, disable=not sys.stderr.isatty()):
                file.write("".join(written(post)).encode())
                count += 1
            file.write(TAIL.encode())
        if options["out"]:
            self.stdout.write(f"posts: {count:,}")


class _Numbers:
    """Numbers of posts: what they had in WXR, each once, and new ones above all of those."""

    def __init__(self) -> None:
        ids = itertools.chain.from_iterable(
            model.objects.filter(external_id__startswith="wxr-")
            .values_list("external_id", flat=True)
            .iterator()
            for model in (Collection, Gotcha)
        )
        highest = max((int(m[1]) for one in ids if (m := _POST.fullmatch(one))), default=0)
        self._next = itertools.count(highest + 1)
        self._taken: set[int] = set()

    def give(self, external_id: str) -> int:
        known = _POST.fullmatch(external_id)
        number = int(known[1]) if known else 0
        if not number or number in self._taken:
            number = next(self._next)
        self._taken.add(number)
        return number


def _posts(collections: list[Collection], everything: bool) -> Iterator[OutPost]:
    """Every post by its number, as WordPress exports them; each is put together when its turn comes."""
    numbers, talk = _Numbers(), CommentNumbers()
    turns: list[tuple[int, bool, int]] = []
    for collection in collections:
        gotchas = collection.gotchas.published().order_by("position")
        apart = bool(_BLOG.fullmatch(collection.external_id)) or not 2 <= gotchas.count() <= ON_ONE_PAGE
        if not apart or collection.introduction or collection.comment_count:
            turns.append((numbers.give(collection.external_id), apart, collection.pk))
        if apart:
            rows = gotchas.values_list("pk", "external_id").iterator()
            turns += [(numbers.give(external_id), True, -pk) for pk, external_id in rows]
    for number, apart, pk in sorted(turns):
        if pk < 0:
            gotcha = Gotcha.objects.select_related("collection").get(pk=-pk)
            said = comments_on([gotcha], talk, everything)
            posted = gotcha.published_at or gotcha.created_at
            yield OutPost(number, gotcha.title, _link(gotcha), posted, _text(gotcha), said)
        else:
            yield _whole(Collection.objects.get(pk=pk), number, talk, everything, with_gotchas=not apart)


def _whole(
    collection: Collection, number: int, talk: CommentNumbers, everything: bool, *, with_gotchas: bool
) -> OutPost:
    """A collection as one post. Its sections are numbered 1, 2, 3: a gap would end the count."""
    gotchas = list(collection.gotchas.published().order_by("position")) if with_gotchas else []
    parts = [_PROMPT.sub(r"\1", str(markup.article(collection.introduction)).strip())]
    for count, gotcha in enumerate(gotchas, 1):
        parts += [f"<h2>{count}. {escape(gotcha.title, quote=False)}</h2>", _text(gotcha)]
    day = min((g.published_at for g in gotchas if g.published_at), default=collection.created_at)
    content = "\n".join(part for part in parts if part)
    said = comments_on([collection, *gotchas], talk, everything)
    return OutPost(number, collection.title, _link(collection), day, content, said)


def _text(gotcha: Gotcha) -> str:
    """An article without links to this site's pages; its own headings stand below those of its parts."""
    parts = []
    for name, heading in _PARTS:
        text = _PROMPT.sub(r"\1", str(markup.article(getattr(gotcha, name))).strip())
        if text:
            lowered = _HEADING.sub(lambda found: f"{found[1]}{min(6, int(found[2]) + 1)}", text)
            parts += [f"<h3>{heading}</h3>", lowered] if heading else [lowered]
    return "\n".join(parts)


def _link(target: Collection | Gotcha) -> str:
    return f"{settings.SITE_URL}{target.get_absolute_url()}"
