"""An editor puts an article back to an older version, after a look at what that changes."""

from functools import partial

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gotchas import access, markup
from gotchas.forms.revert import RevertForm
from gotchas.intake.csrf import typed
from gotchas.intake.shown import blank
from gotchas.models import Gotcha, Revision
from gotchas.models.applying import Refused
from gotchas.models.reverting import STAYING, revert
from gotchas.views.desk import signed_out
from gotchas.views.history import FACTS, changes_between
from gotchas.views.kept import gives_back


@gives_back
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def gotcha_revert(request: HttpRequest, collection: int, position: int, number: int) -> HttpResponse:
    if not request.user.is_authenticated:
        has_note = request.method == "POST" or typed(request) is not None
        return signed_out(request) if has_note else redirect_to_login(request.path)
    gotcha = access.readable_gotcha_or_404(request, collection, position)
    revision = access.revision_or_404(gotcha, number)
    show = partial(_page, request, gotcha, revision)
    if not request.user.has_perm("gotchas.change_gotcha"):
        raise PermissionDenied("Editors put an article back.")
    if number == gotcha.last_revision:
        raise Http404("This is the present version.")
    if request.method != "POST":
        begun = {"on": gotcha.last_revision}
        return blank(request, lambda *fields: RevertForm(*fields, initial=begun), show)
    form = RevertForm(request.POST)
    if not form.is_valid():
        return show(form, status=422)
    try:
        revert(revision, request.user, form.cleaned_data["note"], on=form.cleaned_data["on"])
    except Refused as refused:
        form.data = form.data.copy()
        form.data["on"] = gotcha.last_revision
        form.add_error(None, str(refused))
        return show(form, status=409)
    return redirect(gotcha)


def _page(
    request: HttpRequest,
    gotcha: Gotcha,
    revision: Revision,
    form: RevertForm,
    *,
    status: int = 200,
) -> HttpResponse:
    now = access.revision_or_404(gotcha, gotcha.last_revision)
    staying = {FACTS[name] for name in STAYING}
    changes = [(label, pieces) for label, pieces in changes_between(now, revision) if label not in staying]
    context = {
        "gotcha": gotcha,
        "revision": revision,
        "form": form,
        "changes": [(label, markup.diff(pieces)) for label, pieces in changes],
    }
    return render(request, "gotchas/revert.html", context, status=status)
