"""A site that holds rows for every state that a page can be in."""

import datetime
from types import SimpleNamespace as Site

from django.utils import timezone

from comments.models import Comment, Report, Subscription, Thread
from comments.moderation import note_why_held
from comments.tests.factories import make_comment
from gotchas.models import CodeFamily, CodeLink, Correction, Gotcha, Notice, Revision
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.factories import (
    make_code,
    make_collection,
    make_family,
    make_gotcha,
    make_platform,
    make_source,
)

SOLUTION = """
1. Look.

   ```console As root, on every node
   # ls key.kdb
   $ runmqakm -cert -list
   ```

2. Change it, see AMQ9637.

# On old releases

Rename it.
"""
LONG_WORD = "Z" * 150
PASSWORD = "correct horse battery"


def make_site() -> Site:
    """Rows for every state; texts with what makes a page wide, nested or odd."""
    site = Site(family=CodeFamily.objects.get(slug="ibm-mq-amq"))
    site.collection = make_collection(
        title="TLS of queues",
        introduction="All we met.",
        authors="Ann and Bob",
        source=make_source(),
        published_on=datetime.date(2007, 6, 29),
        note="Retold by the editors.",
    )
    site.code = make_code("AMQ9637", family=site.family, meaning="the partner sent no certificate")
    site.bare_code = make_code("AMQ9999", family=site.family, meaning="", meaning_state="unknown")
    site.platform = make_platform(name="z/OS of old")
    site.gotcha = _full_gotcha(site)
    site.plain = make_gotcha(collection=site.collection, title=f"Plain {LONG_WORD}", recorded=False)
    site.historic = make_gotcha(collection=site.collection, state="historic", kind="tip")
    site.withdrawn = make_gotcha(state="withdrawn", withdrawn_reason="It was never true.")
    site.merged = make_gotcha(state="merged", successor=site.historic)
    site.empty = make_collection(title="Empty")
    site.long = _long_collection()
    site.plain_family = make_family(name="Plain ones")
    for family in (site.plain_family, make_family(name="Others")):
        make_code("SAME1234", family=family)
    _link_codes(site)
    _write_thread(site)
    _write_history(site)
    site.editor, site.administrator = make_staff("editor", username="ada"), make_staff("administrator")
    for user in (site.editor, site.administrator):
        user.set_password(PASSWORD)
        user.save()
    return site


def _full_gotcha(site: Site) -> Gotcha:
    gotcha = make_gotcha(
        collection=site.collection,
        title="No certificate",
        problem=f"It stops with AMQ9637E:\n\n```\n{LONG_WORD}\n```",
        cause="The label is wrong.",
        solution=SOLUTION,
        expected="| Column | Other |\n|---|---|\n| It | runs |",
        platforms=[site.platform],
        codes=[site.code],
        risk="restart",
        confidence="verified",
        applies_from="7.1",
        applies_to="9.3",
        verified_release="9.4.0",
        verified_at=datetime.date(2026, 2, 3),
        verified_by="A. Tester",
    )
    gotcha.sources.add(make_source())
    gotcha.related.add(make_gotcha(collection=site.collection, title="A sister"))
    for n, level in enumerate(("danger", "danger", "disputed", "corrected")):
        anchor = f"solution-step-{n}"  # of which two are there
        site.danger = Notice.objects.create(
            gotcha=gotcha, level=level, text=f"Mind {n}.", part="solution", anchor=anchor
        )
    return gotcha


def _long_collection():
    """More than stand on one page with their texts, and more than one page of rows."""
    collection = make_collection(title="A long one")
    Gotcha.objects.bulk_create(
        Gotcha(collection=collection, position=n, title=f"Row {n}", state="published") for n in range(1, 103)
    )
    return collection


def _link_codes(site: Site) -> None:
    site.code.aliases.create(alias="0x00002595", kind="hex")
    site.code.sources.add(make_source())
    for source in (None, make_source()):
        site.code.printed.create(text=f"The partner sent {LONG_WORD} as {source}", source=source)
    site.code.platforms.add(site.platform)
    other = {"relation": CodeLink.Relation.OTHER_END, "basis": CodeLink.Basis.SOURCE}
    CodeLink.objects.create(from_code=site.code, to_code=site.bare_code, **other)


