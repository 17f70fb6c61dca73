"""The page of admin by which an administrator exports and erases what one author wrote."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from comments import erasure
from gotchas.admin.fields import Line
from gotchas.review import erase as erase_corrections


class ErasureForm(forms.Form):
    """Which comments, and why; the note is for the log and holds no name."""

    note = Line(
        label="For the log",
        max_length=200,
        widget=admin.widgets.AdminTextInputWidget(attrs={"aria-describedby": "id_note_helptext"}),
        help_text="Such as “request of 3 June”. Leave out the author's name and address: the log stays.",
        error_messages={"required": "Say for the log why this is erased."},
    )
    texts = forms.BooleanField(
        label="Erase also what the corrections propose, and reject those that are open",
        required=False,
        help_text="What was applied stands in the article: erase it from its versions, on their pages.",
    )
    sure = forms.BooleanField(
        label="Nobody can bring this back",
        error_messages={"required": "Confirm that this cannot be undone."},
    )


class Erases:
    """For the admin of comments: `erase/` finds and erases, `erase/export/` hands out what would be."""

    def get_urls(self) -> list[Any]:
        return [
            path("erase/", self.admin_site.admin_view(self.erase_view), name="comments_comment_erase"),
            path(
                "erase/export/", self.admin_site.admin_view(self.export_view), name="comments_comment_export"
            ),
            *super().get_urls(),
        ]

    def may_erase(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.delete_comment")

    def export_view(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_erase(request):
            raise PermissionDenied
        response = JsonResponse(
            erasure.exported(request.POST.get("q", "").strip()),
            json_dumps_params={"ensure_ascii": False, "indent": 1},
        )
        response.headers["Content-Disposition"] = 'attachment; filename="comments-of-an-author.json"'
        response.headers["Cache-Control"] = "no-store"
        return response

    def erase_view(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not self.may_erase(request):
            raise PermissionDenied
        who = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()
        form = ErasureForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            return self._erase(request, who, form)
        found = erasure.written_by(who)
        context = {
            **self.admin_site.each_context(request),
            "title": "Erase for good",
            "opts": self.opts,
            "who": who,
            "comments": found.select_related(*self.select_with).defer("html")[: erasure.AT_ONCE],
            "count": found.count(),
            "corrections": erasure.proposed_by(who).select_related("gotcha__collection")[: erasure.AT_ONCE],
            "chosen_corrections": request.POST.getlist("correction") if form.is_bound else None,
            "at_once": erasure.AT_ONCE,
            "chosen": request.POST.getlist("comment") if form.is_bound else None,
            "form": form,
            "mailed": erasure.subscriptions_of(who).count(),
            "media": self.media,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/comments/comment/erase.html", context, status=status)

    def _erase(self, request: HttpRequest, who: str, form: ErasureForm) -> HttpResponse:
        note = form.cleaned_data["note"]
        written = erasure.written_by(who).filter(pk__in=_chosen(request, "comment"))
        count = erasure.erase(written, request.user, note)
        proposed = erasure.proposed_by(who).filter(pk__in=_chosen(request, "correction"))
        corrections = erase_corrections(proposed, request.user, note, texts=form.cleaned_data["texts"])
        ended = erasure.end_subscriptions(who) if "@" in who else 0
        said = f"{count} comments, {corrections} corrections, {ended} subscriptions"
        messages.success(request, f"Erased for good: {said}.")
        return redirect(reverse("admin:comments_comment_erase", current_app=self.admin_site.name))


def _chosen(request: HttpRequest, name: str) -> list[str]:
    """The numbers that were ticked, as many as are erased at once."""
    given = request.POST.getlist(name)
    return [pk for pk in given if pk.isascii() and pk.isdecimal() and len(pk) < 19][: erasure.AT_ONCE]
