"""A gotcha and a code as plain values: what their JSON holds, and what text and Markdown are written from.

Stable: a name that stands here once keeps its meaning; new ones may be added. `openapi.json` describes them.
Addresses are whole, moments are in UTC, what is not known is null.
"""

import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse

from gotchas.addresses import whole
from gotchas.answers import log_rows, notices
from gotchas.answers.marks import what_changed
from gotchas.models import (
    CodeLink,
    Collection,
    Correction,
    Gotcha,
    GotchaCode,
    MessageCode,
    Notice,
    Platform,
    PrintedMessage,
    Revision,
    Source,
)
from gotchas.models.gotcha import TEXTS
from gotchas.models.ways import ways_in

Values = dict[str, Any]

MOST_GOTCHAS: Final = 100
"""Gotchas of one code that are told."""

MOST_LINKS: Final = 100
MOST_CORRECTIONS: Final = 50
MOST_REVISIONS: Final = 50

LONGEST_PASSAGE: Final = 5_000
"""Characters that are told of what a correction quotes and proposes; its page has all of them."""

_OUT = {
    CodeLink.Relation.SAME_FAULT: ("same_fault", "The same fault as"),
    CodeLink.Relation.OTHER_END: ("other_end", "The other end logs"),
    CodeLink.Relation.WRAPPER_OF: ("wraps", "It wraps"),
    CodeLink.Relation.RENAMED_TO: ("renamed_to", "Its name is now"),
}
_IN = {
    CodeLink.Relation.SAME_FAULT: ("same_fault", "The same fault as"),
    CodeLink.Relation.OTHER_END: ("other_end_of", "Logged when the other end logs"),
    CodeLink.Relation.WRAPPER_OF: ("wrapped_by", "It is wrapped by"),
    CodeLink.Relation.RENAMED_TO: ("renamed_from", "Its name was"),
}
_SURE = {
    "verified": "its sources say so, or somebody tried it",
    "likely": "it fits what the sources say, but not every step was tried",
    "unverified": "told by readers, no source was found",
}


def stored(collection: int, position: int) -> Gotcha | None:
    """The gotcha of that number in any state but draft, which is nobody's business here."""
    found = Gotcha.objects.telling_merges().exclude(state=Gotcha.State.DRAFT).numbered(collection, position)
    return found.select_related("collection", "family", "successor__collection").first()


def gotcha(gotcha: Gotcha) -> Values:
    """A gotcha that can be read, with its collection at hand; eleven queries."""
    codes = Prefetch("gotcha_codes", GotchaCode.objects.as_shown())
    prefetch_related_objects([gotcha], "platforms", codes, "sources")
    notices.fetch([gotcha])
    related = gotcha.related.published().select_related("collection")
    related = related.only("title", "position", "collection__number")
    return {
        **named(gotcha),
        "external_id": gotcha.external_id or None,
        "also_said": ways_in(gotcha.also_said),
        "kind": gotcha.kind,
        "state": gotcha.state,
        "collection": collection(gotcha.collection),
        "platforms": [platform(row) for row in gotcha.platforms.all()],
        "codes": [{"written": row.written, **code_named(row.code)} for row in gotcha.gotcha_codes.all()],
        "family": _family(gotcha),
        "risk": risk(gotcha),
        "confidence": _confidence(gotcha),
        "applies": {"from": gotcha.applies_from or None, "to": gotcha.applies_to or None},
        "verified": {
            "on": gotcha.verified_at.isoformat() if gotcha.verified_at else None,
            "release": gotcha.verified_release or None,
            "by": gotcha.verified_by or None,
        },
        "notices": [_notice(notice) for notice in gotcha.standing],
        "disputes": [_dispute(row) for row in gotcha.disputes],
        **{part: getattr(gotcha, part) for part in TEXTS},
        **_most("other_end", _other_end(gotcha), MOST_LINKS),
        "sources": [source(row) for row in gotcha.sources.all()],
        "related": [named(other) for other in related],
        "revision": gotcha.last_revision,
        **_most("revisions", _revisions(gotcha), MOST_REVISIONS),
        "published_at": moment(gotcha.published_at),
        "edited_at": moment(gotcha.edited_at),
        "corrected_at": moment(gotcha.corrected_at),
        **_most("corrections", _corrections(gotcha), MOST_CORRECTIONS),
        "comments": comments_on(gotcha),
        "licence": licence(),
    }


