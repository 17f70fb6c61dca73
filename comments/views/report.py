"""A reader reports a comment to the editors."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comments import access, reports
from comments.forms.report import ReportForm
from comments.models import Comment
from gotchas.intake import limits
from gotchas.intake.csrf import shows_typed_text, typed


@shows_typed_text
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: int) -> HttpResponse:
    comment = _reportable_or_404(request, number)
    given = typed(request)
    if request.method != "POST":
        form = ReportForm(given)
        if given is not None:
            form.refuse("The sign that this form came from this site had run out. Send it once more.", "csrf")
        return _page(request, comment, form, 403 if form.is_bound else 200)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, comment, form, 422)
    if passed := limits.exceeded(limits.REPORTS, request):
        form.refuse(f"{passed.sentence} Send it again then.", "too_many")
        response = _page(request, comment, form, 429)
        response.headers["Retry-After"] = str(passed.retry_after)
        return response
    reports.report(comment, form.reason(), request.META.get("REMOTE_ADDR", ""))
    return redirect("comment_reported", number)


@require_safe
def reported(request: HttpRequest, number: int) -> HttpResponse:
    """The same words for a first report and for one that did not count, whatever became of the comment."""
    is_there = Comment.objects.published().on_readable().filter(pk=number).exists()
    return render(request, "comments/reported.html", {"number": number, "is_there": is_there})


def _reportable_or_404(request: HttpRequest, number: int) -> Comment:
    comment = access.readable_comment_or_404(request, number)
    if comment.state != Comment.State.PUBLISHED:
        raise Http404(f"Comment {number} is not there to be reported.")
    return comment


def _page(request: HttpRequest, comment: Comment, form: ReportForm, status: int) -> HttpResponse:
    context = {"comment": comment, "form": form, "limits": limits.REPORTS}
    response = render(request, "comments/report.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
