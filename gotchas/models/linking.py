"""Which codes and gotchas a text names, and where they stand: looked up once for a whole article."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from gotchas.markup import Link
from gotchas.models.code import CodeFamily, MessageCode
from gotchas.text.references import Reference, references

if TYPE_CHECKING:
    from gotchas.models.collection import Collection
    from gotchas.models.gotcha import Gotcha


class ArticleLinker:
    """A `markup.Linker` for the `texts` of one article or comment.

    Only what is stored and readable is linked. "1.15" is first what was called 1.15 where this collection
    came from (`source_number`), then gotcha 15 of collection 1. Two look-ups in all, however long the texts.
    """

    def __init__(
        self, texts: Iterable[str], collection: "Collection | None", gotchas: "QuerySet[Gotcha] | None"
    ) -> None:
        whole = "\n\n".join(texts)
        self.recogniser = CodeFamily.objects.recogniser()
        self.codes = MessageCode.objects.found(self.recogniser.scan(whole))
        numbers = {r.number for r in references(whole) if r.kind == "gotcha"}
        self.gotchas = numbered(gotchas, numbers, collection) if gotchas is not None else {}

    def __call__(self, text: str) -> Sequence[Link]:
        return [*self._code_links(text), *self._reference_links(text)]

    def _code_links(self, text: str) -> list[Link]:
        found = ((f, self.codes.get((f.family, f.code))) for f in self.recogniser.scan(text))
        return [Link(f.start, f.end, code.get_absolute_url(), code.meaning) for f, code in found if code]

    def _reference_links(self, text: str) -> list[Link]:
        return [link for r in references(text) if (link := self.link_of(r))]

    def link_of(self, reference: Reference) -> Link | None:
        gotcha = self.gotchas.get(reference.number) if reference.kind == "gotcha" else None
        if gotcha is None:
            return None
        # No title: stored HTML would go on telling one that was changed or withdrawn.
        return Link(reference.start, reference.end, gotcha.get_absolute_url())


def numbered(
    gotchas: "QuerySet[Gotcha]", numbers: Iterable[str], collection: "Collection | None"
) -> "dict[str, Gotcha]":
    """The readable gotchas that `numbers` ("1.15") mean in a text of `collection`, by number as written."""
    wanted = set(numbers)
    if not wanted:
        return {}
    # Two lists and not a condition for each number: a text may hold more than the 1,000 that SQLite takes.
    # They also find 1.4 and 2.15 where 1.15 and 2.4 were asked for; those are dropped below.
    pairs = [number.split(".") for number in wanted]
    condition = Q(collection__number__in={int(c) for c, _ in pairs}, position__in={int(p) for _, p in pairs})
    condition |= Q(collection=collection, source_number__in=wanted)
    columns = ("title", "position", "source_number", "collection__number")
    rows = list(gotchas.published().filter(condition).select_related("collection").only(*columns))
    by_place = {row.number: row for row in rows}
    here = collection.pk if collection else None
    by_source = {row.source_number: row for row in rows if row.collection_id == here and row.source_number}
    return {number: row for number in wanted if (row := by_source.get(number) or by_place.get(number))}
