"""Comments in admin: decided, never deleted; what changes a state counts it and keeps the decision."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from comments.access import PLACES
from comments.admin.erase import Erases
from comments.models import Comment, CommentText, Person, Report, Thread
from comments.models.kept import FACTS
from comments.models.thread import TARGET_FIELDS
from comments.moderation import decide, lock_threads_of, plain_rows, take_back, threads_of
from gotchas import markup
from gotchas.admin.base import KeptAdmin, SiteAdmin
from gotchas.admin.fields import Line, Lines
from gotchas.admin.filters import since
from gotchas.admin.stale import KnowingForm
from gotchas.admin.undo import ROWS, Undoable, Words
from gotchas.models import Decision

PLAIN_FIELDS = ("kind", "person", "worked_version", "worked_platform")
"""What is saved as it is given; all else that an editor changes has consequences."""
SAID = frozenset(["text", "worked_version", "worked_platform"])
"""What its author said: changed, the earlier words are kept and readers see that it was edited.

Its kind alone is the editors' to sort, as that of imported ones.
"""
PUBLISHED = Words("Published", "Mark as spam, or Remove, takes them away again.")
SPAM = Words("Marked as spam", "Publish brings them back.")
REMOVED = Words("Removed", "Publish brings them back.")
PARENTS = Words("Confirmed in your name", "what hangs wrong is hung elsewhere in the comment's own form.")


class CommentForm(KnowingForm):
    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        size = len(text.encode("utf-8", "replace"))
        if size > markup.COMMENT_LIMIT:
            raise ValidationError(
                f"This comment has {size:,} bytes; the limit is {markup.COMMENT_LIMIT:,}. Shorten it.",
                code="too_long",
            )
        return text

    def clean_parent(self) -> Comment | None:
        parent: Comment | None = self.cleaned_data["parent"]
        thread = self.cleaned_data.get("thread") or (self.instance.thread if self.instance.pk else None)
        if parent and thread and parent.thread_id != thread.pk:
            raise ValidationError("A reply and its parent stand in one thread.", code="other_thread")
        if parent and self.instance.pk and self.instance.is_above(parent):
            raise ValidationError("This comment stands above that one already.", code="parent_below")
        return parent


class RemoveForm(forms.Form):
    reason = Line(
        label="Reason",
        max_length=200,
        widget=admin.widgets.AdminTextInputWidget(attrs={"aria-describedby": "id_reason_helptext"}),
        help_text='Everybody can read it: "Removed by an editor: advertising".',
        error_messages={"required": "Give the reason: everybody can read it."},
    )


class TargetFilter(admin.SimpleListFilter):
    """What the comment's thread hangs on."""

    title = "thread on"
    parameter_name = "on"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("collection", "A collection"), ("gotcha", "A gotcha"), ("code", "A message code"),
            ("unanswered", "A code not stored yet"),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in TARGET_FIELDS.values():
            return queryset
        start = "" if queryset.model.__name__ == "Thread" else "thread__"
        return queryset.filter(**{f"{start}{self.value()}__isnull": False})


class ParentFilter(admin.SimpleListFilter):
    """Whether an editor has to look at the reply's parent."""

    title = "reply parent"
    parameter_name = "parent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("proposed", "Proposed, not confirmed"), ("confirmed", "Confirmed by an editor")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        conditions: dict[str | None, dict[str, bool]] = {
            "proposed": {"parent_confidence__isnull": False, "parent_confirmed_at__isnull": True},
            "confirmed": {"parent_confirmed_at__isnull": False},
        }
        return queryset.filter(**conditions.get(self.value(), {}))


