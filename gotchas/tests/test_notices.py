"""Notices and disputes wherever an article is read: in its collection, feeds, text, data and lists."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from gotchas.answers import notices
from gotchas.models import Correction, Gotcha, Notice
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_platform
from gotchas.tests.feed_checks import entries_of
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db

DANGER = "Do not run step 2 on AIX."
DISPUTE = "A reader says step 1 is wrong. Not checked yet."


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://gotchas.example.org"


@pytest.fixture
def gotcha():
    """With a danger at step 2 and a dispute of step 1; what is over or held back is not told."""
    gotcha = make_gotcha(
        title="Keys", solution="1. Look.\n2. Delete it.", codes=[make_code("QQQ1234")],
        platforms=[make_platform(slug="os-x")],
    )  # fmt: skip
    warn(gotcha)
    make_correction(gotcha, quoted="2. Delete it.", proposed="Hidden.", state="disputed", visibility="spam")
    Notice.objects.create(gotcha=gotcha, text="Over.", ended_at=gotcha.created_at)
    return gotcha


def warn(gotcha):
    Notice.objects.create(gotcha=gotcha, text="Corrected a lot.", level="corrected")
    Notice.objects.create(gotcha=gotcha, text=DANGER, part="solution", anchor="solution-step-2")
    return make_correction(gotcha, quoted=gotcha.solution.split("\n")[0], state="disputed")


def test_the_collection_shows_them_on_top_and_at_the_step(client, gotcha):
    make_gotcha(collection=gotcha.collection, solution="1. Look.\n2. Go.")
    page = client.get(f"/{gotcha.collection.number}/")
    check_page(page)
    words, html = text_of(page), page.content.decode()
    assert words.index("Danger: " + DANGER) < words.index("Corrected a lot.") < words.index("Problem")
    assert (words.count(DANGER), words.count(DISPUTE)) == (2, 2)
    assert words.rindex(DANGER) < words.index("Delete it.") < words.index("Go.")
    assert f'href="{gotcha.get_absolute_url()}#solution-step-2"' in html
    assert "Over." not in words
    assert "Hidden." not in words


def test_the_feed_shows_them_and_counts_them_as_news(client, gotcha):
    entry = entries_of(client.get("/feeds/gotchas/"))[0]
    assert entry.html.index(DANGER) < entry.html.index("Problem")
    assert (entry.html.count(DANGER), entry.html.count(DISPUTE)) == (2, 2)
    assert "Over." not in entry.html
    newest = max(notice.created_at for notice in Notice.objects.all())
    assert entry.updated >= newest.isoformat()[:19]


def test_that_a_notice_or_a_dispute_is_over_is_news_as_well(client):
    article, ada = make_gotcha(solution="1. Look."), make_staff("editor")
    notice = Notice.objects.create(gotcha=article, text=DANGER)
    correction = make_correction(article)

    def updated() -> str:
        return entries_of(client.get("/feeds/gotchas/"))[0].updated

    past = timezone.now() - datetime.timedelta(hours=1)
    Gotcha.objects.update(published_at=past, edited_at=past)
    Notice.objects.update(created_at=past)
    Correction.objects.update(created_at=past)
    seen = [updated()]
    for change in (
        lambda: notice.lift(ada, "Mended."),
        lambda: correction.dispute(ada, "May be."),
        lambda: correction.reject(ada, "It is right."),
        lambda: correction.undo(ada),
    ):
        change()
        seen.append(updated())
    assert seen == sorted(set(seen))


def test_text_and_markdown_tell_them_before_the_problem(client, gotcha):
    for form in ("txt", "md"):
        told = " ".join(client.get(f"{gotcha.get_absolute_url()[:-1]}.{form}").content.decode().split())
        told = told.replace("> ", "")
        assert told.index(DANGER) < told.index("Corrected a lot.") < told.index(gotcha.problem)
        assert told.index(DISPUTE) < told.index(gotcha.problem)
        assert "https://gotchas.example.org/corrections/" in told


def test_data_tells_disputes_with_their_passage_and_reason(client, gotcha):
    found = client.get(f"{gotcha.get_absolute_url()[:-1]}.json").json()
    (dispute,) = found["disputes"]
    assert (dispute["says"], dispute["passage"]) == (DISPUTE, "solution-step-1")
    assert (dispute["part"], dispute["reason"]) == ("solution", "It was looked at.")
    assert [notice["level"] for notice in found["notices"]] == ["danger", "corrected"]


def test_a_row_of_a_list_says_it_in_a_word(client, gotcha):
    for address in ("/search/?q=QQQ1234", "/platforms/os-x/", gotcha.codes.get().get_absolute_url()):
        page = client.get(address)
        check_page(page)
        assert "Keys danger disputed" in text_of(page)
    assert "Keys danger disputed" in text_of(client.post("/log/", {"text": "QQQ1234E"}))
    for address in ("/search.txt?q=QQQ1234", "/search.md?q=QQQ1234", "/log.txt?text=x"):
        if address.startswith("/log"):
            answer = client.post("/log", b"QQQ1234E", content_type="text/plain")
        else:
            answer = client.get(address)
        assert "(danger, disputed)" in answer.content.decode()
    (row,) = [r for r in client.get("/search.json?q=QQQ1234").json()["results"] if r["kind"] == "gotcha"]
    assert row["warnings"] == ["danger", "disputed"]


def test_a_long_collection_says_it_in_a_word(client, monkeypatch, gotcha):
    monkeypatch.setattr("gotchas.views.collection.IN_FULL", 0)
    assert "Keys danger disputed" in text_of(client.get(f"/{gotcha.collection.number}/"))


@pytest.mark.parametrize("count", [2, 20])
def test_a_list_in_full_takes_the_same_queries_whatever_is_said_against_it(
    client, django_assert_num_queries, count
):
    collection = make_collection()
    for _ in range(count):
        warn(make_gotcha(collection=collection))
    with django_assert_num_queries(11):
        client.get(f"/{collection.number}/")
    with django_assert_num_queries(5):
        client.get("/feeds/gotchas/")


def test_of_many_disputes_the_first_ten_of_each_article_are_told(monkeypatch):
    monkeypatch.setattr(notices, "MOST", 2)
    gotchas = [make_gotcha(), make_gotcha()]
    made = [[make_correction(each, state="disputed").pk for _ in range(3)] for each in gotchas]
    rows = list(Gotcha.objects.order_by("pk"))
    notices.fetch(rows)
    assert [[row.pk for row in each.disputes] for each in rows] == [made[0][:2], made[1][:2]]


@pytest.mark.parametrize(
    ("solution", "quoted", "said"),
    [
        ("1. Look.\n2. Go.", "2. Go.", "step 2"),
        ("# On AIX\n\n1. Look.\n\n# On z/OS\n\n1. Ask.", "1. Ask.", "step 1 under “On z/OS”"),
        ("# On AIX\n\nLook.", "Look.", "what stands under “On AIX”"),
        ("Look.", "Look.", "the solution"),
        ("1. Look.", "Gone.", "the solution"),
    ],
)
def test_a_dispute_says_which_passage_it_is_about(solution, quoted, said):
    gotcha = make_gotcha(solution=solution)
    make_correction(gotcha, quoted=quoted, state="disputed")
    notices.fetch([gotcha])
    assert gotcha.disputes[0].said == f"A reader says {said} is wrong. Not checked yet."


def test_a_step_of_another_part_says_of_which(client):
    gotcha = make_gotcha(cause="1. A label.\n2. A key.")
    make_correction(gotcha, part="cause", quoted="2. A key.", state="disputed")
    notices.fetch([gotcha])
    assert "says step 2 of the cause is wrong" in gotcha.disputes[0].said


def test_a_dispute_of_the_title_and_of_a_part_that_says_nothing_is_told_as_well(client):
    gotcha = make_gotcha(title="On AXI", cause="")
    make_correction(gotcha, part="title", quoted="On AXI", proposed="On AIX", state="disputed")
    make_correction(gotcha, part="cause", quoted="", proposed="A label.", state="disputed")
    page = client.get(gotcha.get_absolute_url())
    check_page(page)
    assert text_of(page).count("A reader says the title is wrong. Not checked yet.") == 1
    assert text_of(page).count("A reader says the cause is missing. Not checked yet.") == 2
    assert '<h2 id="cause">' in page.content.decode()


def test_a_corrected_title_is_marked(client):
    gotcha = make_gotcha(title="On AXI")
    correction = make_correction(gotcha, part="title", quoted="On AXI", proposed="On AIX")
    correction.apply(User.objects.create_user("ada"), "A slip.")
    html = client.get(gotcha.get_absolute_url()).content.decode()
    assert html.index('role="note">Corrected on') < html.index("Last checked")
