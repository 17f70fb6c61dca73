"""What was made here of a post before: what it must not become twice, and what must not stay public."""

from collections.abc import Iterable

from django.db import transaction

from gotchas.addresses import whole
from gotchas.models import Collection, Gotcha
from gotchas.transfer.jsonl_content_rows import AUTHOR


def gotcha_of(blog: str, key: str) -> Gotcha | None:
    """The one gotcha that a post without sections became."""
    rows = Gotcha.objects.filter(collection__external_id=blog, external_id=key)
    return rows.select_related("collection").first()


def collection_of(key: str) -> Collection | None:
    """The collection that a post with sections became."""
    return Collection.objects.filter(external_id=key).first()


def why_doubled(blog: str, key: str, *, sections: bool) -> str:
    """Why a post is not taken that became something else before, "" for one that did not."""
    if sections and (gotcha := gotcha_of(blog, key)):
        return f"it has numbered sections now, and is one gotcha here: {whole(gotcha.get_absolute_url())}"
    if not sections and (there := collection_of(key)):
        return f"it has no numbered sections now, and is a collection here: {whole(there.get_absolute_url())}"
    return ""


def public_here(blog: str, key: str) -> tuple[list[Gotcha], Collection | None]:
    """The gotchas that readers can read, and the collection, that a post became which is not public there."""
    there = collection_of(key)
    if there:
        rows = there.gotchas.published().select_related("collection").order_by("position")
        return list(rows), there
    gotcha = gotcha_of(blog, key)
    return [gotcha] if gotcha and gotcha.is_readable else [], None


def hide(gotchas: Iterable[Gotcha], note: str) -> tuple[list[Gotcha], list[Gotcha]]:
    """Make drafts of them; those that were hidden, and those that somebody edited here, which stay."""
    hidden: list[Gotcha] = []
    edited: list[Gotcha] = []
    for gotcha in gotchas:
        with transaction.atomic():
            row = (
                Gotcha.objects.select_for_update(of=("self",)).select_related("collection").get(pk=gotcha.pk)
            )
            if row.revisions.get(number=row.last_revision).author_name != AUTHOR:
                edited.append(row)
                continue
            # Without the digest its line is news again when it is public there once more.
            row.state, row.imported_digest = Gotcha.State.DRAFT, ""
            row.save(update_fields=["state", "imported_digest"])
            row.record(author_name=AUTHOR, note=note)
            hidden.append(row)
    return hidden, edited


def addresses(gotchas: Iterable[Gotcha]) -> str:
    return ", ".join(whole(row.get_absolute_url()) for row in gotchas)
