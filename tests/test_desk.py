"""The editors' desk: what needs doing."""

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import EditorMail
from comments.tests.factories import make_comment
from gotchas.models import CodeLink, DeadHost, Notice, SupportedVersion, UnansweredCode
from gotchas.tests.admin_pages import make_staff, signed_in, text_of, tree
from gotchas.tests.corrections import close, make_correction
from gotchas.tests.factories import make_code, make_gotcha
from kbsite import checks, desk

pytestmark = pytest.mark.django_db

DESK = "/desk/"
QUERIES = 33
"""Session, account, permissions (4), corrections (5), notices (2), comments (6), codes, articles,
who is told by mail, series."""


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def editor() -> Client:
    return signed_in(make_staff("editor", username="ada"))


def test_it_says_so_where_nobody_is_told_by_mail_that_something_waits(editor: Client, settings: Any) -> None:
    said = "Nobody is told by mail that a comment waits."
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert said not in text_of(editor.get(DESK))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert said in text_of(editor.get(DESK))
    EditorMail.objects.create(account=make_staff("moderator", username="mia"))
    assert said not in text_of(editor.get(DESK))


def test_a_check_before_going_live_says_so_too(settings: Any) -> None:
    assert [warning.id for warning in checks.nobody_told()] == ["kbsite.W006"]
    row = EditorMail.objects.create(account=make_staff("moderator"))
    assert checks.nobody_told() == []
    row.account.is_active = False
    row.account.save()
    assert "/admin/comments/editormail/" in checks.nobody_told()[0].hint
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert checks.nobody_told() == []


def fill(count: int) -> None:
    """So many of everything that needs doing."""
    SupportedVersion.objects.get_or_create(product="IBM MQ", version="9.4")
    DeadHost.objects.get_or_create(host="dead.example")
    for n in range(count):
        gotcha = make_gotcha(applies_to="7.1", cause="https://dead.example/", risk="restart")
        make_correction(gotcha)
        make_correction(gotcha, state="disputed")
        make_correction(gotcha, state="held")
        Notice.objects.create(gotcha=gotcha, text="Not on AIX.")
        make_comment(on=gotcha, state="waiting")
        question = make_comment(on=gotcha, kind="question")
        make_comment(parent=question, parent_confidence=0.5)
        CodeLink.objects.create(
            from_code=make_code(), to_code=make_code(), relation="same_fault", basis="rule"
        )
        UnansweredCode.objects.create(code=f"QQQ{n}{timezone.now():%f}", count=3)


def test_it_is_for_moderators_and_editors_alone() -> None:
    answer = Client().get(DESK)
    assert (answer.status_code, answer.url) == (302, f"/admin/login/?next={DESK}")
    assert signed_in(make_staff("reader")).get(DESK).status_code == 404
    fill(1)
    moderator = text_of(signed_in(make_staff("moderator")).get(DESK))
    assert "Comments waiting: 1" in moderator
    assert "Corrections waiting" not in moderator
    assert signed_in(make_staff("editor")).post(DESK).status_code == 405


@pytest.mark.parametrize("role", ["moderator", "editor", "administrator"])
@pytest.mark.parametrize("is_staff", [True, False])
def test_each_role_sees_only_what_it_can_act_on(role: str, is_staff: bool) -> None:
    fill(1)
    client = signed_in(make_staff(role, is_staff=is_staff))
    main = next(each for each in tree(client.get(DESK)).iter("main"))
    links = {link.get("href") for link in main.iter("a")}
    assert {"/desk/comments/", "/desk/questions/"} <= links
    assert ("/desk/corrections/" in links) == (role != "moderator")
    assert any(link.startswith("/admin/") for link in links) == is_staff
    answers = {link: client.get(link, follow=True) for link in links}
    # an unanswered code has no page but a 404 that says so, with the form for its comment
    wrong = {
        link: (answer.status_code, answer.redirect_chain)
        for link, answer in answers.items()
        if answer.status_code != 200 and "QQQ" not in link
    }
    assert wrong == {}
    assert not [link for link, answer in answers.items() if "/admin/login/" in str(answer.redirect_chain)]


