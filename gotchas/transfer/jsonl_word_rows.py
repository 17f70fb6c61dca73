"""What readers and editors say against articles, and what is said of codes: records to rows.

What is there already stays as it is: editors may have decided it otherwise here.
"""

import datetime
from collections.abc import Collection as Several
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Q

from gotchas.models import CodeLink, Collection, Correction, Gotcha, MessageCode, Notice, Revision
from gotchas.models.correction import new_status_token
from gotchas.transfer.jsonl_code_rows import Codes
from gotchas.transfer.jsonl_export_word_rows import COPIED, NOTICED
from gotchas.transfer.jsonl_identity import correction_number, own_id
from gotchas.transfer.jsonl_ids_rows import insert, take_ids
from gotchas.transfer.jsonl_lookup_rows import Families, Platforms, Sources
from gotchas.transfer.jsonl_records import ArticleRecord, CodeLinkRecord, CorrectionRecord, NoticeRecord
from gotchas.transfer.jsonl_relations_rows import Relations

Moment = tuple[int, int, datetime.datetime]
"""A revision: id of the gotcha, number, when it was made."""


class Refused(ValueError):
    """A line is not taken; the message says why."""


def corrections_named(numbers: Several[str]) -> dict[str, int]:
    """Ids of the corrections that have these numbers in files."""
    own = {own_id(number) for number in numbers} - {0}
    rows = Correction.objects.filter(Q(external_id__in=numbers) | Q(pk__in=own, external_id=""))
    found = {correction_number(row): row.pk for row in rows.only("external_id", "created_at")}
    return {number: found[number] for number in numbers if number in found}


class Corrections:
    """Those of a batch: what they name is looked up for all of them at once."""

    def __init__(self, records: Sequence[CorrectionRecord], relations: Relations) -> None:
        self.there = corrections_named({n for one in records for n in (one.number, one.duplicate_of) if n})
        named = {one.gotcha for one in records} | {number for one in records for number, *_ in one.revisions}
        self.gotchas = relations.gotchas_at(named - {""})
        self.revisions = self._revisions(records)
        tokens = {one.status_token for one in records}
        taken = Correction.objects.filter(status_token__in=tokens)
        self.taken = set(taken.values_list("status_token", flat=True)) | {""}
        self.ids = iter(take_ids(Correction, len(records)))
        self.new: list[tuple[Correction, CorrectionRecord]] = []

    def _revisions(self, records: Sequence[CorrectionRecord]) -> dict[Moment, Revision]:
        numbers = {number for one in records for _, number, _ in one.revisions}
        numbers |= {one.base[0] for one in records if one.base}
        rows = Revision.objects.filter(gotcha__in=self.gotchas.values(), number__in=numbers)
        rows = rows.only("gotcha", "number", "created_at", "correction")
        return {(row.gotcha_id, row.number, row.created_at): row for row in rows}

    def take(self, record: CorrectionRecord, collection: Collection) -> bool:
        """Make a row of it; False where it is there already. Raises Refused."""
        if record.number in self.there:
            return False
        if record.gotcha and record.gotcha not in self.gotchas:
            raise Refused(f"is on gotcha {record.gotcha[:40]}, which is not there")
        if record.duplicate_of and record.duplicate_of not in self.there:
            raise Refused("repeats a correction that is not there")
        gotcha = self.gotchas.get(record.gotcha)
        base = self.revisions.get((gotcha, *record.base)) if gotcha and record.base else None
        row = Correction(
            pk=next(self.ids),
            gotcha_id=gotcha,
            collection=collection,
            base=base,
            proposal=record.proposal or {},
            proposer_name=record.proposer,
            proposer_email=record.email,
            wants_mail=record.wants_mail,
            duplicate_of_id=self.there.get(record.duplicate_of),
            decider_name=record.decided_by,
            status_token=new_status_token() if record.status_token in self.taken else record.status_token,
            external_id=record.number,
            **{name: getattr(record, name) for name in COPIED},
        )
        self.there[record.number] = row.pk
        self.new.append((row, record))
        return True

    def write(self) -> None:
        insert([row for row, _ in self.new])
        caused = []
        for row, record in self.new:
            for number, *moment in record.revisions:
                revision = self.revisions.get((self.gotchas.get(number, 0), *moment))
                if revision and revision.correction_id is None:
                    revision.correction_id = row.pk
                    caused.append(revision)
        Revision.objects.bulk_update(caused, ["correction"], batch_size=200)
        self._stand()
        _tell({row.gotcha_id for row, _ in self.new} | {revision.gotcha_id for revision in caused})

    def _stand(self) -> None:
        """Say in the revisions which of the new corrections they hold."""
        standing = {row.gotcha_id: [] for row, record in self.new if record.standing}
        for row, record in self.new:
            if record.standing:
                standing[row.gotcha_id].append((row.pk, record.standing))
        changed = []
        for revision in Revision.objects.filter(gotcha__in=standing).only("gotcha", "number", "standing"):
            held = {
                pk
                for pk, rows in standing[revision.gotcha_id]
                if any(first <= revision.number <= last for first, last in rows)
            }
            if held:
                revision.standing = sorted({*revision.standing, *held})
                changed.append(revision)
        Revision.objects.bulk_update(changed, ["standing"], batch_size=200)


