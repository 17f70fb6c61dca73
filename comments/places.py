"""Where a comment is or would be written: its thread, the comment it answers, the addresses of its form."""

import zoneinfo
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from comments.models import Comment, Thread
from comments.models.thread import Target
from gotchas.models import Collection, Gotcha, UnansweredCode


def form_address(target: Target, *, preview: bool = False) -> str:
    """The form for a comment on `target`; with `preview`, where the form is sent to be shown first."""
    return _address("{}_comment_preview" if preview else "{}_comment", target)


def subscribe_address(target: Target) -> str:
    """The form by which a reader asks for new comments on `target` by mail."""
    return _address("subscribe_to_{}", target)


def feed_address(target: Target) -> str:
    """The feed of the comments on `target`; for a collection also of those on its gotchas."""
    return _address("{}_comments_feed", target)


def _address(name: str, target: Target) -> str:
    """`name` has {} where it says what `target` is."""
    if isinstance(target, Collection):
        return reverse(name.format("collection"), args=[target.number])
    if isinstance(target, Gotcha):
        return reverse(name.format("gotcha"), args=[target.collection.number, target.position])
    slug = target.code if isinstance(target, UnansweredCode) else target.slug
    return reverse(name.format("code"), args=[target.family.slug, slug])


def zone_of(target: Target) -> zoneinfo.ZoneInfo:
    """The time zone in which times on `target`'s page are told: its collection's, else the site's."""
    collection = target.collection if isinstance(target, Gotcha) else target
    name = getattr(collection, "time_zone", "") or settings.TIME_ZONE
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True, slots=True)
class Place:
    """`thread` may not be stored yet: the first comment opens it."""

    target: Target
    thread: Thread
    parent: Comment | None = None

    @property
    def address(self) -> str:
        """Of the form; it is also where the form is sent to publish."""
        return reverse("comment_reply", args=[self.parent.pk]) if self.parent else form_address(self.target)

    @property
    def preview_address(self) -> str:
        if self.parent:
            return reverse("comment_reply_preview", args=[self.parent.pk])
        return form_address(self.target, preview=True)

    @property
    def subscribe_address(self) -> str:
        return subscribe_address(self.target)

    @property
    def feed_address(self) -> str:
        return feed_address(self.target)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zone_of(self.target)
