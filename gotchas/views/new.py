"""A reader proposes a whole gotcha."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gotchas import markup
from gotchas.answers.passages import PARTS
from gotchas.forms.new import CODES_LIMIT, PART_LIMIT, TITLE_LIMIT, NewForm
from gotchas.forms.proposing import SHORT
from gotchas.intake import clean, corrections, limits
from gotchas.intake.asking import Excerpt, without_private
from gotchas.intake.csrf import shows_typed_text
from gotchas.intake.rules import Verdict
from gotchas.models import Collection, UnansweredCode
from gotchas.views import proposing
from gotchas.views.correct import form_methods


@shows_typed_text
@form_methods
def new(request: HttpRequest) -> HttpResponse:
    """GET shows the form, `?code=` fills the code in; POST keeps what was sent."""
    if refused := _refused(request):
        return refused
    show = partial(_page, request)
    if request.method != "POST":
        begun = _begun(request)
        return proposing.blank(
            request, lambda *fields: NewForm(*fields, user=request.user, initial=begun), show
        )
    form = NewForm(request.POST, user=request.user)
    return proposing.receive(request, form, show, partial(_save, form))


@shows_typed_text
@form_methods
def new_preview(request: HttpRequest) -> HttpResponse:
    """The form as it was sent, with the article as it would look; nothing is kept."""
    if request.method != "POST":
        return new(request)
    if refused := _refused(request):
        return refused
    fields = request.POST
    if "mask" in request.GET:
        limits_of = dict.fromkeys((*NewForm.texts, "reason"), PART_LIMIT) | {"title": TITLE_LIMIT, **SHORT}
        fields = without_private(fields, limits_of)
    form = NewForm(fields, user=request.user, hasty=True)
    show = partial(_page, request)
    if not form.is_valid():
        return show(form, status=422)
    if passed := limits.exceeded(limits.PREVIEWS, request):
        return proposing.too_many(form, show, passed)
    return show(form, preview=form.proposal())


def _refused(request: HttpRequest) -> HttpResponse | None:
    """Why nothing can be proposed: it is closed, or there is no collection to put it in."""
    if refused := proposing.closed(request):
        return refused
    if not Collection.objects.exists():
        return proposing.refusal(request, empty=True)
    return None


def _begun(request: HttpRequest) -> dict[str, Any]:
    """The code that an address names, in its normal form if it has one, and the first collection."""
    asked = request.GET.get("code", "")[:CODES_LIMIT]
    row = UnansweredCode.objects.looked_for(asked) if asked else None
    first = Collection.objects.order_by("number").first()
    return {"codes": row.code if row else clean.line(asked), "collection": first}


def _save(form: NewForm, verdict: Verdict) -> str:
    return corrections.submit(form.correction(), verdict)


def _page(
    request: HttpRequest,
    form: NewForm,
    *,
    status: int = 200,
    preview: dict[str, Any] | None = None,
    unseen: Sequence[Excerpt] = (),
) -> HttpResponse:
    chosen = form.cleaned_data if preview else {}
    context = {
        "form": form,
        "place": chosen.get("collection"),
        "platforms": [row.name for row in chosen.get("platforms", ())],
        "unseen": unseen,
        "limits": corrections.LIMITS,
        "preview": preview,
        "parts": [
            (label, markup.article(preview[part], prefix=f"preview-{part}"))
            for part, label in PARTS.items()
            if preview and part != "title" and preview[part]
        ],
    }
    return proposing.private(render(request, "gotchas/new.html", context, status=status))
