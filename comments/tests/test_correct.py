"""A comment becomes a correction with credit to its author."""

import pytest
from django.conf import settings

from comments import authors
from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.models import Correction
from gotchas.tests.corrections import make_correction, send
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_waiting(settings):
    settings.LIMITS = False


@pytest.fixture
def gotcha():
    return make_gotcha(collection=make_collection(number=1), solution="1. Say 1.10.")


def test_one_click_leads_from_a_comment_to_the_article_it_speaks_of(client, gotcha):
    comment = make_comment(on=gotcha.collection, text="1.1 is wrong: it is 1.15.", author_name="Neil Casey")
    assert f'href="/comments/{comment.pk}/correct/"' in client.get("/1/").content.decode()
    response = client.get(f"/comments/{comment.pk}/correct/")
    assert response["Location"] == f"/comments/{comment.pk}/correct/1.1/"
    assert "What Neil Casey wrote" in text_of(client.get(response["Location"]))
    form = client.get(response["Location"], {"part": "solution"})
    assert "1.1 is wrong: it is 1.15." in text_of(form)
    assert "Neil Casey’s" in text_of(form)


def test_the_credit_is_the_authors_and_what_others_send_waits_for_an_editor(client, gotcha, admin_user):
    comment = make_comment(on=gotcha, author_name="Neil Casey")
    address = f"/comments/{comment.pk}/correct/1.1/?part=solution"
    assert send(client, address, author_name="Somebody").status_code == 302
    correction = Correction.objects.get()
    assert (correction.proposer_name, correction.visibility) == ("Neil Casey", "waiting")
    client.force_login(admin_user)
    send(client, address, text="1. Say 1.16.")
    assert Correction.objects.latest("pk").visibility == "public"


def test_the_account_is_that_of_who_sent_it_whoever_wrote_the_comment(client, gotcha, django_user_model):
    bob, eve = (django_user_model.objects.create_user(name) for name in ("bob", "eve"))
    comment = make_comment(on=gotcha, author_name="Bob", account=bob)
    address = f"/comments/{comment.pk}/correct/1.1/?part=solution"
    for n, account in enumerate((None, eve, bob)):
        client.force_login(account) if account else client.logout()
        send(client, address, text=f"1. Say 1.1{n}5.")
        sent = Correction.objects.latest("pk")
        assert (sent.account, sent.proposer_name) == (account, "Bob")


def test_what_a_stranger_proposes_from_a_comment_binds_nobody_until_it_is_public(client, gotcha, admin_user):
    comment = make_comment(on=gotcha, author_name="Neil Casey")
    address = f"/comments/{comment.pk}/correct/"
    send(client, f"{address}1.1/?part=solution", author_name="Somebody")
    correction = Correction.objects.get()
    comment.refresh_from_db()
    assert (authors.why_not_edited(comment), authors.why_not_deleted(comment)) == ("", "")
    page = client.get("/1.1/")
    assert f'href="{address}"' in page.content.decode()
    assert "Became correction" not in text_of(page)
    correction.release(admin_user)
    comment = Comment.objects.get()
    assert "made a correction" in authors.why_not_edited(comment)
    assert "made a correction" in authors.why_not_deleted(comment)
    page = client.get("/1.1/")
    assert f'href="{address}"' not in page.content.decode()
    assert f"Became correction {correction.pk}: Reported" in text_of(page)


@pytest.mark.parametrize("verdict", ["reject", "mark_spam"])
def test_a_rejected_correction_and_spam_set_their_comment_free(client, gotcha, admin_user, verdict):
    comment = make_comment(on=gotcha)
    correction = make_correction(gotcha)
    comment.become(correction)
    assert Comment.objects.get().is_corrected
    correction.reject(admin_user, "It is right.") if verdict == "reject" else correction.mark_spam(admin_user)
    comment = Comment.objects.get()
    assert authors.why_not_deleted(comment) == ""
    page = client.get("/1.1/")
    assert f'href="/comments/{comment.pk}/correct/"' in page.content.decode()
    assert ("Became correction" in text_of(page)) == (verdict == "reject")
    another = make_correction(gotcha, visibility="waiting")
    comment.become(another)
    assert Comment.objects.get().became == another


