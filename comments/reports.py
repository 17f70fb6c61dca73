"""Readers' reports: one a reader and comment, by a hash of the address that is another one tomorrow."""

from django.db import transaction

from comments.models import Comment, Report
from gotchas.intake import rules, visitors


@transaction.atomic
def report(comment: Comment, reason: str, address: str) -> bool:
    """Keep the report; False where this reader's is kept already.

    Where the site's policy says so, the report that reaches its number takes the comment back until an editor
    looked at it.
    """
    visitor = visitors.visitor_of(address, visitors.lock_today().salt)
    _, is_new = Report.objects.get_or_create(comment=comment, reporter=visitor, defaults={"reason": reason})
    enough = rules.policy_of("comment").reports_to_hold
    if is_new and enough and comment.state == Comment.State.PUBLISHED:
        count = Report.objects.filter(comment=comment, handled_at=None).count()
        if count >= enough:
            comment.hold(None, f"Policy: reported by {count} reader{'' if count == 1 else 's'}")
    return is_new
