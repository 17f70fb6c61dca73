"""Every fetch of gotchas' objects with its permission; what each group may do says gotchas/roles.py.

What a visitor may not see is a 404; what they may see but not do is a 403. A public page is found without
looking at who asks, so that it stays the same for every visitor and can be cached.
"""

from django.db.models import Q
from django.http import Http404, HttpRequest

from gotchas.models import (
    CodeFamily,
    Collection,
    Correction,
    Gotcha,
    MessageCode,
    Platform,
    Revision,
    UnansweredCode,
)
from gotchas.models.correction import CorrectionQuerySet

_WITH_HISTORY = (*Gotcha.READABLE, Gotcha.State.MERGED)


def collection_or_404(number: int) -> Collection:
    try:
        return Collection.objects.for_lists().get(number=number)
    except Collection.DoesNotExist:
        raise Http404(f"There is no collection {number}.") from None


def gotcha_or_404(request: HttpRequest, collection: int, position: int) -> Gotcha:
    """The gotcha at its address, whatever its state; a draft only for those who may edit it."""
    try:
        rows = Gotcha.objects.telling_merges().numbered(collection, position)
        gotcha = rows.select_related("collection", "family").get()
    except Gotcha.DoesNotExist:
        raise Http404(f"There is no gotcha {collection}.{position}.") from None
    if gotcha.state == Gotcha.State.DRAFT and not request.user.has_perm("gotchas.change_gotcha"):
        raise Http404(f"There is no gotcha {collection}.{position}.")
    return gotcha


def readable_gotcha_or_404(request: HttpRequest, collection: int, position: int) -> Gotcha:
    """The gotcha when it can be read and discussed; withdrawn and merged ones cannot."""
    gotcha = gotcha_or_404(request, collection, position)
    if gotcha.state in (Gotcha.State.WITHDRAWN, Gotcha.State.MERGED):
        raise Http404(f"Gotcha {gotcha.number} is {gotcha.get_state_display().lower()}.")
    return gotcha


def discussed_gotcha_or_404(request: HttpRequest, collection: int, position: int) -> Gotcha:
    """The gotcha when its thread can be read and written in, as that of a merged one can."""
    gotcha = gotcha_or_404(request, collection, position)
    if gotcha.state == Gotcha.State.WITHDRAWN:
        raise Http404(f"Gotcha {gotcha.number} is withdrawn.")
    return gotcha


def revision_or_404(gotcha: Gotcha, number: int) -> Revision:
    try:
        return gotcha.revisions.select_related("author", "correction").get(number=number)
    except Revision.DoesNotExist:
        raise Http404(f"Gotcha {gotcha.number} has no revision {number}.") from None


def public_corrections() -> CorrectionQuerySet:
    """Those that everybody may read, of articles whose history everybody may read; and of new ones.

    The history of a merged article is among them: what was rejected there stays readable.
    """
    readable = Q(gotcha=None) | Q(gotcha__state__in=_WITH_HISTORY)
    return Correction.objects.public().filter(readable).select_related("gotcha__collection", "collection")


def is_public(correction: Correction) -> bool:
    gotcha = correction.gotcha
    is_readable = gotcha is None or gotcha.state in _WITH_HISTORY
    return correction.visibility == Correction.Visibility.PUBLIC and is_readable


def correction_or_404(number: int) -> Correction:
    rows = public_corrections().select_related("base", "decided_by")
    try:
        return rows.get(pk=number)
    except Correction.DoesNotExist:
        raise Http404(f"There is no correction {number}.") from None


def correction_by_token_or_404(token: str) -> Correction:
    """For who holds its private address, also while it is held back."""
    rows = Correction.objects.select_related("gotcha__collection", "collection", "base", "decided_by")
    try:
        return rows.get(status_token=token)
    except Correction.DoesNotExist:
        raise Http404("There is no correction at this address.") from None


def family_or_404(slug: str) -> CodeFamily:
    try:
        return CodeFamily.objects.get(slug=slug)
    except CodeFamily.DoesNotExist:
        raise Http404(f"There is no code family {slug}.") from None


def code_or_404(family: str, code: str) -> MessageCode:
    try:
        return MessageCode.objects.select_related("family").get(family__slug=family, slug=code)
    except MessageCode.DoesNotExist:
        raise Http404(f"There is no code {code} in {family}.") from None


def unanswered_or_404(family: str, code: str) -> UnansweredCode:
    """A code that an enabled family's pattern names just so, stored or not.

    `family` is the slug of that family, or of one that writes its codes another way.
    """
    asked = UnansweredCode.objects.named(code, family)
    same = CodeFamily.objects.filter(slug=family).values_list("slug", "same_codes_as__slug").first()
    if asked is None or asked.family is None or asked.family.slug not in (same or ()):
        raise Http404(f"There is no code {code} in {family}.")
    return asked


def platform_or_404(slug: str) -> Platform:
    try:
        return Platform.objects.get(slug=slug)
    except Platform.DoesNotExist:
        raise Http404(f"There is no platform {slug}.") from None
