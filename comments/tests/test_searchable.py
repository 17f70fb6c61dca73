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


def put_away(gotcha, state):
    """As an editor does it in the admin."""
    gotcha.state, gotcha.withdrawn_reason = state, "Wrong." if state == "withdrawn" else ""
    gotcha.save()
    gotcha.record(author_name="Editor")


@pytest.mark.parametrize("state", ["withdrawn", "draft"])
def test_comments_on_a_gotcha_that_was_put_away_stand_nowhere_until_it_is_back(state):
    gotcha = make_gotcha()
    comment = make_comment(on=gotcha, text=f"{WORD} here")
    put_away(gotcha, state)
    assert is_nowhere(WORD)
    assert answer(WORD, {}).total == 0
    put_away(gotcha, "published")
    assert holding(WORD) == {("m", comment.pk)}
    assert frequencies() == counted()


def test_a_gotcha_is_not_found_by_the_words_of_a_comment_that_nobody_may_read():
    named, hidden = make_gotcha(), make_gotcha()
    make_comment(on=hidden, text=f"The {WORD}, as in {named.number}.")
    assert {row.gotcha for row in answer(WORD, {}).rows} == {named, hidden}
    put_away(hidden, "withdrawn")
    assert is_nowhere(WORD)


def test_a_comment_on_a_draft_waits_for_it():
    draft = make_gotcha(state="draft")
    comment = make_comment(on=draft, text=WORD)
    assert is_nowhere(WORD)
    put_away(draft, "published")
    assert holding(WORD) == {("m", comment.pk)}


def test_a_comment_that_speaks_of_a_gotcha_put_away_stays_for_the_others():
    named, other = make_gotcha(), make_gotcha()
    make_comment(on=named.collection, text=f"{WORD}: {named.number} and {other.number}.")
    put_away(named, "draft")
    made = answer(WORD, {})
    assert [row.gotcha for row in made.rows] == [other]
    assert made.total == 1


def test_a_total_counts_nothing_that_is_not_shown():
    gotcha = make_gotcha()
    make_comment(on=gotcha, text=WORD)
    Gotcha.objects.filter(pk=gotcha.pk).update(state="draft")  # behind the back of the index
    made = answer(WORD, {})
    assert (made.rows, made.total) == ([], 0)


def test_five_hundred_comments_and_more_are_written_anew(monkeypatch):
    monkeypatch.setattr(index, "BATCH", 2)
    gotcha = make_gotcha()
    for n in range(5):
        make_comment(on=gotcha, text=f"{WORD} {n}")
    put_away(gotcha, "draft")
    assert is_nowhere(WORD)
    put_away(gotcha, "published")
    assert len(holding(WORD)) == 5


class TestMerged:
    @pytest.fixture
    def pair(self):
        return make_gotcha(), make_gotcha()

    def merge(self, gotcha, successor):
        gotcha.state, gotcha.successor = "merged", successor
        gotcha.save()
        gotcha.record(author_name="Editor")

    def test_comments_on_it_and_of_it_lead_to_its_successor(self, pair):
        gotcha, successor = pair
        on = make_comment(on=gotcha, text=f"{WORD} here")
        of = make_comment(on=gotcha.collection, text=f"The {WORD} of {gotcha.number}.")
        self.merge(gotcha, successor)
        made = answer(WORD, {})
        assert [row.gotcha for row in made.rows] == [successor]
        assert made.total == 1
        assert made.rows[0].said.address in (on.get_absolute_url(), of.get_absolute_url())

    def test_also_by_way_of_another_and_back_when_that_is_undone(self, pair):
        gotcha, between = pair
        end = make_gotcha()
        make_comment(on=gotcha, text=WORD)
        self.merge(gotcha, between)
        self.merge(between, end)
        assert [row.gotcha for row in answer(WORD, {}).rows] == [end]
        between.successor = None
        put_away(between, "published")
        assert [row.gotcha for row in answer(WORD, {}).rows] == [between]
        gotcha.successor = None
        put_away(gotcha, "published")
        assert [row.gotcha for row in answer(WORD, {}).rows] == [gotcha]

    def test_a_circle_of_merges_ends(self, pair):
        gotcha, other = pair
        make_comment(on=gotcha, text=WORD)
        self.merge(gotcha, other)
        self.merge(other, gotcha)
        (row,) = answer(WORD, {}).rows
        assert row.remark
