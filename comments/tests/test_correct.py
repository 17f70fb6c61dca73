"""A comment becomes a correction with credit to its author."""

import pytest

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.models import Correction
from gotchas.tests.corrections import send
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.tests.page_checks import text_of

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
    assert Comment.objects.get().became == correction
    client.force_login(admin_user)
    send(client, address, text="1. Say 1.16.")
    assert Correction.objects.latest("pk").visibility == "public"
    assert Comment.objects.get().became == correction


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
