"""An administrator erases fields of a revision for good; the page says so from then on."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gotchas import access
from gotchas.forms.erase import EraseForm
from gotchas.intake.shown import blank
from gotchas.models import Revision
from gotchas.models.erasing import beside
from gotchas.review import erase
from gotchas.views.desk import only
from gotchas.views.history import FACTS, PARTS
from gotchas.views.kept import gives_back

MOST_NAMED = 20
"""Versions that are named where lines of the erased text stand too."""

NAMING = ("verified_by", "withdrawn_reason", "sources")
"""Facts that may name somebody."""

LABELS = {
    "title": "Title",
    **PARTS,
    **{name: FACTS[name] for name in NAMING},
    "author_name": "Author",
    "note": "Note",
}


@only("gotchas.delete_revision")
@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
def gotcha_erase(request: HttpRequest, collection: int, position: int, number: int) -> HttpResponse:
    gotcha = access.gotcha_or_404(request, collection, position)
    revision = access.revision_or_404(gotcha, number)
    make = partial(EraseForm, revision=revision, labels=LABELS)
    show = partial(_page, request, revision)
    if request.method != "POST":
        return blank(request, make, show)
    form = make(request.POST)
    if not form.is_valid():
        return show(form, status=422)
    given = form.cleaned_data
    fields, reason = given["fields_to_erase"], given["reason"]
    with transaction.atomic():
        others = beside(revision, fields)
        revision.suppress(fields, reason, by=request.user, everywhere=given["everywhere"])
        rows = gotcha.corrections.filter(pk__in=given["corrections"])
        erase(rows, request.user, reason, texts=True, who=False)
    if others:
        said = ", ".join(map(str, others[:MOST_NAMED])) + ("…" if len(others) > MOST_NAMED else "")
        messages.info(request, f"Lines of it stand in other versions too: {said}. Erase there what must go.")
    return redirect(revision)


def _page(request: HttpRequest, revision: Revision, form: EraseForm, *, status: int = 200) -> HttpResponse:
    context = {"gotcha": revision.gotcha, "revision": revision, "form": form}
    return render(request, "gotchas/erase.html", context, status=status)
