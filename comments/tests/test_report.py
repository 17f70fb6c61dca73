"""Readers report a comment to the editors."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Report
from comments.tests.factories import make_comment
from comments.tests.posting import page_of
from gotchas.intake import limits, once, stamp
from gotchas.models import DailySalt, Decision, Gotcha, Policy, RateCounter
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture
def comment() -> Comment:
    return make_comment(on=make_gotcha(), text="Buy **now**.")


def send(comment: Comment, address: str = "192.0.2.1", **fields: str) -> Any:
    plain = {"what": "advertising", "words": "", "homepage": "", "stamp": stamp.seal(once.issue())}
    return Client(REMOTE_ADDR=address).post(f"/comments/{comment.pk}/report/", plain | fields)


def test_a_comment_leads_to_the_form_that_shows_it(client: Client, comment: Comment) -> None:
    thread = page_of(client.get(comment.thread.target.get_absolute_url()))
    assert f'href="/comments/{comment.pk}/report/" rel="nofollow"' in thread
    page = page_of(client.get(f"/comments/{comment.pk}/report/"))
    assert "Buy <strong>now</strong>" in page
    assert "noindex" in page


def test_a_report_is_kept_with_its_reason_and_hides_nothing(client: Client, comment: Comment) -> None:
    answer = send(comment, words="of\x07 a  casino")
    assert (answer.status_code, answer.url) == (302, f"/comments/{comment.pk}/reported/")
    report = Report.objects.get()
    assert report.reason == "advertising: of a casino"
    assert "192.0.2.1" not in report.reporter
    assert "An editor looks at" in page_of(client.get(answer.url))
    comment.refresh_from_db()
    assert comment.state == "published"


def test_a_reader_counts_once_a_comment(comment: Comment) -> None:
    other = make_comment()
    for address in ("2001:db8::1", "2001:db8::2", "192.0.2.7"):
        assert send(comment, address).status_code == 302
    send(other, "192.0.2.7")
    assert (comment.reports.count(), other.reports.count()) == (2, 1)


def test_who_reported_is_another_hash_on_the_next_day(
    comment: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(comment)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    send(comment)
    assert len(set(comment.reports.values_list("reporter", flat=True))) == 2


def test_a_comment_that_enough_readers_reported_waits_where_the_policy_says_so(comment: Comment) -> None:
    Policy.objects.create(form="comment", reports_to_hold=2)
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        comment.refresh_from_db()
        assert comment.state == "published"
        send(comment, address)
    comment.refresh_from_db()
    assert comment.state == "waiting"
    assert comment.thread.target.__class__.objects.get().comment_count == 0
    decision = Decision.objects.get()
    assert (decision.by, decision.reason) == (None, "Policy: reported by 2 readers on one day")


def test_one_reader_on_several_days_does_not_hold_a_comment(comment: Comment) -> None:
    Policy.objects.create(form="comment", reports_to_hold=2)
    for days in (2, 1, 0):
        DailySalt.objects.all().delete()
        send(comment)
        then = timezone.now() - datetime.timedelta(days=days)
        Report.objects.filter(pk=comment.reports.latest("pk").pk).update(created_at=then)
    assert comment.reports.count() == 3
    comment.refresh_from_db()
    assert comment.state == "published"
    send(comment, "192.0.2.2")
    comment.refresh_from_db()
    assert comment.state == "waiting"
    assert Decision.objects.get().reason == "Policy: reported by 2 readers on one day"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"what": ""}, "Choose what is wrong"),
        ({"what": "x"}, "Choose one of"),
        ({"words": "x" * 201}, "at most 200"),
        ({"homepage": "x"}, "not shown was filled"),
        ({"stamp": "x"}, "open too long"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_kept(comment: Comment, fields: Any, said: str) -> None:
    answer = send(comment, **fields)
    assert answer.status_code == 422
    assert said in page_of(answer)
    assert not Report.objects.exists()


@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_what_readers_do_not_see_cannot_be_reported(client: Client, state: str) -> None:
    comment = make_comment(state=state)
    assert client.get(f"/comments/{comment.pk}/report/").status_code == 404
    assert send(comment).status_code == 404


@pytest.mark.parametrize("state", ["withdrawn", "draft"])
def test_a_comment_of_a_page_that_nobody_can_read_is_neither_shown_nor_reported(
    client: Client, comment: Comment, state: str
) -> None:
    Gotcha.objects.update(state=state, withdrawn_reason="Untrue.")
    answer = client.get(f"/comments/{comment.pk}/report/")
    assert answer.status_code == 404
    assert "Buy" not in page_of(answer)
    assert send(comment).status_code == 404
    reported = client.get(f"/comments/{comment.pk}/reported/")
    assert f'href="/comments/{comment.pk}/"' not in page_of(reported)


def test_reports_are_limited(comment: Comment, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LIMITS = True
    monkeypatch.setattr(stamp, "QUICKEST", datetime.timedelta(0))
    RateCounter.objects.all().delete()
    answers = [send(comment) for _ in range(limits.REPORTS[0].count + 1)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert [answer.status_code for answer in answers[:2]] == [302, 302]


def test_a_report_without_its_token_counts_nothing_and_shows_what_was_typed(comment: Comment) -> None:
    sent = {"what": "offensive", "words": "rude", "stamp": stamp.seal(once.issue())}
    answer = Client(enforce_csrf_checks=True).post(f"/comments/{comment.pk}/report/", sent)
    assert answer.status_code == 403
    assert 'value="rude"' in page_of(answer)
    assert not Report.objects.exists()


def test_other_methods_are_refused(client: Client, comment: Comment) -> None:
    assert client.delete(f"/comments/{comment.pk}/report/").status_code == 405
    assert client.post(f"/comments/{comment.pk}/reported/").status_code == 405
