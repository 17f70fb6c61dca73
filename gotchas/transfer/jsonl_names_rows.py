"""What the texts of a batch name, looked up for all of them at once."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from gotchas.models import CodeFamily, Collection, Gotcha, MessageCode
from gotchas.models.linking import numbered
from gotchas.text.families import FoundCode
from gotchas.text.references import references
from gotchas.transfer.jsonl_render import Names

# Nothing that a pattern allows between the parts of a code: none is found across two texts.
_BETWEEN = "\n\x00\n"
_LOOK_UPS = 400


class BatchNames:
    """The codes, gotchas and "comment 7"s that each of `texts` names; a few queries for all.

    `coming` are gotchas that this batch will store, by number. Comments are for the caller to look up.
    """

    def __init__(
        self, texts: Sequence[str], collection: Collection | None, coming: Mapping[str, Gotcha] | None = None
    ) -> None:
        self.hits = _scanned(texts)
        self.references = [references(text) for text in texts]
        found = {(hit.family, hit.code): hit for hits in self.hits for hit in hits}
        self.codes: dict[tuple[str, str], MessageCode] = {}
        for part in _parts(list(found.values()), _LOOK_UPS):
            self.codes |= MessageCode.objects.found(part)
        numbers = {r.number for seen in self.references for r in seen if r.kind == "gotcha"}
        self.gotchas: dict[str, Gotcha] = {}
        for part in _parts(sorted(numbers), _LOOK_UPS):
            self.gotchas |= numbered(Gotcha.objects.all(), part, collection)
        self.gotchas |= {number: row for number, row in (coming or {}).items() if number in numbers}

    def codes_of(self, place: int) -> list[MessageCode]:
        rows = [self.codes.get((hit.family, hit.code)) for hit in self.hits[place]]
        return list({row.pk: row for row in rows if row}.values())

    def gotchas_of(self, place: int) -> list[Gotcha]:
        rows = [self.gotchas.get(r.number) for r in self.references[place] if r.kind == "gotcha"]
        return list({row.pk: row for row in rows if row}.values())

    def has_any(self, place: int) -> bool:
        """Whether the text names anything, stored or not."""
        return bool(self.hits[place] or self.references[place])

    def comments_of(self, place: int) -> list[str]:
        """Numbers as written."""
        return [r.number for r in self.references[place] if r.kind == "comment"]

    def names(self, place: int, comments: Mapping[str, str] | None = None) -> Names | None:
        """For the renderer; `comments` are addresses by number. None when nothing named is stored."""
        codes = {
            (hit.family, hit.code): (row.get_absolute_url(), row.meaning)
            for hit in self.hits[place]
            if (row := self.codes.get((hit.family, hit.code)))
        }
        gotchas = {
            r.number: row.get_absolute_url()
            for r in self.references[place]
            if r.kind == "gotcha" and (row := self.gotchas.get(r.number))
        }
        return Names(codes, gotchas, comments or {}) if codes or gotchas or comments else None


def _scanned(texts: Sequence[str]) -> list[list[FoundCode]]:
    """The codes in each text, found in one pass over all of them: a pass costs more than what it reads."""
    hits: list[list[FoundCode]] = [[] for _ in texts]
    if texts:
        starts = [0, *accumulate(len(text) + len(_BETWEEN) for text in texts[:-1])]
        for hit in CodeFamily.objects.recogniser().scan(_BETWEEN.join(texts)):
            hits[bisect_right(starts, hit.start) - 1].append(hit)
    return hits


def _parts(rows: Sequence, size: int) -> Iterable[Sequence]:
    return (rows[at : at + size] for at in range(0, len(rows), size))
