"""What gotchas and codes give to search: their words and facets, read in a few queries for many rows.

Everything here takes QuerySets, so that the models themselves can call it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from gotchas.models.ways import ways_in
from gotchas.search import index
from gotchas.search.index import Doc, facet
from gotchas.text.quoted import quoted_message

PARTS = ("problem", "cause", "solution", "expected")

_BEHIND_A_CODE = re.compile(r"[A-Z]?[\s:\u2013\u2014-]+(.+)")
"""Perhaps the letter of its severity, then what parts it from the message."""


def gotcha_docs(gotchas: QuerySet[Any]) -> Iterator[Doc]:
    """The documents of published gotchas; what is not published must not be among them.

    Names of codes are a way of their own: beside a message they would make it less like what is pasted.
    """
    rows = gotchas.only(
        "title", "also_said", "kind", "state", "published_at", "created_at", "family__slug", *PARTS
    )
    rows = list(rows.select_related("family"))
    platforms, codes = _platforms(gotchas.model, rows), _codes(gotchas.model, rows)
    printed = _printed(gotchas.model, rows)
    for gotcha in rows:
        own = codes.get(gotcha.pk, {})
        families = {family for _, family in own} | ({gotcha.family.slug} if gotcha.family else set())
        names = [name for (code, _), aliases in own.items() for name in (code, *aliases)]
        yield Doc(
            kind="g",
            object_id=gotcha.pk,
            gotchas=(gotcha.pk,),
            head=gotcha.title,
            ways=(
                *_without_code(gotcha.title, names),
                " ".join(name for name in names if name not in gotcha.title),
                *ways_in(gotcha.also_said),
                *quoted_message(gotcha.problem),
                *printed.get(gotcha.pk, ()),
            ),
            body="\n".join(getattr(gotcha, part) for part in PARTS),
            facets=(
                facet("kind", gotcha.kind),
                facet("state", gotcha.state),
                *sorted(facet("fam", slug) for slug in families),
                *sorted(facet("plat", slug) for slug in platforms.get(gotcha.pk, ())),
            ),
            at=gotcha.published_at or gotcha.created_at,
        )


def _without_code(title: str, names: Iterable[str]) -> list[str]:
    """What is left of a title that begins with a code: the message, as those have it who lost the code."""
    begins = max((name for name in names if title.startswith(name)), key=len, default="")
    rest = _BEHIND_A_CODE.fullmatch(title.removeprefix(begins)) if begins else None
    return [rest[1]] if rest else []


# Plain values: objects of all codes, families and aliases cost one edit as much as all else of it.


def _platforms(model: Any, gotchas: Sequence[Any]) -> dict[int, list[str]]:
    """The slugs of the platforms of each gotcha."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = model.platforms.through.objects.filter(gotcha__in=[gotcha.pk for gotcha in gotchas])
    for gotcha, slug in rows.values_list("gotcha", "platform__slug"):
        found[gotcha].append(slug)
    return found


def _codes(model: Any, gotchas: Sequence[Any]) -> dict[int, dict[tuple[str, str], list[str]]]:
    """The codes of each gotcha in order, each with its family's slug, and their other names."""
    found: dict[int, dict[tuple[str, str], list[str]]] = defaultdict(dict)
    rows = model.codes.through.objects.filter(gotcha__in=[gotcha.pk for gotcha in gotchas])
    rows = rows.order_by("gotcha", "order", "pk", "code__aliases__kind", "code__aliases__alias")
    for gotcha, code, family, alias in rows.values_list(
        "gotcha", "code__code", "code__family__slug", "code__aliases__alias"
    ):
        names = found[gotcha].setdefault((code, family), [])
        names += [alias] if alias else []
    return found


def _printed(model: Any, gotchas: Sequence[Any]) -> dict[int, list[str]]:
    """What is printed for the codes of each gotcha."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = model.codes.through.objects.filter(gotcha__in=[gotcha.pk for gotcha in gotchas])
    rows = rows.filter(code__printed__isnull=False).order_by("gotcha", "order", "pk", "code__printed__text")
    for gotcha, text in rows.values_list("gotcha", "code__printed__text"):
        found[gotcha].append(text)
    return found


def code_docs(codes: QuerySet[Any]) -> Iterator[Doc]:
    """The documents of codes whose meaning is known. By its spellings every code is found without one."""
    rows = codes.exclude(meaning="").select_related("family")
    rows = rows.prefetch_related("platforms", "aliases", "printed")
    for code in rows:
        yield Doc(
            kind="c",
            object_id=code.pk,
            gotchas=(),
            head=f"{code.code} {code.meaning}",
            ways=(
                " ".join(alias.alias for alias in code.aliases.all()),
                *(one.text for one in code.printed.all()),
            ),
            body=code.note,
            facets=(
                facet("fam", code.family.slug),
                *sorted(facet("plat", platform.slug) for platform in code.platforms.all()),
            ),
        )


def index_gotchas(gotchas: QuerySet[Any]) -> None:
    """Write what is searched of these gotchas anew, and take out those that readers may not see."""
    gotchas = gotchas.order_by()
    _replace("g", gotchas, gotcha_docs(gotchas.published()))


def index_codes(codes: QuerySet[Any]) -> None:
    _replace("c", codes, code_docs(codes))


hangers_on: list[Callable[[set[int]], object]] = []
"""Who writes anew, in the same transaction, what is found by way of the gotchas of these ids."""


def led_elsewhere(gotchas: set[int]) -> None:
    """Say that readers find these gotchas where they did not, or no longer, or another in their place."""
    for hanger_on in hangers_on:
        hanger_on(gotchas)


def _replace(kind: str, rows: QuerySet[Any], docs: Iterator[Doc]) -> None:
    given = list(docs)
    index.put(given)
    index.take(kind, set(rows.values_list("pk", flat=True)) - {doc.object_id for doc in given})


def in_batches(rows: QuerySet[Any]) -> Iterator[QuerySet[Any]]:
    """All of `rows` in portions by primary key, so that no cursor stays open while they are written."""
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[: index.BATCH]):
        last = keys[-1]
        yield rows.filter(pk__in=keys).order_by("pk")