def code(code: MessageCode) -> Values:
    """A stored code with its family at hand; eleven queries at the most."""
    printed = Prefetch("printed", PrintedMessage.objects.with_sources())
    prefetch_related_objects([code], "platforms", "aliases", "sources", printed)
    gotchas = notices.flagged(Gotcha.objects.published()).with_code(code).for_rows().defer(*TEXTS)
    says = dict(code.family.letters())
    return {
        **code_named(code),
        "family_name": code.family.name,
        "state": code.state,
        "meaning": code.meaning or None,
        "meaning_state": code.meaning_state,
        "meaning_says": code.get_meaning_state_display(),
        "note": code.note,
        "wrapper": code.wrapper,
        "severities": [{"letter": each, "says": says.get(each)} for each in code.severities if each.strip()],
        "severity_note": code.severity_note or None,
        "platforms": [platform(row) for row in code.platforms.all()],
        "aliases": [{"alias": row.alias, "kind": row.kind} for row in code.aliases.all()],
        "sources": [source(row) for row in code.sources.all()],
        "printed": [
            {"text": row.text, "source": source(row.source) if row.source else None}
            for row in code.printed.all()
        ],
        **_most("links", _links(code), MOST_LINKS),
        **_most("gotchas", [row_of(gotcha) for gotcha in gotchas[: MOST_GOTCHAS + 1]], MOST_GOTCHAS),
        "comments": comments_on(code),
        "licence": licence(),
    }


def _most(name: str, values: list[Values], most: int) -> Values:
    """A list of `most` values, and whether there are more: then one more was read."""
    return {name: values[:most], f"more_{name}": len(values) > most}


# Parts of both, and of what a search and a log answer


def named(gotcha: Gotcha) -> Values:
    return {"number": gotcha.number, "title": gotcha.title, "address": whole(gotcha.get_absolute_url())}


def listed(gotcha: Gotcha) -> Values:
    """As `named`; what came from elsewhere keeps the number that its own readers know it by."""
    own = named(gotcha)
    return {**own, "number": gotcha.external_id or own["number"], "site_number": own["number"]}


def row_of(gotcha: Gotcha) -> Values:
    """A gotcha in a list; needs what `for_rows` fetches, and `flagged`."""
    return {
        **listed(gotcha),
        "state": gotcha.state,
        "codes": [{"written": row.written, **code_named(row.code)} for row in gotcha.gotcha_codes.all()],
        "platforms": [platform(row) for row in gotcha.platforms.all()],
        "family": _family(gotcha),
        "risk": risk(gotcha),
        "warnings": notices.words_of(gotcha),
    }


def solution(gotcha: Gotcha) -> str | None:
    """Where its first step stands, if it has any; needs `has_fix`."""
    return whole(f"{gotcha.get_absolute_url()}#solution") if gotcha.has_fix else None


def code_named(code: MessageCode) -> Values:
    """Needs its family at hand."""
    return {"code": code.code, "family": code.family.slug, "address": whole(code.get_absolute_url())}


def code_told(code: MessageCode) -> Values:
    return {**code_named(code), "meaning": code.meaning or None}


def collection(collection: Collection) -> Values:
    address = whole(collection.get_absolute_url())
    return {"number": collection.number, "title": collection.title, "address": address}


def platform(platform: Platform) -> Values:
    return {"slug": platform.slug, "name": platform.name}


def _family(gotcha: Gotcha) -> Values | None:
    """The product that it is about, where no code says so."""
    family = gotcha.family
    if family is None:
        return None
    return {"slug": family.slug, "name": family.name, "address": whole(family.get_absolute_url())}


def source(source: Source) -> Values:
    return {
        "title": source.title,
        "address": source.link or source.address or None,
        "read_on": source.read_on.isoformat() if source.read_on else None,
        "note": source.note or None,
    }


def risk(gotcha: Gotcha) -> Values | None:
    """What the commands of the fix do before somebody types one; none where nobody has judged it."""
    if not gotcha.risk:
        return None
    says = render_to_string("gotchas/_risk_words.html", {"gotcha": gotcha}).strip()
    return {"value": gotcha.risk, "label": gotcha.get_risk_display(), "says": says}


def licence() -> Values:
    """Of the texts."""
    return {"name": settings.CONTENT_LICENCE.name, "address": settings.CONTENT_LICENCE.address}


