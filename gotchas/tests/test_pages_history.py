"""The history of a gotcha, one revision, and the difference of two."""

import pytest
from django.utils import timezone

from gotchas.models import Correction, Platform, Revision
from gotchas.tests.factories import make_code, make_gotcha
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


def make_edited_gotcha(**fields):
    gotcha = make_gotcha(**{"title": "Old title", "solution": "1. Say 1.10.", **fields})
    gotcha.title, gotcha.solution, gotcha.risk = "New title", "1. Say 1.15.", "restart"
    gotcha.save()
    gotcha.record(author_name="B. Editor", note="Mends the number.")
    return gotcha


def address_of(gotcha, rest=""):
    return f"{gotcha.get_absolute_url()}{rest}"


def test_history_lists_every_version_newest_first(client):
    gotcha = make_edited_gotcha()
    response = client.get(address_of(gotcha, "history/"))
    check_page(response)
    words = text_of(response)
    assert words.index("Version 2") < words.index("Version 1")
    assert "Mends the number." in words
    assert "B. Editor" in words
    assert f'href="{address_of(gotcha, "diff/1/2/")}"' in response.content.decode()


def test_a_rejected_correction_stays_readable_with_its_reason(client):
    gotcha = make_gotcha()
    plain = {"gotcha": gotcha, "collection": gotcha.collection, "part": "solution"}
    decided = {"state": "rejected", "decided_at": timezone.now(), "decision_reason": "It was right before."}
    Correction.objects.create(**plain, **decided, proposed="Say 1.99.")
    Correction.objects.create(**plain, **decided, proposed="Buy pills.", visibility="spam")
    Correction.objects.create(**plain, proposed="Still open.")
    response = client.get(address_of(gotcha, "history/"))
    check_page(response)
    assert "Say 1.99." in text_of(response)
    assert "It was right before." in text_of(response)
    assert "Buy pills." not in response.content.decode()
    assert "Still open." not in response.content.decode()


def test_a_revision_shows_the_article_as_it_stood(client):
    gotcha = make_edited_gotcha()
    old = client.get(address_of(gotcha, "revisions/1/"))
    check_page(old)
    assert "This is an old version" in text_of(old)
    assert "Old title" in text_of(old)
    assert "Say 1.10." in text_of(old)
    assert "Say 1.15." not in text_of(old)
    new = client.get(address_of(gotcha, "revisions/2/"))
    check_page(new)
    assert "This is the present version" in text_of(new)
    assert "Restarts a component" in text_of(new)


def test_an_erased_field_is_not_shown_and_the_erasure_says_why(client):
    gotcha = make_edited_gotcha(problem="Secret words.")
    gotcha.revisions.get(number=1).suppress(["problem"], "It named a person.")
    for rest in ("revisions/1/", "diff/1/2/"):
        response = client.get(address_of(gotcha, rest))
        check_page(response)
        assert "It named a person." in text_of(response)
    assert "Secret words." not in client.get(address_of(gotcha, "revisions/1/")).content.decode()


def test_a_diff_shows_each_changed_field_with_signs_for_the_ear(client):
    gotcha = make_edited_gotcha()
    response = client.get(address_of(gotcha, "diff/1/2/"))
    check_page(response)
    words = text_of(response)
    assert "removed: Old" in words
    assert "added: New" in words
    assert "Risk of the fix" in words
    assert "Problem" not in words


def test_a_diff_of_a_version_with_itself_says_that_nothing_changed(client):
    response = client.get(address_of(make_gotcha(), "diff/1/1/"))
    check_page(response)
    assert "These two versions say the same." in text_of(response)


def test_old_texts_are_text_and_not_markup(client):
    hostile = "<script>alert(1)</script>"
    gotcha = make_edited_gotcha(title=hostile, solution=hostile, problem=hostile)
    for rest in ("history/", "revisions/1/", "diff/1/2/"):
        response = client.get(address_of(gotcha, rest))
        check_page(response)
        assert hostile not in response.content.decode()


@pytest.mark.parametrize("rest", ["history/", "revisions/1/", "diff/1/1/"])
def test_the_history_of_a_draft_is_not_there_for_a_stranger(client, rest):
    assert client.get(address_of(make_gotcha(state="draft"), rest)).status_code == 404


@pytest.mark.parametrize("rest", ["history/", "revisions/1/", "diff/1/1/"])
def test_the_history_of_a_withdrawn_gotcha_is_gone_with_it(client, rest):
    gotcha = make_gotcha(state="withdrawn", withdrawn_reason="It was harmful.", problem="Secret words.")
    response = client.get(address_of(gotcha, rest))
    assert response.status_code == 410
    assert "Secret words." not in response.content.decode()


@pytest.mark.parametrize("rest", ["history/", "revisions/1/", "diff/1/1/"])
def test_the_history_of_a_merged_gotcha_stays_readable(client, rest):
    merged = make_gotcha(state="merged", successor=make_gotcha())
    assert client.get(address_of(merged, rest)).status_code == 200


@pytest.mark.parametrize(
    "rest", ["revisions/9/", "revisions/0/", "diff/1/9/", "diff/9/1/", "history/?page=9"]
)
def test_a_version_that_is_not_there_is_a_404(client, rest):
    assert client.get(address_of(make_gotcha(), rest)).status_code == 404


@pytest.mark.parametrize("rest", ["history/", "revisions/1/", "diff/1/1/"])
def test_history_is_read_only(client, rest):
    assert client.post(address_of(make_gotcha(), rest)).status_code == 405


@pytest.mark.parametrize("count", [2, 60])
def test_history_takes_the_same_queries_however_long(client, django_assert_num_queries, count):
    gotcha = make_gotcha(recorded=False)
    Revision.objects.bulk_create(
        Revision(gotcha=gotcha, number=n, content=gotcha.content(), author_name="E")
        for n in range(1, count + 1)
    )
    with django_assert_num_queries(9):
        client.get(address_of(gotcha, "history/"))
    with django_assert_num_queries(3):
        client.get(address_of(gotcha, "revisions/1/"))
    with django_assert_num_queries(3):
        client.get(address_of(gotcha, f"diff/1/{count}/"))


def test_a_revision_names_its_platforms_and_messages_as_pages_do(client):
    code = make_code("AMQ9637")
    gotcha = make_gotcha(platforms=[Platform.objects.get(slug="zos")], codes=[code])
    gotcha.platforms.add(Platform.objects.get(slug="unix"))
    gotcha.record(author_name="Editor")
    page = client.get(address_of(gotcha, "revisions/1/")).content.decode()
    assert "z/OS" in page
    assert f"AMQ9637E ({code.family.slug})" in page
    assert "Unix and Linux" in client.get(address_of(gotcha, "diff/1/2/")).content.decode()
