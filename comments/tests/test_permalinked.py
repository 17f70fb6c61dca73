"""A comment names another one by a pasted address: both say so."""

import pytest
from django.test import Client

from comments.models import Comment
from comments.models.comment import NAMED_BELOW
from comments.models.linking import MOST_PERMALINKS
from comments.tests.factories import make_comment
from gotchas.tests.factories import make_collection, make_gotcha

pytestmark = pytest.mark.django_db


def page_of(comment: Comment) -> str:
    return Client().get(comment.thread.target.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "pasted", ["{path}", "{site}{path}", "{site}/1/?from=9#comment-{pk}", "[there]({site}{path})"]
)
def test_a_pasted_address_links_both_ways_across_threads(settings, pasted: str) -> None:
    settings.SITE_URL = "https://gotchas.example"
    named = make_comment(on=make_gotcha(), author_name="Neil")
    text = pasted.format(site=settings.SITE_URL, path=named.get_absolute_url(), pk=named.pk)
    comment = make_comment(on=make_collection(), author_name="Ian", text=f"As said in {text}")
    assert f'Answers also <a href="/comments/{named.pk}/"><bdi>Neil</bdi></a>' in page_of(comment)
    assert f'Answered also by <a href="/comments/{comment.pk}/"><bdi>Ian</bdi></a>' in page_of(named)


def test_an_address_without_the_sites_name_becomes_a_link() -> None:
    named = make_comment()
    comment = make_comment(text=f"See {named.get_absolute_url()}, it helped.")
    assert f'See <a href="{named.get_absolute_url()}">{named.get_absolute_url()}</a>, it' in comment.html


@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_what_is_not_published_is_not_named(state: str) -> None:
    hidden = make_comment(state=state)
    comment = make_comment(text=f"See {hidden.get_absolute_url()}")
    assert not comment.answers.exists()
    assert "<a" not in comment.html


def test_a_comment_on_what_nobody_may_read_is_not_named() -> None:
    comment = make_comment(text=f"See {make_comment(on=make_gotcha(state='draft')).get_absolute_url()}")
    assert not comment.answers.exists()


def test_it_names_neither_itself_nor_what_it_answers() -> None:
    parent = make_comment()
    reply = make_comment(parent=parent, text=f"See {parent.get_absolute_url()}")
    reply.revise(f"See {reply.get_absolute_url()} and {parent.get_absolute_url()}")
    assert not reply.answers.exists()


def test_a_text_names_few_and_few_are_named_below_one() -> None:
    named = [make_comment() for _ in range(MOST_PERMALINKS + 1)]
    text = " ".join(each.get_absolute_url() for each in named)
    assert make_comment(text=text).answers.count() == MOST_PERMALINKS
    collection = make_collection()
    for _ in range(NAMED_BELOW + 1):
        make_comment(on=collection, text=f"{named[0].get_absolute_url()}")
    below = page_of(named[0]).partition("Answered also by")[2].partition("</span>")[0]
    assert below.count("<a ") == NAMED_BELOW