def moment(at: datetime.datetime | None) -> str | None:
    """To the second, in UTC."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _confidence(gotcha: Gotcha) -> Values | None:
    if not gotcha.confidence:
        return None
    label = gotcha.get_confidence_display()
    return {"value": gotcha.confidence, "label": label, "says": _SURE[gotcha.confidence]}


def _notice(notice: Notice) -> Values:
    return {
        "level": notice.level,
        "text": notice.text,
        "part": notice.part or None,
        "passage": notice.anchor or None,
        "on": moment(notice.created_at),
    }


def _dispute(row: Correction) -> Values:
    return {
        "correction": row.pk,
        "address": whole(reverse("correction", args=[row.pk])),
        "says": row.said,
        "part": row.part,
        "passage": row.anchor or None,
        "on": moment(row.decided_at),
        "reason": row.decision_reason or None,
    }


def _revisions(gotcha: Gotcha) -> list[Values]:
    """The newest, newest first."""
    rows = gotcha.revisions.select_related("base", "correction").defer("content", "base__content")
    rows = rows.defer("correction__quoted", "correction__proposed", "correction__proposal")
    return [
        {
            "number": row.number,
            "address": whole(row.get_absolute_url()),
            "on": moment(row.created_at),
            "by": row.author_name or None,
            "note": row.note or None,
            "correction": row.public_correction.pk if row.public_correction else None,
            "changes": whole(what_changed(gotcha, row)) if row.base else None,
            "erased": row.suppressed,
        }
        for row in rows.order_by("-number")[: MOST_REVISIONS + 1]
    ]


def _corrections(gotcha: Gotcha) -> list[Values]:
    """The newest public ones, newest first."""
    made = Prefetch("revisions", Revision.objects.only("number", "correction").order_by("number"))
    rows = gotcha.corrections.public().naming_deciders().prefetch_related(made).order_by("-pk")
    return [_correction(row) for row in rows[: MOST_CORRECTIONS + 1]]


def _correction(row: Correction) -> Values:
    made = [revision.number for revision in row.revisions.all()]
    return {
        "number": row.pk,
        "address": whole(reverse("correction", args=[row.pk])),
        "part": row.part,
        "state": row.state,
        "by": row.proposer_name or None,
        "quoted": row.quoted[:LONGEST_PASSAGE],
        "proposed": row.proposed[:LONGEST_PASSAGE],
        "cut": max(len(row.quoted), len(row.proposed)) > LONGEST_PASSAGE,
        "why": row.reason or None,
        "seen_on": row.seen_on or None,
        "reason": row.decision_reason or None,
        "duplicate_of": row.duplicate_of_id,
        "revision": made[-1] if made and row.state == Correction.State.APPLIED else None,
        "taken_back_by": row.taken_back_in,
        "on": moment(row.created_at),
        "decided_on": moment(row.decided_at),
        "decided_by": row.decider or None,
    }


def comments_on(target: Gotcha | MessageCode) -> Values:
    address = whole(f"{target.get_absolute_url()}comments.json")
    return {"count": target.comment_count, "address": address}


def _other_end(gotcha: Gotcha) -> list[Values]:
    """What the other end of a connection logs for each code, as the gotcha writes it."""
    written = {row.code_id: row.written for row in gotcha.gotcha_codes.all()}
    told = [
        {"written": written[pk], **code_told(link.other), "confirmed": link.confirmed}
        for pk, links in log_rows.links(written).items()
        for link in links
        if link.relation == CodeLink.Relation.OTHER_END
    ]
    return told[: MOST_LINKS + 1]


def _links(code: MessageCode) -> list[Values]:
    rows = CodeLink.objects.for_rows().filter(Q(from_code=code) | Q(to_code=code))[: MOST_LINKS + 1]
    return [_link(row, outward=row.from_code_id == code.pk) for row in rows]


def _link(row: CodeLink, *, outward: bool) -> Values:
    relation, says = (_OUT if outward else _IN)[CodeLink.Relation(row.relation)]
    return {
        "relation": relation,
        "says": says,
        **code_told(row.to_code if outward else row.from_code),
        "basis": row.basis,
        "basis_says": ": ".join(filter(None, (row.get_basis_display(), row.basis_note))),
        "sources": [source(each) for each in row.sources.all()],
        "confirmed": row.confirmed_at is not None,
    }
