"""An administrator erases fields of a revision for good; the page says so from then on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gotchas import access
from gotchas.forms.erase import EraseForm
from gotchas.views.desk import only
from gotchas.views.history import FACTS, PARTS

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
@require_http_methods(["GET", "HEAD", "POST"])
def gotcha_erase(request: HttpRequest, collection: int, position: int, number: int) -> HttpResponse:
    gotcha = access.gotcha_or_404(request, collection, position)
    revision = access.revision_or_404(gotcha, number)
    form = EraseForm(request.POST if request.method == "POST" else None, revision=revision, labels=LABELS)
    if not form.is_valid():
        context = {"gotcha": gotcha, "revision": revision, "form": form}
        return render(request, "gotchas/erase.html", context, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    revision.suppress(
        given["fields_to_erase"], given["reason"], by=request.user, everywhere=given["everywhere"]
    )
    return redirect(revision)
