"""A correction arrives: kept, shown or held back, and remembered in the session of who sent it."""

from django.http import HttpRequest
from django.urls import reverse

from gotchas.intake import rules
from gotchas.intake.limits import Limit
from gotchas.models import Correction, Decision, Gotcha

FORM = "correction"
"""What policies and decisions call it."""

LIMITS = (Limit("correction-minute", 5, 60), Limit("correction-day", 50, 86_400))
PREVIEWS = (Limit("changes-minute", 60, 60),)
"""One for every pause of somebody who types for a minute."""

REMEMBERED = 50
_KEY = "corrections"
_VISIBILITY = {
    rules.PUBLISHED: Correction.Visibility.PUBLIC,
    rules.WAITING: Correction.Visibility.WAITING,
    rules.SPAM: Correction.Visibility.SPAM,
}


def submit(correction: Correction, verdict: rules.Verdict) -> str:
    """Save it as the rules decided; the private address at which its sender sees what becomes of it.

    To be called in a transaction. Why it is held back is kept as a decision that nobody took.
    """
    correction.visibility = _VISIBILITY[verdict.state]
    gotcha = correction.gotcha
    if gotcha and correction.base is None:
        present = Gotcha.objects.as_it_is().get(pk=gotcha.pk)
        correction.base = present.record(note="As it stood when a correction came.")
    correction.save()
    if verdict.reasons:
        Decision.objects.create(
            kind=FORM,
            object_id=correction.pk,
            before="",
            after=correction.visibility,
            reason="\n".join(verdict.reasons),
        )
    if gotcha and correction.visibility == Correction.Visibility.PUBLIC:
        gotcha.bump()
    return reverse("correction_status", args=[correction.status_token])


def remember(request: HttpRequest, token: str) -> None:
    """Keep in the session that this visitor sent the correction with that status token."""
    others = [each for each in request.session.get(_KEY, []) if each != token]
    request.session[_KEY] = [*others, token][-REMEMBERED:]


def is_known(request: HttpRequest) -> bool:
    """Whether this visitor signed in, or sent a correction before that an editor let through."""
    if request.user.is_authenticated:
        return True
    own = request.session.get(_KEY, [])
    return bool(own) and Correction.objects.accepted().filter(status_token__in=own).exists()
