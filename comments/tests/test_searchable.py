"""Comments in search: found while they are published, by their present words, for what they speak of."""

import pytest

from comments.models import Comment
from comments.tests.factories import make_comment
from comments.tests.posting import send
from gotchas.answers.found import answer
from gotchas.models import Gotcha
from gotchas.search import index
from gotchas.tests.factories import make_code, make_gotcha
from gotchas.tests.search.tables import counted, frequencies, holding, rows

pytestmark = pytest.mark.django_db
WORD = "frobnicator"


def is_nowhere(word):
    return not holding(word) and word not in index.frequencies([word]) and not answer(word, {}).rows


@pytest.fixture
def editor(admin_user):
    return admin_user


def test_a_posted_comment_is_found_at_once_for_its_gotcha(client, settings):
    settings.LIMITS = False
    gotcha = make_gotcha()
    send(client, f"{gotcha.get_absolute_url()}comment/", text=f"The {WORD} was it.")
    (comment,) = Comment.objects.all()
    (row,) = answer(WORD, {}).rows
    assert row.gotcha == gotcha
    assert row.said.address == comment.get_absolute_url()
    assert WORD in row.snippet


def test_a_comment_on_a_code_without_gotchas_is_found_itself():
    comment = make_comment(on=make_code("QZX4711"), text=f"The `{WORD}` was **it**.")
    (row,) = answer(WORD, {}).rows
    assert row.remark.address == comment.get_absolute_url()
    assert row.snippet == f"The <mark>{WORD}</mark> was it."  # as it is read, not as it was typed


@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_what_is_not_published_stands_nowhere_in_search(state):
    make_comment(on=make_gotcha(), text=WORD, state=state)
    assert is_nowhere(WORD)


def test_a_waiting_comment_is_found_when_it_is_published(editor):
    comment = make_comment(on=make_gotcha(), text=WORD, state="waiting")
    comment.publish(editor)
    assert holding(WORD) == {("m", comment.pk)}


@pytest.mark.parametrize("away", ["remove", "mark_spam"])
def test_a_comment_taken_away_is_found_no_longer_until_it_is_back(editor, away):
    comment = make_comment(on=make_gotcha(), text=WORD)
    getattr(comment, away)(editor, "Not on the subject.")
    assert is_nowhere(WORD)
    comment.publish(editor)
    assert len(answer(WORD, {}).rows) == 1


def test_a_revised_comment_is_found_by_its_new_words_alone():
    comment = make_comment(on=make_gotcha(), text=WORD)
    comment.revise("The widget was it.")
    assert holding("widget") == {("m", comment.pk)}
    assert is_nowhere(WORD)


def test_a_revised_comment_that_waits_stays_out():
    comment = make_comment(on=make_gotcha(), text="Nothing.", state="waiting")
    comment.revise(WORD)
    assert is_nowhere(WORD)


def test_a_comment_leads_to_every_gotcha_that_it_speaks_of_until_it_does_no_longer():
    own, other = make_gotcha(), make_gotcha()
    comment = make_comment(on=own, text=f"The {WORD}, as in {other.number}.")
    assert {row.gotcha for row in answer(WORD, {}).rows} == {own, other}
    comment.revise(f"The {WORD}.")
    assert {row.gotcha for row in answer(WORD, {}).rows} == {own}


def test_a_comment_that_is_hung_elsewhere_is_found_as_before(editor):
    gotcha = make_gotcha()
    parent = make_comment(on=gotcha)
    comment = make_comment(on=gotcha, text=WORD)
    comment.hang_below(parent, editor)
    (row,) = answer(WORD, {}).rows
    assert row.said.address == comment.get_absolute_url()


def test_a_comment_on_a_gotcha_that_nobody_may_read_is_not_shown():
    gotcha = make_gotcha()
    make_comment(on=gotcha, text=f"{WORD} here")
    gotcha.state, gotcha.withdrawn_reason = Gotcha.State.WITHDRAWN, "Wrong."
    gotcha.save()
    gotcha.record(author_name="Editor")
    made = answer(WORD, {})
    assert not made.rows


def test_counts_stay_those_of_the_documents_through_all_decisions(editor):
    gotcha = make_gotcha()
    comments = [make_comment(on=gotcha, text=f"{WORD} {n}") for n in range(3)]
    comments[0].remove(editor, "No.")
    comments[1].revise("Another text.")
    comments[0].publish(editor)
    comments[2].mark_spam(editor)
    assert frequencies() == counted()
    stands = rows()
    index.rebuild()
    assert rows() == stands