def test_one_that_everybody_reads_takes_the_place_of_one_that_waits_and_keeps_it(gotcha):
    comment = make_comment(on=gotcha)
    waits, public, late = (make_correction(gotcha, visibility=v) for v in ("waiting", "public", "public"))
    comment.become(waits)
    comment.become(make_correction(gotcha, visibility="waiting"))
    assert Comment.objects.get().became == waits
    comment.become(public)
    comment.become(late)
    assert Comment.objects.get().became == public


def test_comment_and_correction_are_linked_both_ways(client, gotcha, admin_user):
    comment = make_comment(on=gotcha, author_name="Neil <Casey>")
    correction = make_correction(gotcha)
    comment.become(correction)
    correction.apply(admin_user, "True.")
    page = client.get("/1.1/")
    check_page(page)
    assert f"Became correction {correction.pk}: Applied" in text_of(page)
    page = client.get(f"/corrections/{correction.pk}/")
    check_page(page)
    assert "From a comment by Neil <Casey>" in text_of(page)
    assert f'href="/comments/{comment.pk}/"' in page.content.decode()
    (told,) = client.get("/1.1/comments.json").json()["comments"]
    assert told["said"]["became"] == {
        "correction": correction.pk,
        "state": "applied",
        "address": f"{settings.SITE_URL}/corrections/{correction.pk}/",
    }
    comment.remove(admin_user, "advertising")
    assert "From a comment" not in text_of(client.get(f"/corrections/{correction.pk}/"))


def test_of_a_correction_that_is_not_public_neither_page_tells(client, gotcha):
    comment = make_comment(on=gotcha)
    comment.become(make_correction(gotcha, visibility="waiting"))
    assert "Became" not in text_of(client.get("/1.1/"))
    assert client.get("/1.1/comments.json").json()["comments"][0]["said"]["became"] is None


@pytest.mark.parametrize("count", [2, 20])
def test_a_thread_takes_the_same_queries_whatever_its_comments_became(
    client, gotcha, django_assert_num_queries, count
):
    for _ in range(count):
        make_comment(on=gotcha).become(make_correction(gotcha))
    with django_assert_num_queries(22):
        client.get("/1.1/")
    with django_assert_num_queries(8):
        client.get("/1.1/comments.json")


def test_of_several_articles_the_reader_chooses_and_of_none_there_is_nothing_to_correct(client, gotcha):
    make_gotcha(collection=gotcha.collection)
    comment = make_comment(on=gotcha.collection, text="See 1.1 and 1.2.")
    page = client.get(f"/comments/{comment.pk}/correct/")
    assert "Which article" in text_of(page)
    none = make_comment(on=gotcha.collection, text="Thanks.")
    assert client.get(f"/comments/{none.pk}/correct/").status_code == 404
    assert client.get(f"/comments/{comment.pk}/correct/7.7/").status_code == 404
    waiting = make_comment(on=gotcha, state="waiting")
    assert client.get(f"/comments/{waiting.pk}/correct/").status_code == 404


@pytest.mark.parametrize("state", ["withdrawn", "draft"])
def test_a_comment_of_a_page_that_nobody_can_read_is_not_quoted(client, gotcha, state):
    other = make_gotcha(collection=gotcha.collection)
    comment = make_comment(on=gotcha, text="Unseen: 1.2 is wrong as well.")
    type(gotcha).objects.exclude(pk=other.pk).update(state=state, withdrawn_reason="Untrue.")
    for address in ("correct/", "correct/1.2/?part=solution"):
        response = client.get(f"/comments/{comment.pk}/{address}")
        assert response.status_code == 404
        assert "Unseen" not in text_of(response)
