"""What articles of a file say of one another: written when all of them are there."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models.functions import Substr

from gotchas.models import Gotcha
from gotchas.models.searchable import led_elsewhere
from gotchas.transfer.jsonl_content_rows import Article
from gotchas.transfer.jsonl_known_rows import UNRELATED
from gotchas.transfer.jsonl_spool import Spool

_NUMBER = re.compile(r"[1-9][0-9]{0,8}\.[1-9][0-9]{0,8}")
_BATCH = 400
Waiting = tuple[int, Sequence[str], str]


@dataclass(slots=True)
class Relations:
    """Numbers of the file that mean another number here, and what is still to be written.

    What a transaction brought counts for good with `keep`, and not at all with `forget`.
    """

    moved: dict[str, int] = field(default_factory=dict)
    """Ids of gotchas by their number in the file, where they have another one here."""
    waiting: Spool = field(default_factory=Spool)
    """Id, numbers of related gotchas, number of the successor."""
    new_moved: dict[str, int] = field(default_factory=dict)
    new_waiting: list[Waiting] = field(default_factory=list)

    def keep(self) -> None:
        self.moved |= self.new_moved
        self.waiting.add(self.new_waiting)
        self.forget()

    def forget(self) -> None:
        self.new_moved.clear()
        self.new_waiting.clear()

    def note(self, articles: Iterable[Article]) -> None:
        """Remember of a batch what `settle` needs."""
        for one in articles:
            record, row = one.record, one.row
            number = f"{record.collection}.{record.position}"
            if record.collection and record.position and number != row.number:
                self.new_moved[number] = row.pk
            if (record.related or record.successor) and (one.written or one.unrelated):
                self.new_waiting.append((row.pk, record.related or (), record.successor))

    def gotchas_at(self, numbers: Iterable[str]) -> dict[str, int]:
        """Ids of gotchas by their number in the file: where it moved to, else what has this number here."""
        numbers = set(numbers)
        found = {
            number: moved[number]
            for moved in (self.moved, self.new_moved)
            for number in numbers & moved.keys()
        }
        asked = sorted(number for number in numbers if number not in found and _NUMBER.fullmatch(number))
        for at in range(0, len(asked), _BATCH):
            pairs = {tuple(map(int, n.split("."))): n for n in asked[at : at + _BATCH]}
            rows = Gotcha.objects.filter(
                collection__number__in={c for c, _ in pairs}, position__in={p for _, p in pairs}
            )
            for collection, position, pk in rows.values_list("collection__number", "position", "pk"):
                if (collection, position) in pairs:
                    found[pairs[collection, position]] = pk
        return found

    def settle(self, waiting: Sequence[Waiting]) -> list[str]:
        """Write these relations and successors; the numbers that are nowhere."""
        ids = self.gotchas_at({n for _, related, successor in waiting for n in (*related, successor) if n})
        table = Gotcha.related.through
        pairs = {(pk, ids[n]) for pk, related, _ in waiting for n in related if n in ids}
        pairs |= {(other, pk) for pk, other in pairs}
        table.objects.bulk_create(
            [table(from_gotcha_id=a, to_gotcha_id=b) for a, b in sorted(pairs) if a != b],
            batch_size=500,
            ignore_conflicts=True,
        )
        done = Gotcha.objects.filter(pk__in={pk for pk, *_ in waiting}, imported_digest__startswith=UNRELATED)
        done.update(imported_digest=Substr("imported_digest", len(UNRELATED) + 1))
        merged = {pk: ids[n] for pk, _, n in waiting if n in ids and ids[n] != pk}
        for pk, successor in merged.items():
            rows = Gotcha.objects.filter(pk=pk, successor=None)
            rows.update(state=Gotcha.State.MERGED, successor=successor)
        led_elsewhere(set(merged))
        return sorted(
            {n for _, related, successor in waiting for n in (*related, successor) if n} - ids.keys()
        )
