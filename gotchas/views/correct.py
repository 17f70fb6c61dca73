"""A reader proposes a correction: which part, the text beside how it should read, the changes, sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gotchas import access, markup
from gotchas.answers import passages
from gotchas.answers.passages import Asked
from gotchas.forms.correct import REASON_LIMIT, CorrectForm
from gotchas.forms.proposing import SHORT
from gotchas.intake import corrections, limits, once
from gotchas.intake.asking import Excerpt, without_private
from gotchas.intake.rules import Verdict
from gotchas.models import Correction, Gotcha
from gotchas.text.diffs import word_diff
from gotchas.views import proposing
from gotchas.views.corrections import with_changes
from gotchas.views.kept import gives_back

form_methods = require_http_methods(["GET", "HEAD", "POST"])

LOST = (
    "The version that you began with was erased meanwhile, and with it which passage you chose. Beside your"
    " text stands the whole part as it reads now: write the whole part as it should read, and send it again."
)


@dataclass(frozen=True, slots=True)
class Way:
    """Where the form stands. From a comment: whom it gives credit to, and what is done once it is kept.

    Credit is a name alone: the account is that of who sends it, who need not have written the comment.

    `holds` is why a correction that came this way waits for an editor.
    """

    address: str
    preview: str
    credit: str = ""
    holds: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    after: Callable[[Correction], None] = lambda correction: None


@gives_back
@form_methods
def correct(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    return propose(request, *_way_of(request, collection, position))


@gives_back
@form_methods
def correct_preview(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    return preview(request, *_way_of(request, collection, position))


def _way_of(request: HttpRequest, collection: int, position: int) -> tuple[Gotcha, Way]:
    gotcha = access.readable_gotcha_or_404(request, collection, position)
    place = [collection, position]
    return gotcha, Way(reverse("gotcha_correct", args=place), reverse("gotcha_correct_preview", args=place))


def propose(request: HttpRequest, gotcha: Gotcha, way: Way) -> HttpResponse:
    """GET shows the parts to choose from, then the form; POST keeps what was sent."""
    if refused := proposing.closed(request):
        return refused
    asked = passages.asked_for(gotcha, request.GET)
    if asked is None:
        return _choice(request, gotcha, way)
    make = partial(CorrectForm, passage=asked, user=request.user, credit=way.credit)
    show = partial(_page, request, asked, way)
    if request.method != "POST":
        return proposing.blank(request, lambda *fields: make(*fields, initial=_begun(way)), show)
    form = make(request.POST)
    if asked.is_lost:
        return show(form, status=409)
    is_new = form.is_valid() and not once.result_of(form.token, form.digest)
    if is_new and not form.knows_present_text():
        return _moved(request, asked, way, form)
    return proposing.receive(request, form, show, partial(_save, form, way), holds=way.holds)


def preview(request: HttpRequest, gotcha: Gotcha, way: Way) -> HttpResponse:
    """The form as it was sent, with what changes; nothing is kept.

    With `?mask` a word stands in the place of all that should not be published.
    """
    if refused := proposing.closed(request):
        return refused
    asked = passages.asked_for(gotcha, request.GET)
    if asked is None or request.method != "POST":
        return propose(request, gotcha, way)
    fields = request.POST
    if "mask" in request.GET:
        fields = without_private(
            fields, {"text": markup.ARTICLE_LIMIT, "reason": REASON_LIMIT, **SHORT}, known=asked.text
        )
    form = CorrectForm(fields, passage=asked, user=request.user, credit=way.credit, hasty=True)
    show = partial(_page, request, asked, way)
    if asked.is_lost:
        return show(form, status=409)
    if not form.is_valid():
        return show(form, status=422, changes=_changes(asked.quoted, form))
    if passed := limits.exceeded(corrections.PREVIEWS, request):
        return proposing.too_many(form, show, passed)
    return show(form, changes=_changes(asked.quoted, form))


def _save(form: CorrectForm, way: Way, verdict: Verdict) -> str:
    correction = form.correction()
    address = corrections.submit(correction, verdict)
    way.after(correction)
    return address


def _begun(way: Way) -> dict[str, Any]:
    return {"reason": way.context["said"]} if way.context.get("said") else {}


def _changes(old: str, form: CorrectForm) -> str:
    """How the text of the form differs; "" for one that is refused."""
    new = form.cleaned_data.get("text")
    return "" if new is None else markup.diff(word_diff(old, new))


def _moved(request: HttpRequest, asked: Asked, way: Way, form: CorrectForm) -> HttpResponse:
    """All three texts: as it was, as the article has it now, and as typed here."""
    form.refuse(
        "The article was changed meanwhile. Below is how it reads now; nothing of yours is lost. Send it"
        " again when it still holds.",
        "moved",
    )
    changes = _changes(asked.quoted, form)
    return _page(request, asked, way, form, status=409, moved=True, changes=changes)


def _choice(request: HttpRequest, gotcha: Gotcha, way: Way) -> HttpResponse:
    context = {
        "gotcha": gotcha,
        "way": way,
        "parts": passages.choices(gotcha),
        "may_warn": request.user.has_perm("gotchas.add_notice"),
        **way.context,
    }
    return proposing.private(render(request, "gotchas/correct_choose.html", context))


def _page(
    request: HttpRequest,
    asked: Asked,
    way: Way,
    form: CorrectForm,
    *,
    status: int = 200,
    changes: str = "",
    unseen: Sequence[Excerpt] = (),
    moved: bool = False,
) -> HttpResponse:
    if asked.is_lost and form.is_bound:
        form.refuse(LOST, "lost")
    here, elsewhere = passages.earlier(asked)
    context = {
        "gotcha": asked.gotcha,
        "asked": asked,
        "way": way,
        "form": form,
        "changes": changes,
        "unseen": unseen,
        "moved": moved,
        "here": with_changes(here),
        "elsewhere": with_changes(elsewhere),
        "limits": corrections.LIMITS,
        "may_warn": request.user.has_perm("gotchas.add_notice"),
        **way.context,
    }
    return proposing.private(render(request, "gotchas/correct.html", context, status=status))
