"""The gotcha that a reader's proposal makes, and its undoing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gotchas.models.applying import Refused, checked, line_of, lock
from gotchas.models.code import MessageCode
from gotchas.models.gotcha import TEXTS, Gotcha
from gotchas.models.gotcha_code import GotchaCode
from gotchas.models.platform import Platform
from gotchas.models.unanswered import UnansweredCode, recognised

MOST_CODES = 50
_NAMED = 3
"""Families that are named where a code is of several."""
_BETWEEN_CODES = re.compile(r"[,;\n]+")


def make_gotcha(correction: Any, by: Any, reason: str, publish: bool) -> Gotcha:
    """The gotcha that is proposed; where applying it was undone before, that one as it stands by now."""
    if made := made_of(correction):
        return _show_again(made, correction, by, reason, publish)
    given = correction.proposal
    kind = given.get("kind")
    gotcha = Gotcha(
        collection=correction.collection,
        title=checked("title", " ".join(str(given.get("title") or "").split())),
        kind=kind if kind in Gotcha.Kind.values else Gotcha.Kind.PROBLEM,
        state=Gotcha.State.PUBLISHED if publish else Gotcha.State.DRAFT,
        **{part: checked(part, str(given.get(part) or "")) for part in TEXTS},
    )
    gotcha.save()
    gotcha.platforms.set(Platform.objects.filter(slug__in=_listed(given.get("platforms"))))
    named = codes_of(correction)
    for order, each in enumerate(each for each in named if not each.why):
        GotchaCode.objects.get_or_create(
            gotcha=gotcha, code=each.stored(), defaults={"order": order, "severity": each.severity}
        )
    gotcha.record(author=by, note=line_of(f"{reason}{not_taken(named)}"), correction=correction)
    return gotcha


def not_taken(named: Iterable["Named"]) -> str:
    """A sentence on the codes among them that are left out, "" for none."""
    left = ", ".join(each.spelling for each in named if each.why)
    return f" Messages not taken: {left}." if left else ""


def _show_again(made: Gotcha, correction: Any, by: Any, reason: str, publish: bool) -> Gotcha:
    """Publish the draft that undoing left. Its text is the proposal with what editors made of it since."""
    lock(made.pk)
    gotcha = Gotcha.objects.select_related("collection").get(pk=made.pk)
    if gotcha.is_put_away:
        state = gotcha.get_state_display().lower()
        raise Refused("gone", f"Gotcha {gotcha.number}, which it made, is {state}: change its state there.")
    if publish and gotcha.state == Gotcha.State.DRAFT:
        gotcha.state = Gotcha.State.PUBLISHED
        gotcha.save(update_fields=["state"])
    gotcha.record(author=by, note=line_of(reason), correction=correction)
    return gotcha


def made_of(correction: Any) -> Gotcha | None:
    """The gotcha that applying a proposal for a new one made."""
    if correction.gotcha_id:
        return None
    first = correction.revisions.order_by("pk").select_related("gotcha__collection").first()
    return first.gotcha if first else None


def unmake(correction: Any, by: Any) -> None:
    """Make the gotcha a draft, unless an editor gave it another state since."""
    revision = correction.revisions.order_by("-pk").first()
    lock(revision.gotcha_id)
    gotcha = Gotcha.objects.select_related("collection").get(pk=revision.gotcha_id)
    if gotcha.state == Gotcha.State.DRAFT:
        return
    if gotcha.state != revision.content.get("state"):
        state = gotcha.get_state_display().lower()
        raise Refused("undo", f"Gotcha {gotcha.number} was made {state} since: change its state there.")
    gotcha.state = Gotcha.State.DRAFT
    gotcha.save(update_fields=["state"])
    gotcha.record(author=by, note=f"Correction {correction.pk} was taken back.")


# The codes that a proposal names


@dataclass(frozen=True, slots=True)
class Named:
    """A code as the proposal spells it: that of `code` or, not stored yet, of `asked`; else `why` neither."""

    spelling: str
    severity: str = ""
    code: MessageCode | None = None
    asked: UnansweredCode | None = None
    why: str = ""

    def stored(self) -> MessageCode:
        return self.code or self.asked.store()


def codes_of(correction: Any) -> list[Named]:
    """Every code that the proposal names, with what becomes of it when the gotcha is made."""
    spellings = _listed(correction.proposal.get("codes"))
    found = [_code_of(spelling) for spelling in spellings[:MOST_CODES]]
    why = f"only the first {MOST_CODES} are taken"
    return found + [Named(spelling, why=why) for spelling in spellings[MOST_CODES:]]


def left_out(correction: Any, made: Gotcha | None) -> list[Named]:
    """Those that are not taken, and that the gotcha, once `made`, has not got from an editor since."""
    named = codes_of(correction) if correction.gotcha_id is None else []
    there = set(made.codes.values_list("pk", flat=True)) if made and named else set()
    left = [each for each in named if each.why]
    return [each for each in left if not there & {code.pk for code in _spelled(each.spelling)}]


def _code_of(spelling: str) -> Named:
    """What a family's pattern knows and nobody stored yet will be stored; of several an editor chooses."""
    found, hit = _spelled(spelling), recognised(spelling)
    if len(found) == 1:
        is_same = hit is not None and hit.code == found[0].code
        return Named(spelling, hit.severity if is_same else "", code=found[0])
    if found:
        families = ", ".join(code.family.name for code in found[:_NAMED])
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        return Named(spelling, why=f"it can be one of several: {families}{more}")
    asked = UnansweredCode.objects.looked_for(spelling)
    if asked is None or asked.family is None:
        return Named(spelling, why="no family has such a code")
    return Named(spelling, asked.severity, asked=asked)


def _spelled(spelling: str) -> list[MessageCode]:
    return MessageCode.objects.spelled(spelling)


def _listed(given: Any) -> list[str]:
    items = given if isinstance(given, list) else _BETWEEN_CODES.split(str(given or ""))
    return [text for item in items if (text := str(item).strip())]
