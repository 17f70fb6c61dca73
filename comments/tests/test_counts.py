"""How many comments speak of a gotcha or a code, while a gotcha that they stand on comes and goes."""

import pytest

from comments.tests.factories import make_comment
from gotchas.models import CodeFamily, Gotcha
from gotchas.tests.factories import make_code, make_collection, make_gotcha

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection():
    return make_collection(number=1)


@pytest.fixture
def named(collection):
    return make_gotcha(collection=collection)


@pytest.fixture
def code():
    return make_code("AMQ9637", family=CodeFamily.objects.get(slug="ibm-mq-amq"))


def put_away(gotcha, state):
    """As an editor does it in the admin."""
    gotcha.refresh_from_db()
    gotcha.state, gotcha.withdrawn_reason = state, "Wrong." if state == "withdrawn" else ""
    gotcha.save()
    gotcha.record(author_name="Editor")


def counts(*rows):
    return [type(row).objects.get(pk=row.pk).comment_count for row in rows]


@pytest.mark.parametrize("state", ["withdrawn", "draft"])
def test_what_comments_on_a_gotcha_put_away_speak_of_is_not_counted_until_it_is_back(
    collection, named, code, state
):
    make_comment(on=named)
    make_comment(on=collection, text="1.1 and AMQ9637.")
    hidden = make_gotcha(collection=collection)
    comments = [make_comment(on=hidden, text="See 1.1 and AMQ9637.") for _ in range(2)]
    assert counts(named, code, hidden) == [4, 3, 2]
    put_away(hidden, state)
    assert counts(named, code, hidden) == [2, 1, 2]
    comments[0].refresh_from_db()
    comments[0].remove(None, "advertising")
    assert counts(named, code, hidden) == [2, 1, 1]
    put_away(hidden, "published")
    assert counts(named, code, hidden) == [3, 2, 1]


def test_a_comment_on_a_draft_counts_elsewhere_once_the_draft_is_published(collection, named, code):
    draft = make_gotcha(collection=collection, state="draft")
    make_comment(on=draft, text="See 1.1 and AMQ9637.")
    assert counts(named, code, draft) == [0, 0, 1]
    put_away(draft, "published")
    assert counts(named, code, draft) == [1, 1, 1]


def test_a_page_that_counts_anew_is_a_new_version(collection, named):
    hidden = make_gotcha(collection=collection)
    make_comment(on=hidden, text="See 1.1.")
    before = Gotcha.objects.get(pk=named.pk).version
    put_away(hidden, "withdrawn")
    assert Gotcha.objects.get(pk=named.pk).version > before