def _tell(gotchas: set[int | None]) -> None:
    """Say that the pages changed."""
    rows = Gotcha.objects.filter(pk__in=sorted(gotchas - {None}))
    rows.update(version=F("version") + 1)
    Collection.objects.filter(gotchas__in=rows).update(version=F("version") + 1)


class Notices:
    """Those of a batch. One is known by its gotcha, its text and its moment."""

    def __init__(self, records: Sequence[NoticeRecord], relations: Relations) -> None:
        self.gotchas = relations.gotchas_at({one.gotcha for one in records})
        self.corrections = corrections_named({one.correction for one in records} - {""})
        there = Notice.objects.filter(gotcha__in=self.gotchas.values())
        self.there = set(there.values_list("gotcha", "created_at", "text"))
        self.new: list[Notice] = []

    def take(self, record: NoticeRecord) -> bool:
        """Make a row of it; False where it is there already. Raises Refused."""
        gotcha = self.gotchas.get(record.gotcha)
        if gotcha is None:
            raise Refused(f"is on gotcha {record.gotcha[:40]}, which is not there")
        key = (gotcha, record.created_at, record.text)
        if key in self.there:
            return False
        self.there.add(key)
        correction = self.corrections.get(record.correction)
        copied = {name: getattr(record, name) for name in NOTICED}
        named = {"author_name": record.author, "ender_name": record.ended_by}
        self.new.append(Notice(gotcha_id=gotcha, correction_id=correction, **named, **copied))
        return True

    def write(self) -> None:
        Notice.objects.bulk_create(self.new, batch_size=200)
        _tell({row.gotcha_id for row in self.new})


class Links:
    """What is said of two codes in a batch; codes that are not stored are made."""

    def __init__(self, records: Sequence[CodeLinkRecord]) -> None:
        pairs = [ArticleRecord("", {}, codes=(one.first, one.second)) for one in records]
        ends = [[code for code, _ in seen] for seen in Codes(Families(), Platforms()).of(pairs)]
        self.ends = {id(one): pair for one, pair in zip(records, ends, strict=True)}
        self.sources = Sources(source for one in records for source in one.sources)
        rows = CodeLink.objects.filter(from_code__in={code.pk for pair in ends for code in pair})
        self.there = set(rows.values_list("from_code", "to_code", "relation"))
        self.new: list[tuple[CodeLink, CodeLinkRecord]] = []

    def take(self, record: CodeLinkRecord) -> bool:
        """Make a row of it; False where it is there already. Raises Refused."""
        if len(self.ends[id(record)]) < 2:
            raise Refused("is between two names of one code")
        first, second = self.ends[id(record)]
        key = (first.pk, second.pk, record.relation)
        if key in self.there:
            return False
        self.there.add(key)
        row = CodeLink(
            from_code=first,
            to_code=second,
            relation=record.relation,
            basis=record.basis,
            basis_note=record.basis_note,
            confirmed_at=record.confirmed_at,
            confirmer_name=record.confirmed_by,
        )
        self.new.append((row, record))
        return True

    def write(self) -> None:
        CodeLink.objects.bulk_create([row for row, _ in self.new], batch_size=200)
        table: Any = CodeLink.sources.through
        rows = [
            table(codelink_id=row.pk, source_id=source.pk)
            for row, record in self.new
            for source in self.sources.of(record.sources)
        ]
        table.objects.bulk_create(rows, batch_size=500)
        _tell_codes(row for row, _ in self.new)


def _tell_codes(links: Iterable[CodeLink]) -> None:
    ends = sorted({code for link in links for code in (link.from_code_id, link.to_code_id)})
    MessageCode.objects.filter(pk__in=ends).update(version=F("version") + 1)
