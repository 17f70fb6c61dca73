"""A row in every table of the admin."""

from comments.models import Announcement, CommentText, EditorMail, Person, Report, Subscription
from comments.tests.factories import make_comment
from gotchas.intake import mail
from gotchas.models import (
    CodeAlias,
    CodeLink,
    Correction,
    DailySalt,
    DeadHost,
    Decision,
    Notice,
    Policy,
    PrintedMessage,
    ProofNonce,
    RateCounter,
    Rule,
    SubmissionToken,
    SupportedVersion,
    UnansweredCode,
    UnansweredSighting,
)
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.factories import make_code, make_gotcha, make_platform, make_source


def make_one_of_each(n: int = 0) -> None:
    """A row in every table, hanging together as real ones do; `n` is below 31."""
    root = make_staff(username=f"root-of-{n}", email="root@example.org")
    code, other = make_code(f"ABC{n:04}"), make_code(f"DEF{n:04}")
    gotcha = make_gotcha(platforms=[make_platform()], codes=[code, other])
    gotcha.sources.add(make_source())
    gotcha.title = f"Another title {n}"
    gotcha.save()
    gotcha.record(author=root, note="Better.")
    CodeAlias.objects.create(code=code, alias=f"0x{n:08X}", kind="hex")
    PrintedMessage.objects.create(code=code, text="It broke %s", source=make_source())
    CodeLink.objects.create(
        from_code=code, to_code=other, relation="other_end", basis="text", confirmed_by=root
    )
    correction = Correction.objects.create(
        gotcha=gotcha, part="solution", quoted="Do", proposed="Do not", base=gotcha.revisions.first()
    )
    Notice.objects.create(gotcha=gotcha, text="Do not run step 2.", correction=correction, author=root)
    Decision.objects.create(
        kind="correction", object_id=correction.pk, before="reported", after="held", by=root
    )
    Policy.objects.create(form=f"form-{n}")
    Rule.objects.create(kind="word", value=f"casino {n}")
    DeadHost.objects.create(host=f"{n}.example.org")
    SupportedVersion.objects.create(product="MQ", version=str(n), source=make_source())
    SubmissionToken.objects.create(token=str(n), digest=str(n))
    RateCounter.objects.create(scope="comment", key=str(n), window="2026-01-01T00:00Z")
    ProofNonce.objects.create(nonce=str(n))
    DailySalt.objects.create(day=f"2026-01-{n + 1:02}")
    unanswered = UnansweredCode.objects.create(code=f"XYZ{n}", family=code.family)
    UnansweredSighting.objects.create(code=unanswered, day="2026-01-01", visitor=str(n))
    comment = make_comment(on=gotcha, person=Person.objects.create(name=f"Person {n}"))
    make_comment(parent=comment, parent_confidence=0.5)
    CommentText.objects.create(comment=comment, text="Before")
    Report.objects.create(comment=comment, reporter=str(n))
    Subscription.objects.create(thread=comment.thread, email=f"{n}@example.org")
    mail.queue(f"{n}@example.org", "Subject", "Text")
    Announcement.objects.create(comment=comment)
    EditorMail.objects.create(account=root)
