"""Readers' reports: one a reader and comment, by a hash of the address that is another one tomorrow."""

import datetime

from django.db import transaction

from comments.models import Comment, Report
from gotchas.intake import rules, visitors


@transaction.atomic
def report(comment: Comment, reason: str, address: str) -> bool:
    """Keep the report; False where this reader's is kept already.

    Where the site's policy says so, the report that reaches its number takes the comment back until an editor
    looked at it. Only those of one day are counted together: on another day a reader has another hash.
    """
    today = visitors.lock_today()
    visitor = visitors.visitor_of(address, today.salt)
    _, is_new = Report.objects.get_or_create(comment=comment, reporter=visitor, defaults={"reason": reason})
    enough = rules.policy_of("comment").reports_to_hold
    if is_new and enough and comment.state == Comment.State.PUBLISHED:
        midnight = datetime.datetime.combine(today.day, datetime.time(), datetime.UTC)
        count = Report.objects.filter(comment=comment, handled_at=None, created_at__gte=midnight).count()
        if count >= enough:
            comment.hold(None, f"Policy: reported by {count} reader{'' if count == 1 else 's'} on one day")
    return is_new
