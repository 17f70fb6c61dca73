"""Plain makers of rows for tests: every field has a sensible value, any can be given."""

import copy
import itertools
from typing import Any

from django.utils import timezone

from gotchas.models import (
    CodeFamily,
    Collection,
    Gotcha,
    GotchaCode,
    MessageCode,
    Platform,
    Source,
)
from gotchas.models.searchable import index_gotchas

_count = itertools.count(1)


def make_source(**fields: Any) -> Source:
    n = next(_count)
    return Source.objects.create(**{"title": f"Manual {n}", "address": f"example.org/manual/{n}", **fields})


def make_platform(**fields: Any) -> Platform:
    n = next(_count)
    return Platform.objects.create(**{"slug": f"platform-{n}", "name": f"Platform {n}", **fields})


def make_family(**fields: Any) -> CodeFamily:
    """A family without patterns: its codes are found because they are stored."""
    n = next(_count)
    return CodeFamily.objects.create(**{"slug": f"family-{n}", "name": f"Family {n}", **fields})


def make_code(code: str = "", **fields: Any) -> MessageCode:
    n = next(_count)
    fields.setdefault("family", None)
    fields["family"] = fields["family"] or make_family()
    meaning = {"meaning": f"meaning {n}", "meaning_state": MessageCode.MeaningState.SOURCED}
    return MessageCode.objects.create(**{"code": code or f"XYZ{n:04}", **meaning, **fields})


def make_collection(**fields: Any) -> Collection:
    number = fields.pop("number", None) or Collection.objects.next_number()
    return Collection.objects.create(number=number, **{"title": f"Collection {number}", **fields})


def make_gotcha(
    *,
    platforms: list[Platform] | None = None,
    codes: list[MessageCode] | None = None,
    severity: str = "E",
    recorded: bool = True,
    **fields: Any,
) -> Gotcha:
    """A published gotcha with one revision, in a collection of its own unless one is given."""
    n = next(_count)
    fields["collection"] = fields.get("collection") or make_collection()
    plain = {
        "title": f"Gotcha {n}",
        "problem": f"Problem {n}.",
        "solution": f"1. Do {n}.",
        "state": Gotcha.State.PUBLISHED,
    }
    gotcha = Gotcha.objects.create(**{**plain, **fields})
    gotcha.platforms.set(platforms or [])
    for order, code in enumerate(codes or []):
        GotchaCode.objects.create(gotcha=gotcha, code=code, severity=severity, order=order)
    if recorded:
        gotcha.record(author_name="Editor", note="First text.")
    return gotcha


def make_gotchas(
    count: int,
    *,
    title: str = "Gotcha {n}",
    platforms: list[Platform] | None = None,
    codes: list[MessageCode] | None = None,
    indexed: bool = True,
    **fields: Any,
) -> list[Gotcha]:
    """Many as `make_gotcha` makes one, in a few statements and without revisions.

    `{n}` in the title is replaced by a count; each has all the codes; search finds those that are `indexed`.
    """
    collection = fields.pop("collection", None) or make_collection()
    state = fields.pop("state", Gotcha.State.PUBLISHED)
    texts = {"problem": "Problem.", "solution": "1. Do it."} | fields
    pattern = Gotcha(collection=collection, state=state, **texts)
    pattern.render()
    now = timezone.now()
    pattern.edited_at = now
    pattern.note_publication(now)
    last = collection.take_position() - 1
    gotchas = []
    for n in range(count):
        gotcha = copy.copy(pattern)
        gotcha._state = copy.copy(pattern._state)
        gotcha.title, gotcha.position = title.format(n=n), last + 1 + n
        gotchas.append(gotcha)
    Gotcha.objects.bulk_create(gotchas)
    Collection.objects.filter(pk=collection.pk).update(last_position=last + count)
    on_platform = Gotcha.platforms.through
    on_platform.objects.bulk_create(
        on_platform(gotcha=gotcha, platform=platform) for gotcha in gotchas for platform in platforms or []
    )
    GotchaCode.objects.bulk_create(
        GotchaCode(gotcha=gotcha, code=code, severity="E", order=order)
        for gotcha in gotchas
        for order, code in enumerate(codes or [])
    )
    if indexed:
        index_gotchas(Gotcha.objects.filter(pk__in=[gotcha.pk for gotcha in gotchas]))
    return gotchas
