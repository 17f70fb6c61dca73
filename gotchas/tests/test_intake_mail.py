"""The queue of mail: what is written into it, and how it is sent, to a mail server of the tests' own."""

import datetime
import socket
from collections.abc import Iterator

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from post_office.models import STATUS, Email, Log

from gotchas.intake import mail, mail_sending
from gotchas.tests.admin_pages import make_staff, signed_in, text_of
from gotchas.tests.racing import at_once
from gotchas.tests.smtp_sink import Sink, running
from kbsite.chores import AT_ONCE, throw_away

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    with running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = ""
        yield server


def dead_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def make_due() -> None:
    Email.objects.update(scheduled_time=timezone.now() - datetime.timedelta(seconds=1))


def test_a_mail_goes_out_as_text_and_html_with_its_headers(sink: Sink) -> None:
    unsubscribe = {"List-Unsubscribe": "<https://example.org/x/>"}
    mail.queue("ann@example.org", "It works – 1.15", "Text.\n.dot", "<p>HTML.</p>", unsubscribe)
    assert mail_sending.send_some() == 1
    assert mail_sending.send_some() == 0
    [(receivers, message)] = sink.taken
    assert (receivers, message["To"]) == (["ann@example.org"], "ann@example.org")
    assert (message["Subject"], message["Auto-Submitted"]) == ("It works – 1.15", "auto-generated")
    assert message["List-Unsubscribe"] == "<https://example.org/x/>"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.get_body(["plain"]).get_content().split() == ["Text.", ".dot"]
    assert message["Message-ID"] == Email.objects.get().message_id
    assert Email.objects.get().status == STATUS.sent


def test_what_is_rolled_back_is_never_sent(sink: Sink) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        mail.queue("ann@example.org", "Subject", "Text")
        raise RuntimeError
    assert mail_sending.send_some() == 0


def test_a_server_that_is_away_costs_nothing_and_is_waited_for(sink: Sink, settings, capsys) -> None:
    settings.EMAIL_PORT = dead_port()
    mail.queue("ann@example.org", "Subject", "Text")
    with pytest.raises(mail_sending.ServerAway, match="ConnectionRefusedError"):
        mail_sending.send_some()
    call_command("worker", once=True)
    assert "cannot send mail: ConnectionRefusedError" in capsys.readouterr().err
    assert Email.objects.get().number_of_retries is None
    settings.EMAIL_PORT = sink.port
    call_command("worker", once=True)
    assert sink.addresses == ["ann@example.org"]


def test_a_server_that_hangs_up_in_the_middle_gets_the_mail_later(sink: Sink) -> None:
    sink.answers["MAIL"] = b""
    mail.queue("ann@example.org", "Subject", "Text")
    mail.queue("bob@example.org", "Subject", "Text")
    with pytest.raises(mail_sending.ServerAway):
        mail_sending.send_some()
    assert sorted(Email.objects.values_list("number_of_retries", flat=True), key=bool) == [None, 1]
    sink.answers.clear()
    make_due()
    assert mail_sending.send_some() == 2
    assert sorted(sink.addresses) == ["ann@example.org", "bob@example.org"]


def test_one_that_is_refused_for_good_is_given_up_and_the_others_are_sent(sink: Sink, caplog) -> None:
    sink.answers["RCPT TO:<ann@"] = b"550 no ann@example.org here"
    for name in ("ann", "bob"):
        mail.queue(f"{name}@example.org", "Subject", "Text")
    assert mail_sending.send_some() == 2
    assert sink.addresses == ["bob@example.org"]
    refused = Email.objects.get(to="ann@example.org")
    assert (refused.status, refused.number_of_retries) == (STATUS.failed, 1)
    assert "550" in Log.objects.get().message
    assert "SMTPRecipientsRefused 550. It is given up" in caplog.text
    assert "ann@example.org" not in caplog.text


def test_one_that_is_put_off_is_tried_again_at_growing_distances_and_then_given_up(sink: Sink) -> None:
    sink.answers["RCPT"] = b"451 later"
    row = mail.queue("ann@example.org", "Subject", "Text")
    assert mail_sending.send_some() == 1
    assert mail_sending.send_some() == 0
    waits = []
    for _ in range(mail_sending.TRIES - 1):
        make_due()
        mail_sending.send_some()
        row.refresh_from_db()
        waits.append((row.scheduled_time - timezone.now()).total_seconds() / 60)
    assert [round(wait) for wait in waits[:4]] == [2, 4, 8, 16]
    assert round(waits[-1]) == 360
    assert row.status == STATUS.failed
    make_due()
    assert mail_sending.send_some() == 0


