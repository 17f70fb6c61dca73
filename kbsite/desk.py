"""The editors' desk: one page that says what needs doing, and how it went over time.

Every count stops at 1,000: more is as many for who works through it, and costs no more to count.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from comments import moderation
from comments.models import Comment, EditorMail
from gotchas import review
from gotchas.charts import Counts, Series, timeline
from gotchas.intake import mail
from gotchas.models import (
    CodeLink,
    Correction,
    Decision,
    Gotcha,
    Notice,
    SupportedVersion,
    UnansweredCode,
    upkeep,
)
from gotchas.models.months import Month
from gotchas.views.desk import only

SHOWN = 5
MOST = 1000
COUNTED_DAYS = 100
"""What waits longer than that is told by its date: nobody reckons back 6,978 days."""
MANY = 5_000
"""Articles above which looking through all of them is done once in KEPT seconds."""
KEPT = 600
MONTHS = 24


@dataclass(frozen=True, slots=True)
class Line:
    """One of what needs doing: where it stands, and a word about it."""

    text: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """A kind of work: how much of it there is, where it is done, and what comes first."""

    name: str
    count: int
    address: str
    about: str = ""
    lines: Sequence[Line] = ()

    @property
    def shown(self) -> str:
        return f"{MOST:,}+" if self.count > MOST else f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Work:
    """What needs doing by those who have a permission; some of it is done in the admin alone."""

    permission: str
    needs: Callable[[], list[Need]]
    in_admin: bool = False

    def is_for(self, user: Any) -> bool:
        return user.has_perm(self.permission) and (user.is_staff or not self.in_admin)


@only("comments.change_comment")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    needs = [need for work in WORK if work.is_for(request.user) for need in work.needs()]
    context = {
        "needs": [need for need in needs if need.count],
        "done": [need for need in needs if not need.count],
        "nobody_told": mail.is_configured() and not EditorMail.objects.exists(),
        "supported": SupportedVersion.objects.exists(),
        "timeline": timeline(_kept("desk-series", MANY, _series)),
        "name": "What came and was decided",
    }
    return render(request, "desk/desk.html", context)


def _of_corrections() -> list[Need]:
    address = reverse("desk_corrections")
    listed = review.listed("").with_harm().order_by("harm", "created_at", "pk")
    first = list(listed.select_related("gotcha__collection", "collection")[:SHOWN])
    disputed = review.listed("disputed").order_by("decided_at", "pk").select_related("gotcha__collection")
    return [
        Need(
            "Corrections waiting",
            review.count_up_to(review.listed("")),
            address,
            "Where a wrong article hurts most first.",
            [_correction(row, row.created_at) for row in first],
        ),
        Need(
            "Disputed, not settled",
            review.count_up_to(disputed),
            f"{address}?show=disputed",
            "The article says that it is not checked yet. Disputed longest first.",
            [_correction(row, row.decided_at) for row in disputed[:SHOWN]],
        ),
        Need("Corrections held", review.count_up_to(review.listed("held")), f"{address}?show=held"),
    ]


def _of_notices() -> list[Need]:
    standing = (
        Notice.objects.standing().filter(gotcha__state__in=Gotcha.READABLE).order_by("created_at", "pk")
    )
    lines = [
        Line(f"{row.gotcha}: {row.text}", f"{row.gotcha.get_absolute_url()}notice/", _since(row.created_at))
        for row in standing.select_related("gotcha__collection")[:SHOWN]
    ]
    about = "Where the article is mended, lift its notice. Those that stand longest come first."
    address = f"{reverse('admin:gotchas_notice_changelist')}?ended=no"
    return [Need("Notices standing", review.count_up_to(standing), address, about, lines)]


def _correction(row: Correction, since: datetime.datetime) -> Line:
    about = str(row.gotcha) if row.gotcha else "A new gotcha"
    if row.gotcha and row.gotcha.is_put_away:
        about += f" ({row.gotcha.get_state_display().lower()})"
    return Line(f"Correction {row.pk}: {about}", reverse("desk_correction", args=[row.pk]), _since(since))


def _since(at: datetime.datetime) -> str:
    days = (timezone.now() - at).days
    if days >= COUNTED_DAYS:
        return f"since {date_format(timezone.localtime(at), 'j F Y')}"
    return "today" if days < 1 else f"for {days:,} day{'s' if days > 1 else ''}"


def _of_comments() -> list[Need]:
    questions = Comment.objects.open_questions().on_readable()
    oldest = questions.order_by("posted_at", "pk").select_related("thread__collection", "thread__gotcha")
    return [
        Need("Comments waiting", moderation.waiting_count(MOST), reverse("desk_comments")),
        Need(
            "Open questions",
            review.count_up_to(questions, MOST),
            reverse("desk_questions"),
            "Open longest first.",
            [
                Line(f"{row.author_name} asks", row.get_absolute_url(), _since(row.posted_at))
                for row in oldest[:SHOWN]
            ],
        ),
    ]


def _of_replies() -> list[Need]:
    proposed = Comment.objects.filter(parent_confidence__isnull=False, parent_confirmed_at=None)
    listed = f"{reverse('admin:comments_comment_changelist')}?parent=proposed"
    return [Need("Reply parents to confirm", review.count_up_to(proposed, MOST), listed)]


def _of_links() -> list[Need]:
    proposed = CodeLink.objects.filter(confirmed_at=None)
    listed = f"{reverse('admin:gotchas_codelink_changelist')}?confirmed=no"
    return [Need("Links between codes to confirm", review.count_up_to(proposed, MOST), listed)]


def _of_codes() -> list[Need]:
    asked = UnansweredCode.objects.still_open()
    most = asked.most_asked_first().select_related("family")[:SHOWN]
    return [
        Need(
            "Unanswered codes",
            review.count_up_to(asked, MOST),
            reverse("unanswered"),
            "Asked for most first.",
            [
                Line(
                    row.code,
                    row.get_absolute_url(),
                    "asked for once" if row.count == 1 else f"asked for {row.count:,} times",
                )
                for row in most
            ],
        )
    ]


def _of_articles() -> list[Need]:
    counts = _kept("desk-articles", MANY, _counted_articles)
    listed = f"{reverse('admin:gotchas_gotcha_changelist')}?needs="
    return [
        Need(
            "Articles not verified on a supported version",
            counts["verify"],
            f"{listed}verify",
            "Compared with the supported versions that editors keep of their product.",
        ),
        Need(
            "Articles that may be historic",
            counts["historic"],
            f"{listed}historic",
            "They apply only up to a version that nobody supports any more.",
        ),
        Need(
            "Articles with links to hosts known dead",
            counts["dead"],
            f"{listed}dead",
            "By the dead hosts that editors keep; this site fetches nothing itself.",
        ),
    ]


WORK = (
    Work("gotchas.change_correction", _of_corrections),
    Work("gotchas.change_notice", _of_notices, in_admin=True),
    Work("comments.change_comment", _of_comments),
    Work("comments.change_comment", _of_replies, in_admin=True),
    Work("gotchas.change_codelink", _of_links, in_admin=True),
    Work("gotchas.change_unansweredcode", _of_codes),
    Work("gotchas.change_gotcha", _of_articles, in_admin=True),
)


def _counted_articles() -> dict[str, int]:
    """How many need what; nothing is unverified as long as nobody said which versions are supported."""
    return {
        "verify": review.count_up_to(upkeep.verified_on_none(), MOST),
        "historic": review.count_up_to(upkeep.for_old_versions(), MOST),
        "dead": review.count_up_to(upkeep.with_dead_links(), MOST),
    }


def _series() -> list[Series]:
    """The last MONTHS months of what came and what was decided."""
    since = timezone.now() - datetime.timedelta(days=31 * MONTHS)
    decided = Decision.objects.filter(at__gte=since, by__isnull=False)
    return [
        Series(
            "Codes asked for in vain",
            _by_month(UnansweredCode.objects.filter(first_seen__gte=since), "first_seen"),
        ),
        Series("Comments", Comment.objects.published().filter(posted_at__gte=since).by_month("posted_at")),
        Series("Corrections", Correction.objects.filter(created_at__gte=since).by_month("created_at")),
        Series("Decisions", _by_month(decided, "at")),
    ]


def _by_month(rows: QuerySet[Any], moment: str) -> Counts:
    found = rows.order_by().values(month=Month(moment)).annotate(rows=Count("pk"))
    return {datetime.date.fromisoformat(f"{row['month']}-01"): row["rows"] for row in found}


def _kept(key: str, many: int, count: Callable[[], Any]) -> Any:
    """What `count` gives; on a large site for KEPT seconds."""
    found = cache.get(key)
    if found is None:
        found = count()
        if Gotcha.objects.order_by("-pk").values_list("pk", flat=True)[many : many + 1]:
            cache.set(key, found, KEPT)
    return found
