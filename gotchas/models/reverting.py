"""An article put back to what an older revision says, as a new revision: nothing of the history is lost."""

from typing import Any

from django.db import transaction

from gotchas.models.applying import Refused, corrected_at, lock
from gotchas.models.code import CodeFamily, MessageCode
from gotchas.models.gotcha import REVISED, Gotcha
from gotchas.models.gotcha_code import GotchaCode
from gotchas.models.platform import Platform
from gotchas.models.revision import Revision
from gotchas.models.source import Source

STAYING = ("state", "withdrawn_reason", "verified_release", "verified_at", "verified_by")
"""What is no matter of text: whether it is published, and that somebody tried it."""


@transaction.atomic
def revert(revision: Revision, by: Any, note: str, *, on: int) -> Revision:
    """Give the article the content of `revision` again; `on` is the newest one that the editor looked at.

    Fields that were erased from it stay as they are. Refused where it has moved on, or says the same.
    """
    lock(revision.gotcha_id)
    gotcha = Gotcha.objects.select_related("collection").get(pk=revision.gotcha_id)
    if gotcha.last_revision != on:
        raise Refused("moved", "The article was changed meanwhile: look at what would change now.")
    content = {name: value for name, value in revision.content.items() if name not in revision.suppressed}
    for name in REVISED:
        if name in content and name not in STAYING:
            setattr(gotcha, name, content[name])
    if "family" in content:
        gotcha.family = CodeFamily.objects.filter(slug=content["family"]).first()
    neighbours = set(gotcha.related.values_list("pk", flat=True))
    gotcha.save()
    _put_rows(gotcha, content)
    standing = _standing_again(gotcha, revision, content)
    made = gotcha.record(author=by, note=note, at=gotcha.edited_at, standing=standing)
    if made.number == on:
        raise Refused("same", "The article says the same as that version.")
    _tell_corrections(gotcha, made)
    changed = neighbours ^ set(gotcha.related.values_list("pk", flat=True))
    for other in Gotcha.objects.filter(pk__in=changed).as_it_is():
        other.record(author=by, note=f"Related gotchas changed with {gotcha.number}.")
    return made


def _standing_again(gotcha: Gotcha, revision: Revision, content: dict[str, Any]) -> list[int]:
    """The corrections whose text it holds with `content`: as then; as now in parts that were erased."""
    now = gotcha.revisions.get(number=gotcha.last_revision)
    parts = gotcha.corrections.filter(pk__in={*revision.standing, *now.standing}).values_list("pk", "part")
    return [pk for pk, part in parts if pk in (revision if part in content else now).standing]


def _tell_corrections(gotcha: Gotcha, made: Revision) -> None:
    """Say of each correction whether its text was taken out again by `made`, or came back with it."""
    before, after = set(made.base.standing), set(made.standing)
    applied = gotcha.corrections.applied()
    applied.filter(pk__in=before - after).update(taken_back_in=made.number)
    applied.filter(pk__in=after).update(taken_back_in=None)
    if before != after:
        gotcha.corrected_at = corrected_at(gotcha)
        gotcha.save(update_fields=["corrected_at"])


def _put_rows(gotcha: Gotcha, content: dict[str, Any]) -> None:
    """Platforms, sources, related gotchas and codes, as far as they are still there."""
    if "platforms" in content:
        gotcha.platforms.set(Platform.objects.filter(slug__in=content["platforms"]))
    if "sources" in content:
        named = set(content["sources"])
        titles = {Source.named(each).title for each in named} | named
        sources = Source.objects.filter(title__in=titles)
        gotcha.sources.set([row for row in sources if row.kept_as in named])
    if "related" in content:
        numbers = [str(number).split(".") for number in content["related"]]
        found = [Gotcha.objects.numbered(int(a), int(b)).first() for a, b in numbers]
        gotcha.related.set([row for row in found if row])
    if "codes" in content:
        _put_codes(gotcha, [str(each) for each in content["codes"]])


def _put_codes(gotcha: Gotcha, kept: list[str]) -> None:
    """Codes as a revision keeps them: "ibm-mq-amq AMQ9637 E", without a letter "ibm-mq-amq AMQ9637"."""
    gotcha.gotcha_codes.all().delete()
    for order, each in enumerate(kept):
        family, _, rest = each.partition(" ")
        for code, severity in ((rest, ""), rest.rpartition(" ")[::2]):
            row = MessageCode.objects.filter(family__slug=family, code=code).first()
            if row:
                GotchaCode.objects.get_or_create(
                    gotcha=gotcha, code=row, defaults={"severity": severity, "order": order}
                )
                break
