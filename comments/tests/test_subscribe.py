"""Asking for new comments by mail: the form, the confirmation by the receiver, and the ways out."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from comments import subscriptions
from comments.models import Subscription, Thread
from comments.tests.factories import make_comment
from comments.tests.posting import page_of
from gotchas.intake import once, stamp
from gotchas.models import Rule, UnansweredCode
from gotchas.tests.factories import make_code, make_collection, make_gotcha

pytestmark = pytest.mark.django_db
ADDRESS = "Ann@Example.org"


@pytest.fixture
def place():
    """The address of the form on a gotcha."""
    make_gotcha(collection=make_collection(number=1))
    return "/subscriptions/1.1/"


@pytest.fixture(autouse=True)
def unhurried(settings):
    settings.LIMITS = False


def send(client: Client, address: str, email: str = ADDRESS, **more: str):
    return client.post(address, {"email": email, "stamp": stamp.seal(once.issue()), "homepage": "", **more})


def confirmed(thread=None, email: str = "ann@example.org") -> Subscription:
    thread = thread or Thread.objects.get_or_open(make_gotcha())
    return Subscription.objects.create(thread=thread, email=email, confirmed_at=timezone.now())


def link_in(mail: Email) -> str:
    [link] = re.findall(r"http://127.0.0.1:8000(\S+)", mail.message)
    return link


def test_nothing_is_sent_but_a_question_until_the_receiver_confirmed(client, place) -> None:
    assert 'type="email"' in page_of(client.get(place))
    answer = send(client, place)
    assert (answer.status_code, answer.url) == (302, f"{place}?asked")
    assert "Look into your mail" in page_of(client.get(answer.url))
    question = Email.objects.get()
    assert question.to == ["ann@example.org"]
    link = link_in(question)
    assert link in question.html_message
    page = page_of(client.get(link))
    assert "example.org" not in page
    assert Subscription.objects.get().confirmed_at is None
    answer = client.post(link)
    assert "Confirmed:" in page_of(client.get(answer.url))
    assert Subscription.objects.get().is_active
    assert client.get(link).status_code == 302


@pytest.mark.parametrize("what", ["collection", "gotcha", "code"])
def test_each_kind_of_page_can_be_asked_for(client, what) -> None:
    target = {"collection": make_collection, "gotcha": make_gotcha, "code": make_code}[what]()
    thread = Thread.objects.get_or_open(target)
    page = client.get(target.get_absolute_url()).content.decode()
    [address] = re.findall(r'href="(/subscriptions/[^"]+)"', page)
    send(client, address)
    assert Subscription.objects.get().thread == thread


def test_asking_twice_sends_no_second_mail_within_an_hour(client, place) -> None:
    for _ in range(3):
        assert send(client, place).status_code == 302
    assert send(client, place, "ANN@example.ORG").status_code == 302
    assert Email.objects.count() == 1
    Subscription.objects.update(asked_at=timezone.now() - datetime.timedelta(minutes=61))
    send(client, place)
    assert Email.objects.count() == 2
    assert Subscription.objects.count() == 1


def test_who_is_subscribed_is_asked_nothing_and_the_page_says_the_same(client, place) -> None:
    send(client, place)
    first = client.get(f"{place}?asked").content
    Subscription.objects.get().confirm()
    Subscription.objects.update(asked_at=None)
    send(client, place)
    assert Email.objects.count() == 1
    assert client.get(f"{place}?asked").content == first


def test_one_visitor_may_ask_five_times_a_minute(client, place, settings, monkeypatch) -> None:
    settings.LIMITS = True
    monkeypatch.setattr(stamp, "QUICKEST", datetime.timedelta(0))
    codes = [send(client, place, f"reader{n}@example.org").status_code for n in range(6)]
    assert codes == [302] * 5 + [429]


def test_one_address_is_asked_five_times_a_day_whoever_asks(settings) -> None:
    settings.LIMITS = True
    for _ in range(7):
        subscriptions.ask(Thread.objects.get_or_open(make_gotcha()), "ann@example.org")
    assert Email.objects.count() == 5


@pytest.mark.parametrize(
    "email", ["", "ann", '"a,b"@example.org', "a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org"]
)
def test_an_odd_address_is_refused_and_kept_in_the_field(client, place, email) -> None:
    answer = send(client, place, email)
    assert answer.status_code == 422
    assert "There is a problem" in page_of(answer)
    assert not Email.objects.exists()


def test_a_lost_token_shows_the_form_again(place) -> None:
    answer = send(Client(enforce_csrf_checks=True), place)
    assert answer.status_code == 403
    assert 'value="Ann@Example.org"' in page_of(answer)


def test_without_a_mail_server_nothing_is_promised(client, place, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = page_of(client.get(place))
    assert "Mail is not set up on this site" in page
    assert "/feeds/comments/1.1/" in page
    assert send(client, place).status_code == 403
    assert not Subscription.objects.exists()
    assert b"/subscriptions/" not in client.get("/1.1/").content
    assert "by mail" not in page_of(client.get("/1.1/comment/"))


@pytest.mark.parametrize("address", ["/subscriptions/9/", "/subscriptions/9.9/", "/subscriptions/codes/x/y/"])
def test_what_is_not_there_cannot_be_asked_for(client, address) -> None:
    assert client.get(address).status_code == 404


def test_a_code_that_nobody_stored_cannot_be_asked_for(client) -> None:
    assert client.get("/codes/ibm-mq-amq/AMQ9638/comment/").status_code == 200
    assert client.get("/subscriptions/codes/ibm-mq-amq/AMQ9638/").status_code == 404
    assert not UnansweredCode.objects.exists()


def test_a_link_to_confirm_is_good_for_seven_days(client, place) -> None:
    send(client, place)
    link = link_in(Email.objects.get())
    Subscription.objects.update(created_at=timezone.now() - datetime.timedelta(days=8))
    assert client.get(link).status_code == client.post(link).status_code == 410
    assert place in page_of(client.get(link))
    send(client, place)
    assert Email.objects.count() == 2
    assert client.get(link).status_code == 404


# Ways out


def test_a_mail_program_ends_it_with_one_click_without_cookie_or_redirect() -> None:
    row = confirmed()
    answer = Client(enforce_csrf_checks=True).post(row.end_address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "No more mail" in page_of(answer)
    row.refresh_from_db()
    assert row.ended_at
    again = Client(enforce_csrf_checks=True).post(row.end_address, {"List-Unsubscribe": "One-Click"})
    assert again.status_code == 200


def test_looking_at_the_link_ends_nothing_and_the_button_does(client) -> None:
    row = confirmed()
    assert "Stop them" in page_of(client.get(row.end_address))
    row.refresh_from_db()
    assert row.is_active
    answer = client.post(row.end_address)
    assert "No more mail" in page_of(client.get(answer.url))
    row.refresh_from_db()
    assert not row.is_active


def test_the_list_has_all_of_the_address_and_nothing_of_others(client) -> None:
    row, other = confirmed(), confirmed()
    confirmed(email="bob@example.org")
    page = page_of(client.get(row.list_address))
    assert row.thread.target.title in page
    assert page.count("Stop mail<") == 2
    assert "example.org" not in page
    assert client.post(f"{row.list_address}end/").url == row.list_address
    assert "gets no mail from here" in page_of(client.get(row.list_address))
    other.refresh_from_db()
    assert other.ended_at
    assert Subscription.objects.active().get().email == "bob@example.org"


def test_a_link_that_was_not_confirmed_shows_no_list(client) -> None:
    confirmed()
    guest = Subscription.objects.create(thread=make_comment().thread, email="ann@example.org")
    assert "gets no mail from here" in page_of(client.get(guest.list_address))
    client.post(f"{guest.list_address}end/")
    assert Subscription.objects.active().count() == 1


@pytest.mark.parametrize("page", ["confirm", "end", "mine"])
def test_pages_of_a_link_are_private_and_others_are_a_404(client, page) -> None:
    row = confirmed()
    address = f"/subscriptions/{page}/{row.token}/"
    answer = client.get(address)
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/subscriptions/{page}/{'x' * 32}/").status_code == 404
    assert client.delete(address).status_code == 405
    assert client.get(f"{row.list_address}end/").status_code == 405


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_takes_the_same_queries_whatever_its_length(
    client, django_assert_num_queries, count
) -> None:
    rows = [confirmed() for _ in range(count)]
    with django_assert_num_queries(2):
        client.get(rows[0].list_address)


def test_the_form_takes_its_queries(client, place, django_assert_num_queries) -> None:
    with django_assert_num_queries(4):
        client.get(place)


# From the form for a comment


def write(client: Client, **fields: str):
    plain = {
        "author_name": "Ann",
        "author_email": ADDRESS,
        "kind": "other",
        "text": "It works.",
        "mailed": "on",
    }
    return client.post(
        "/1.1/comment/", {**plain, "stamp": stamp.seal(once.issue()), "homepage": "", **fields}
    )


def test_who_writes_a_comment_can_ask_for_others_along_with_it(client, place) -> None:
    assert write(client).status_code == 302
    row = Subscription.objects.get()
    assert (row.email, row.confirmed_at, row.thread.target.number) == ("ann@example.org", None, "1.1")
    assert Email.objects.get().subject.startswith("Confirm: new comments on 1.1")
    write(client, text="And more.", mailed="")
    assert Email.objects.count() == 1


def test_asking_without_an_address_is_told(client, place) -> None:
    answer = write(client, author_email="")
    assert answer.status_code == 422
    assert "Enter the address" in page_of(answer)


def test_spam_makes_the_site_send_nothing(client, place) -> None:
    Rule.objects.create(kind="word", value="casino", verdict="spam")
    assert write(client, text="casino").status_code == 302
    assert not Email.objects.exists()