def _write_thread(site: Site) -> None:
    """A conversation deeper than it is indented, a tombstone, and a comment that speaks of the gotcha."""
    parent = make_comment(on=site.collection, text="Does 1.1 hold on 9.4? AMQ9637", kind="question")
    site.comment = parent
    site.names_two = make_comment(on=site.collection, text="1.1 and 1.2 are wrong.")
    site.answer = make_comment(parent=parent, text="It does, when it is renamed.")
    for _ in range(8):
        parent = make_comment(parent=parent, text=f"It does, {LONG_WORD}.", parent_confidence=0.6)
    asked = make_comment(on=site.collection, text="And on z/OS?", kind="question")
    site.marked = make_comment(parent=asked, confirmed_at=timezone.now())
    site.marked.mark_as_answer([asked], None, "Ann")
    removed = make_comment(on=site.collection)
    make_comment(parent=removed)
    Comment.objects.filter(pk=removed.pk).update(state="removed", removed_reason="advertising")
    for target in (site.code, site.gotcha):
        worked = {"kind": "worked", "worked_version": "9.4", "confirmed_at": timezone.now()}
        site.verdict = make_comment(on=target, **worked)
    site.waiting = make_comment(on=site.gotcha, state="waiting", text=f"See https://a.example/{LONG_WORD}")
    note_why_held(site.waiting, ["Rule: More links than 0 (1 link)"])
    Report.objects.create(comment=site.comment, reason="advertising")
    mailed = {"thread": site.verdict.thread, "email": "bob@example.org"}
    site.asked_for_mail = Subscription.objects.create(**mailed)
    mailed |= {"email": "ann@example.org", "confirmed_at": timezone.now()}
    site.gets_mail = Subscription.objects.create(**mailed)
    Subscription.objects.create(**mailed | {"thread": site.comment.thread})
    closed = Thread.objects.get_or_open(site.historic)
    Thread.objects.filter(pk=closed.pk).update(closed_at=timezone.now(), closed_reason="All is said.")


def _write_history(site: Site) -> None:
    gotcha, now = site.gotcha, timezone.now()
    decided = {"collection": gotcha.collection, "part": "solution", "proposed": "Do not.", "decided_at": now}
    base = {"base": gotcha.revisions.first(), "quoted": "1. Look."}
    rejected = {"state": "rejected", "decision_reason": "It is right.", **base, **decided}
    site.rejected = Correction.objects.create(gotcha=gotcha, **rejected)
    disputed = {
        **rejected,
        "state": "disputed",
        "proposed": f"1. {LONG_WORD}",
        "proposer_name": LONG_WORD[:80],
    }
    site.disputed = Correction.objects.create(gotcha=gotcha, reason="So it was.", seen_on="9.3", **disputed)
    applied = Correction.objects.create(
        gotcha=gotcha, state="applied", decision_reason="True.", proposer_name="Neil", **decided
    )
    gotcha.refresh_from_db()  # comments were counted on it
    gotcha.solution = SOLUTION.replace("Look", "Look twice")
    gotcha.corrected_at = now
    gotcha.save()
    gotcha.record(author_name="Editor", note="Looks twice.", correction=applied)
    clash = {"gotcha": gotcha, "collection": gotcha.collection, "part": "solution", **base}
    site.clash = Correction.objects.create(proposed="1. Look away.", reason=LONG_WORD, **clash)
    site.proposed = Correction.objects.create(
        **{**clash, "base": gotcha.revisions.last(), "quoted": "1. Look twice."},
        proposed="1. Look three times.",
        proposer_email="neil@example.org",
        wants_mail=True,
    )
    site.new_one = Correction.objects.create(
        collection=gotcha.collection,
        proposal={"title": f"A {LONG_WORD}", "problem": LONG_WORD, "codes": ["AMQ9637"]},
        visibility="waiting",
    )
    site.erased = make_gotcha()
    Revision.objects.filter(gotcha=site.erased).update(suppressed_at=now, suppressed_reason="By request.")
