"""Corrections, notices and what is said of codes, as records of an exchange file, some at a time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from gotchas.models import (
    CodeLink,
    Collection,
    Correction,
    Gotcha,
    GotchaCode,
    MessageCode,
    Notice,
    Revision,
    UnansweredCode,
)
from gotchas.transfer.jsonl_export_rows import PORTION, Chosen, numbers, source_records
from gotchas.transfer.jsonl_identity import correction_number
from gotchas.transfer.jsonl_records import CodeLinkRecord, CodeRecord, CorrectionRecord, NoticeRecord

COPIED = (
    "created_at", "part", "quoted", "proposed", "reason", "seen_on", "state", "visibility", "decided_at",
    "decision_reason", "taken_back_in", "erased_at", "is_text_erased",
)  # fmt: skip
"""Fields of a correction that are the same in the file; what is private is not among them."""
NOTICED = ("text", "created_at", "level", "part", "anchor", "quoted", "ended_at", "ended_reason")


def corrections(collections: "QuerySet[Collection]", chosen: Chosen) -> Iterator[CorrectionRecord]:
    """Those of the collections in the order in which they were made; duplicates after what they repeat."""
    held = chosen.of_corrections(Correction.objects.filter(collection__in=collections))
    rows = (
        held.select_related("collection", "base", "decided_by", "duplicate_of")
        .defer("base__content", "collection__introduction", "collection__introduction_html")
        .prefetch_related(Prefetch("gotcha", numbers()), Prefetch("revisions", _named_revisions()))
    )
    for some in (rows.filter(duplicate_of=None), rows.filter(duplicate_of__in=held)):
        for portion in _by_id(some):
            standing = _standing(portion)
            yield from (_correction(row, chosen, standing.get(row.pk, [])) for row in portion)


def _named_revisions() -> "QuerySet[Revision]":
    return (
        Revision.objects.select_related("gotcha__collection")
        .only(
            "number",
            "created_at",
            "correction",
            "gotcha__position",
            "gotcha__state",
            "gotcha__collection__number",
        )
        .order_by("gotcha__collection__number", "gotcha__position", "number")
    )


def _by_id(rows: "QuerySet[Any]") -> Iterator[list[Any]]:
    last = 0
    while portion := list(rows.filter(pk__gt=last).order_by("pk")[:PORTION]):
        last = portion[-1].pk
        yield portion


def _standing(rows: Sequence[Correction]) -> dict[int, list[list[int]]]:
    """Of each correction that was applied, first and last of each row of revisions that hold its text."""
    gotchas = {row.gotcha_id for row in rows if row.state == Correction.State.APPLIED}
    revisions = Revision.objects.filter(gotcha__in=gotchas - {None}).order_by("gotcha", "number")
    found: dict[int, list[list[int]]] = defaultdict(list)
    for number, standing in revisions.values_list("number", "standing"):
        for pk in standing:
            if found[pk] and found[pk][-1][1] == number - 1:
                found[pk][-1][1] = number
            else:
                found[pk].append([number, number])
    return found


def _correction(row: Correction, chosen: Chosen, standing: list[list[int]]) -> CorrectionRecord:
    private: dict[str, Any] = {}
    if chosen.everything:
        private = {
            "email": row.proposer_email,
            "wants_mail": row.wants_mail,
            "status_token": row.status_token,
        }
    caused = ((one.gotcha, one) for one in row.revisions.all())
    return CorrectionRecord(
        number=correction_number(row),
        collection=row.collection.number,
        gotcha=row.gotcha.number if row.gotcha else "",
        base=(row.base.number, row.base.created_at) if row.base else None,
        proposal=row.proposal or None,
        proposer=row.proposer_name,
        duplicate_of=correction_number(row.duplicate_of) if row.duplicate_of else "",
        decided_by=row.decider,
        revisions=tuple(
            (gotcha.number, one.number, one.created_at) for gotcha, one in caused if chosen.holds(gotcha)
        ),
        standing=tuple((first, last) for first, last in standing),
        **{name: getattr(row, name) for name in COPIED},
        **private,
    )


def notices(collections: "QuerySet[Collection]", chosen: Chosen) -> Iterator[NoticeRecord]:
    """Those on the gotchas of the collections: what stands on pages, or all of them.

    Which editors set and lifted them stands on no page of readers.
    """
    rows = Notice.objects.filter(gotcha__collection__in=collections).select_related("author", "ended_by")
    if not chosen.everything:
        rows = rows.standing().filter(gotcha__state__in=Gotcha.READABLE)
    rows = rows.prefetch_related(
        Prefetch("gotcha", numbers()), Prefetch("correction", chosen.named_corrections())
    )
    for row in (row for portion in _by_id(rows) for row in portion):
        yield NoticeRecord(
            gotcha=row.gotcha.number,
            correction=correction_number(row.correction) if row.correction else "",
            author=row.setter if chosen.everything else "",
            ended_by=row.ender if chosen.everything else "",
            **{name: getattr(row, name) for name in NOTICED},
        )


def links(chosen: Chosen) -> Iterator[CodeLinkRecord]:
    """What is said of two codes, by the codes. Which editor confirmed it stands on no page."""
    ends = (
        "from_code__family__slug",
        "from_code__code",
        "to_code__family__slug",
        "to_code__code",
        "relation",
    )
    order = [pk for *_, pk in sorted(CodeLink.objects.values_list(*ends, "pk"))]
    rows = CodeLink.objects.select_related(
        "from_code__family", "to_code__family", "confirmed_by"
    ).prefetch_related("sources")
    for row in in_portions(rows, order):
        yield CodeLinkRecord(
            first=_named(row.from_code),
            second=_named(row.to_code),
            relation=row.relation,
            basis=row.basis,
            basis_note=row.basis_note,
            sources=source_records(row.sources.all()),
            confirmed_at=row.confirmed_at,
            confirmed_by=row.confirmer if chosen.everything else "",
        )


def _named(row: MessageCode) -> CodeRecord:
    known = {"meaning_state": "unknown"}
    return CodeRecord(row.code, row.family.slug, row.family.name, **known)


def bare_codes(chosen: Chosen) -> "QuerySet[MessageCode]":
    """Codes that stand in no article of the file."""
    there = GotchaCode.objects.filter(code=OuterRef("pk"))
    if not chosen.everything:
        there = there.filter(gotcha__state__in=Gotcha.READABLE)
    return MessageCode.objects.filter(~Exists(there))


def asked(chosen: Chosen) -> "QuerySet[UnansweredCode]":
    """What was looked for, as editors see it: how often is no page's to tell."""
    rows = UnansweredCode.objects.select_related("family")
    return rows if chosen.everything else rows.none()


def in_portions(rows: "QuerySet[Any]", order: Sequence[int]) -> Iterator[Any]:
    """The rows with these ids, in this order."""
    for at in range(0, len(order), PORTION):
        there = rows.in_bulk(order[at : at + PORTION])
        yield from (there[pk] for pk in order[at : at + PORTION] if pk in there)
