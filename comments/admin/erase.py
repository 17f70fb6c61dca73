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


class ErasureForm(forms.Form):
    """Which comments, and why; the note is for the log and holds no name."""

    note = Line(
        label="For the log",
        max_length=200,
        widget=admin.widgets.AdminTextInputWidget(attrs={"aria-describedby": "id_note_helptext"}),
        help_text="Such as “request of 3 June”. Leave out the author's name and address: the log stays.",
        error_messages={"required": "Say for the log why this is erased."},
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
            "at_once": erasure.AT_ONCE,
            "chosen": request.POST.getlist("comment") if form.is_bound else None,
            "form": form,
            "mailed": erasure.subscriptions_of(who).count(),
            "media": self.media,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/comments/comment/erase.html", context, status=status)

    def _erase(self, request: HttpRequest, who: str, form: ErasureForm) -> HttpResponse:
        chosen = [pk for pk in request.POST.getlist("comment") if pk.isascii() and pk.isdecimal()][
            : erasure.AT_ONCE
        ]
        count = erasure.erase(
            erasure.written_by(who).filter(pk__in=chosen), request.user, form.cleaned_data["note"]
        )
        ended = erasure.end_subscriptions(who) if "@" in who else 0
        messages.success(request, f"Erased for good: {count} comments, {ended} subscriptions.")
        return redirect(reverse("admin:comments_comment_erase", current_app=self.admin_site.name))