def test_a_mail_that_cannot_be_made_is_given_up(sink: Sink) -> None:
    row = mail.queue("ann@example.org", "Subject", "Text")
    Email.objects.filter(pk=row.pk).update(subject="Two\r\nBcc: victim@example.org")
    mail_sending.send_some()
    assert sink.taken == []
    assert Email.objects.get().status == STATUS.failed


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_send_each_mail_once(sink: Sink) -> None:
    for n in range(12):
        mail.queue(f"reader{n}@example.org", "Subject", "Text")
    at_once(2, mail_sending.send_some)
    assert sorted(sink.addresses) == sorted(f"reader{n}@example.org" for n in range(12))


def test_a_claim_of_a_worker_that_died_ends(sink: Sink) -> None:
    row = mail.queue("ann@example.org", "Subject", "Text")
    assert mail_sending._claim(row.pk)
    assert mail_sending._claim(row.pk) is None
    assert mail_sending.send_some() == 0
    make_due()
    assert mail_sending.send_some() == 1


def test_urgent_ones_go_first_and_a_portion_is_bounded(sink: Sink, monkeypatch) -> None:
    monkeypatch.setattr(mail_sending, "PORTION", 2)
    for n in range(3):
        mail.queue(f"reader{n}@example.org", "Subject", "Text")
    mail.queue("urgent@example.org", "Subject", "Text", urgent=True)
    assert mail_sending.send_some() == 2
    assert sink.addresses == ["urgent@example.org", "reader0@example.org"]


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org\r\nBcc: x@y.org", "a,b@example.org", '"a b"@example.org', '"a,b"@example.org',
        "Ann <ann@example.org>", "ann@example.org, bob@example.org", "ann", "", "ann@exa mple.org",
        "änn@example.org",
    ],
)  # fmt: skip
def test_no_mail_goes_to_an_odd_address(address: str) -> None:
    assert not mail.takes(address)
    with pytest.raises(ValueError, match="address"):
        mail.queue(address, "Subject", "Text")


@pytest.mark.parametrize("bad", ["\r\nBcc: x@y.org", "\nX: y", "\r", "\0", "\x85", "\u2028"])
def test_nothing_gets_into_the_headers(sink: Sink, bad: str) -> None:
    for headers in ({"X-Of": f"a{bad}"}, {f"X{bad}": "a"}):
        with pytest.raises(ValueError, match="header"):
            mail.queue("ann@example.org", "Subject", "Text", headers=headers)
    mail.queue("ann@example.org", f"On a title{bad}", "Text")
    mail_sending.send_some()
    [(receivers, message)] = sink.taken
    assert receivers == ["ann@example.org"]
    assert "Bcc" not in message
    assert "X" not in message
    assert message["Subject"].startswith("On a title")


def test_without_a_mail_server_all_is_kept_and_the_worker_says_so(settings, caplog) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    mail.queue("ann@example.org", "What would be sent", "Text", "<script>alert(1)</script>")
    call_command("worker", once=True)
    assert "1 mail waits, no mail server is configured" in caplog.text
    assert "The newest: “What would be sent”." in caplog.text
    assert django_mail.outbox == []
    client = signed_in(make_staff("administrator"))
    shown = text_of(client.get("/admin/post_office/email/"))
    assert "What would be sent" in shown
    assert "No mail server is set up." in shown
    page = client.get(f"/admin/post_office/email/{Email.objects.get().pk}/change/")
    assert b"&lt;script&gt;alert(1)" in page.content
    assert b"<script>alert(1)" not in page.content


@pytest.mark.parametrize("role", ["editor", "moderator"])
def test_only_administrators_see_the_queue(role: str) -> None:
    assert signed_in(make_staff(role)).get("/admin/post_office/email/").status_code == 403


@pytest.mark.parametrize("page", ["emailtemplate", "attachment", "log"])
def test_pages_of_the_library_that_change_mail_are_not_there(page: str) -> None:
    assert signed_in(make_staff("administrator")).get(f"/admin/post_office/{page}/").status_code == 404


def test_old_mails_are_thrown_away_and_too_old_ones_not_sent(sink: Sink) -> None:
    long_ago = timezone.now() - datetime.timedelta(days=8)
    for n, status in enumerate((STATUS.sent, STATUS.sent, STATUS.queued)):
        row = mail.queue(f"reader{n}@example.org", "Subject", "Text")
        if n:
            Email.objects.filter(pk=row.pk).update(status=status, created=long_ago, last_updated=long_ago)
        else:
            Email.objects.filter(pk=row.pk).update(status=status)
    assert mail_sending.send_some() == 0
    assert mail_sending.throw_away(AT_ONCE) == 1
    Email.objects.update(created=timezone.now() - datetime.timedelta(days=31))
    assert throw_away() == 2