def test_it_says_what_needs_doing_with_the_way_there(editor: Client) -> None:
    fill(2)
    answer = editor.get(DESK)
    page = text_of(answer)
    for said in (
        "Corrections waiting: 2", "Disputed, not settled: 2", "Corrections held: 2", "Comments waiting: 2",
        "Open questions: 2", "Reply parents to confirm: 2", "Links between codes to confirm: 2",
        "Unanswered codes: 2", "Articles not verified on a supported version: 2",
        "Articles that may be historic: 2", "Articles with links to hosts known dead: 2", "asked for 3 times",
    ):  # fmt: skip
        assert said in page, said
    assert "no-store" in answer["Cache-Control"]
    for need in (*answer.context["needs"], *answer.context["done"]):
        assert editor.get(need.address).status_code == 200, need.name
        for line in need.lines:
            assert editor.get(line.address, follow=True).status_code in (200, 404), line


def test_with_nothing_to_do_it_says_so_and_asks_for_versions(editor: Client) -> None:
    page = text_of(editor.get(DESK))
    assert "Nothing needs doing." in page
    assert "Supported versions" in page
    assert "Nothing has happened yet" in page


def test_counts_end_at_a_thousand(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(3)
    monkeypatch.setattr(desk, "MOST", 1)
    assert "Reply parents to confirm: 1+" in text_of(editor.get(DESK))
    assert desk.Need("", 1001, "").shown == "1+"
    monkeypatch.undo()
    assert desk.Need("", 1001, "").shown == "1,000+"


def test_what_was_disputed_longest_comes_first(editor: Client) -> None:
    now = timezone.now()
    make_correction(state="disputed", decided_at=now)
    long = make_correction(state="disputed", decided_at=now - datetime.timedelta(days=40))
    need = next(n for n in editor.get(DESK).context["needs"] if n.name.startswith("Disputed"))
    assert need.lines[0].text.startswith(f"Correction {long.pk}:")
    assert need.lines[0].note == "for 40 days"


def test_what_waits_for_years_is_told_by_its_date(editor: Client) -> None:
    make_correction(state="disputed", decided_at=datetime.datetime(2007, 7, 4, 12, tzinfo=datetime.UTC))
    need = next(n for n in editor.get(DESK).context["needs"] if n.name.startswith("Disputed"))
    assert need.lines[0].note == "since 4 July 2007"


def test_what_is_disputed_in_an_article_that_was_put_away_says_so(editor: Client) -> None:
    row = make_correction(state="disputed")
    close(row.gotcha, "withdrawn")
    need = next(n for n in editor.get(DESK).context["needs"] if n.name.startswith("Disputed"))
    assert need.lines[0].text == f"Correction {row.pk}: {row.gotcha} (withdrawn)"


def test_it_asks_as_often_for_much_as_for_little(editor: Client) -> None:
    def asked(count: int) -> int:
        fill(count)
        with CaptureQueriesContext(connection) as caught:
            assert editor.get(DESK).status_code == 200
        return len(caught)

    assert asked(1) == asked(7) == QUERIES


def test_a_large_site_is_looked_through_now_and_then(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "MANY", 1)
    fill(2)
    editor.get(DESK)
    fill(1)
    page = text_of(editor.get(DESK))
    assert "Corrections waiting: 3" in page
    assert "Articles that may be historic: 2" in page


def test_it_draws_what_came_and_what_was_decided(editor: Client) -> None:
    fill(2)
    make_correction().reject(make_staff("editor"), "No.")
    answer: Any = editor.get(DESK)
    drawn = {lane.label: lane.total for lane in answer.context["timeline"].lanes}
    assert drawn == {"Codes asked for in vain": 2, "Comments": 4, "Corrections": 7, "Decisions": 1}
    assert "The same as a table" in text_of(answer)


def test_admin_leads_to_it(editor: Client) -> None:
    assert f'href="{DESK}"' in editor.get("/admin/").content.decode()


def test_every_page_below_the_desk_leads_back_to_it(editor: Client) -> None:
    comment = make_comment(on=make_gotcha())
    below = ["corrections/", "corrections/log/", "comments/", f"comments/{comment.pk}/", "comments/log/"]
    for address in [*below, "questions/"]:
        crumbs = tree(editor.get(f"{DESK}{address}")).find(".//nav[@class='crumbs']")
        assert crumbs is not None, address
        assert next(link.get("href") for link in crumbs.iter("a")) == DESK, address


def test_editors_find_the_desk_from_the_public_pages(client: Client) -> None:
    assert f'href="{DESK}"' in client.get("/about/").content.decode()