@admin.register(Comment)
class CommentAdmin(Erases, Undoable, SiteAdmin):
    form = CommentForm
    list_display = (
        "id_of", "author_name", "excerpt", "kind_and_state", "reply_to", "thread", "posted_at",
    )  # fmt: skip
    list_display_links = ("id_of", "excerpt")
    list_filter = ("state", "kind", TargetFilter, ParentFilter, "format", "retold", "staff", "posted_at")
    select_with = (*PLACES, "parent")
    search_fields = ("author_name", "text", "=source_number")
    date_hierarchy = "posted_at"
    ordering = ("-posted_at", "-pk")
    autocomplete_fields = ("thread", "parent", "person", "gotchas", "codes", "answers")
    fixed_fields = ("thread", "author_name", "author_email")
    readonly_fields = (
        "format", "posted_at", "state", "removed_reason", "account", "staff", "source_number", "source_url",
        "external_id", "retold", "parent_confidence", "parent_confirmed_at", "parent_confirmed_by",
        "parent_confirmer_name", "became",
        "edited_at", "answer_marked_at", "answer_marked_by", "confirmed_at", "confirmed_by",
    )  # fmt: skip
    actions = ("publish", "remove", "mark_spam", "confirm_parents")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        by = ("author_name", "author_email", "person")
        if obj is None:
            return [(None, {"fields": ("thread", "parent", "kind", "text")}), ("By", {"fields": by})]
        return [
            (None, {"fields": ("thread", "parent", "kind", "text", "format")}),
            ("By", {"fields": (by, "posted_at")}),
            ("State", {"fields": (("state", "removed_reason"),)}),
            ("Speaks of", {"fields": ("gotchas", "codes", "answers")}),
            ("It worked on", {"fields": (("worked_version", "worked_platform"),)}),
            ("Set by the site", {"fields": self.readonly_fields[4:], "classes": ("collapse",)}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The text of an imported comment is kept exactly as printed."""
        readonly = super().get_readonly_fields(request, obj)
        return (*readonly, "text") if obj and obj.format != Comment.Format.MARKDOWN else readonly

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "text":
            return db_field.formfield(form_class=Lines, widget=admin.widgets.AdminTextareaWidget())
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        name = request.user.get_full_name() or request.user.get_username()
        return {"author_name": name, **super().get_changeform_initial_data(request)}

    @admin.display(description="kind, state", ordering="state")
    def kind_and_state(self, obj: Comment) -> str:
        return f"{obj.get_kind_display()} · {obj.get_state_display()}"

    @admin.display(description="reply to", ordering="parent_confidence")
    def reply_to(self, obj: Comment) -> str:
        """Sorted by how sure a proposed parent is: the least sure ones are looked at first."""
        if obj.parent is None:
            return ""
        how_sure = f", proposed ({obj.parent_confidence:.0%})" if obj.parent_is_proposed else ""
        return f"{obj.parent}{how_sure}"

    # Saving

    def lock(self, obj: Comment) -> None:
        """The thread before the comment, as everything that counts comments does."""
        Thread.objects.select_for_update(no_key=True).get(pk=obj.thread_id)
        super().lock(obj)

    def save_model(self, request: HttpRequest, obj: Comment, form: Any, change: bool) -> None:
        if not change:
            obj.account, obj.staff = request.user, True
            obj.post()
            return
        row = Comment.objects.get(pk=obj.pk)
        said = SAID.intersection(form.changed_data)
        fields = [n for n in PLAIN_FIELDS if n in form.changed_data and not (said and n in FACTS)]
        if fields:
            for name in fields:
                setattr(row, name, getattr(obj, name))
            row.save(update_fields=fields)
            row.open_no_more()
            row.thread.bump(0)
        if "parent" in form.changed_data:
            row.hang_below(obj.parent, request.user)
            below = f"comment {obj.parent.pk}" if obj.parent else "no other"
            self.note(request, row, "hung elsewhere", f"Below {below}")
        if said:
            row.revise(obj.text, {name: getattr(obj, name) for name in FACTS})
            self.note(request, row, "edited")

    def note(self, request: HttpRequest, row: Comment, what: str, more: str = "") -> None:
        """For the log of the desk, which has beside it what is decided there."""
        by = request.user
        Decision.objects.create(
            kind="text", object_id=row.pk, after=what, reason=more, by=by, by_name=by.get_username()
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """What it speaks of is counted there, so it is counted out before and in again after."""
        comment = form.instance
        if change and {"gotchas", "codes", "answers"} & set(form.changed_data):
            comment.recount(lambda: super(CommentAdmin, self).save_related(request, form, formsets, change))

    # Actions

    undo_fields = ("parent_confirmed_at", "parent_confirmed_by", "parent_confirmer_name")

    @admin.action(description="Publish: readers see these comments", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        new = decide(plain_rows(queryset), lambda comment: comment.publish(request.user))
        self.offer_decisions(request, PUBLISHED, new)

    @admin.action(description="Mark as spam: taken away from readers without a word", permissions=["change"])
    def mark_spam(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        new = decide(plain_rows(queryset), lambda comment: comment.mark_spam(request.user))
        self.offer_decisions(request, SPAM, new)

    @admin.action(
        description="Remove: taken away from readers, with a reason that they can read",
        permissions=["change"],
    )
    def remove(self, request: HttpRequest, queryset: QuerySet[Comment]) -> HttpResponse | None:
        form = RemoveForm(request.POST if "apply" in request.POST else None)
        rows = plain_rows(queryset)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            self.offer_decisions(
                request, REMOVED, decide(rows, lambda comment: comment.remove(request.user, reason))
            )
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Remove comments",
            "opts": self.opts,
            "comments": rows,
            "count": len(rows),
            "form": form,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/comments/comment/remove.html", context)

    @admin.action(
        description="Confirm these reply parents: shown as certain, in your name", permissions=["change"]
    )
    def confirm_parents(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        proposed = Comment.objects.filter(pk__in=queryset.values("pk")).filter(
            parent_confidence__isnull=False, parent_confirmed_at=None
        )
        self.act(request, proposed, lambda rows: rows.confirm_parents(request.user), PARENTS)

    def offer_decisions(self, request: HttpRequest, words: Words, new: list[Any]) -> None:
        self.offer(request, words, len(new), [{"decisions": new}] if 0 < len(new) <= ROWS else [])

    def locked(self, rows: QuerySet[Comment]) -> dict[Any, tuple[Any, ...]]:
        """The threads before their comments; see `lock`."""
        lock_threads_of(rows)
        return super().locked(rows)

    def undo(self, request: HttpRequest, kept: list[Any]) -> tuple[int, list[Any]]:
        """Decisions are taken back by new ones; a confirmed parent is only proposed again."""
        new = dict(pair for group in kept for pair in group.get("decisions", []))
        groups = [group for group in kept if "decisions" not in group]
        lock_threads_of(Comment.objects.filter(pk__in=[pk for group in groups for pk in group["rows"]]))
        done, left = super().undo(request, groups)
        for decision in Decision.objects.filter(pk__in=new).order_by("object_id"):
            if take_back(decision, new[decision.pk], request.user):
                done += 1
            else:
                left.append(decision.object_id)
        return done, left

    def restore(self, request: HttpRequest, rows: QuerySet[Comment], before: dict[str, Any]) -> None:
        super().restore(request, rows, before)
        for thread in threads_of(rows).select_related("collection", "gotcha", "code"):
            thread.bump(0)

    @admin.display(description="text")
    def excerpt(self, obj: Comment) -> str:
        return obj.text[:80]


@admin.register(CommentText)
class CommentTextAdmin(KeptAdmin):
    list_display = ("comment", "replaced_at")
    list_filter = ("replaced_at",)
    select_with = ("comment",)
    search_fields = ("text", "comment__author_name")
    ordering = ("-replaced_at",)


@admin.register(Person)
class PersonAdmin(SiteAdmin):
    list_display = ("name", "note")
    list_filter = (("note", admin.EmptyFieldListFilter),)
    search_fields = ("name", "comments__author_name")
    deletable = True


@admin.register(Report)
class ReportAdmin(SiteAdmin):
    """Decided on the desk, where the log keeps who did and an undo takes it back."""

    list_display = ("comment", "reason", "created_at", "handled_at", "desk")
    list_filter = (since("handled_at", "handled", "Open", "Handled"), "created_at")
    select_with = ("comment",)
    search_fields = ("reason", "comment__author_name", "comment__text")
    ordering = ("-created_at",)
    fields = ("comment", "reason", "created_at", "handled_at", "desk")
    readonly_fields = fields
    deletable = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="Decided on the desk")
    def desk(self, report: Report) -> str:
        address = reverse("desk_comment", args=[report.comment_id])
        return format_html('<a href="{}">See it in its thread and decide</a>', address)
