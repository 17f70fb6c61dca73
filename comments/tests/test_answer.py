"""Who asked, or an editor, marks the answer of a question; editors confirm a comment; both can be undone."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comments import authors
from comments.erasure import erase
from comments.models import Comment
from comments.tests.factories import make_comment
from comments.tests.posting import form_of, page_of, send
from gotchas.intake import limits
from gotchas.intake.rules import Verdict
from gotchas.models import Decision, Gotcha
from gotchas.tests.admin_pages import form_of as admin_form
from gotchas.tests.admin_pages import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]

KIND_OTHER = {"kind": "other", "worked_version": "", "worked_platform": ""}


@pytest.fixture
def question(client: Client, gotcha: Gotcha) -> Comment:
    """Asked from this browser."""
    send(client, form_of(gotcha), author_name="Neil", text="Why?", kind="question")
    return Comment.objects.get()


@pytest.fixture
def reply(question: Comment) -> Comment:
    return make_comment(parent=question, author_name="Ian", text="Because of the label.")


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(make_staff("moderator", username="ada"))
    return client


def at(comment: Comment, name: str = "comment_answer") -> str:
    return reverse(name, args=[comment.pk])


def marks(comment: Comment) -> tuple[bool, str]:
    comment.refresh_from_db()
    return comment.answer_marked_at is not None, comment.answer_marked_by


def is_open(question: Comment) -> bool:
    return Comment.objects.open_questions().filter(pk=question.pk).exists()


def thread_of(client: Client, comment: Comment) -> str:
    return client.get(comment.thread.target.get_absolute_url()).content.decode()


def test_who_asked_marks_the_answer_and_takes_the_mark_back(
    client: Client, question: Comment, reply: Comment
) -> None:
    assert f'href="{at(reply)}"' in thread_of(client, reply)
    form = page_of(client.get(at(reply)))
    assert "Because of the label." in form
    assert "Why?" in form
    assert client.post(at(reply)).url.endswith(f"#comment-{reply.pk}")
    assert marks(reply) == (True, "Neil")
    assert not is_open(question)
    page = thread_of(Client(), reply)
    assert f'Answered by <a href="#comment-{reply.pk}"><bdi>Ian</bdi></a>' in page
    assert "<strong>Answer</strong>, marked by <bdi>Neil</bdi> on " in page
    assert at(reply) not in page
    assert "Take the mark back</button>" in page_of(client.get(at(reply)))
    assert client.post(at(reply, "comment_unanswer")).status_code == 302
    assert marks(reply) == (False, "")
    assert is_open(question)
    log = Decision.objects.filter(kind="mark", object_id=reply.pk).order_by("pk")
    assert [(row.after, row.by_name) for row in log] == [("the answer", ""), ("not the answer", "")]


def test_an_editor_marks_what_stands_deeper_or_answers_beside_its_parent(
    editor: Client, question: Comment, reply: Comment
) -> None:
    deeper = make_comment(parent=reply)
    other = make_comment(on=question.thread.target, kind="question")
    deeper.answers.add(other)
    assert f'href="{at(deeper)}"' in thread_of(editor, deeper)
    editor.post(at(deeper))
    assert marks(deeper) == (True, "ada")
    assert not is_open(question)
    assert not is_open(other)
    assert Decision.objects.get(kind="mark").by_name == "ada"


def test_a_question_has_one_answer_and_marking_twice_is_marking_once(
    editor: Client, question: Comment, reply: Comment
) -> None:
    better = make_comment(parent=question)
    editor.post(at(reply))
    editor.post(at(reply))
    assert "Another comment is" in page_of(editor.get(at(better)))
    editor.post(at(better))
    assert (marks(reply)[0], marks(better)[0]) == (False, True)
    assert Decision.objects.filter(kind="mark").count() == 2


def test_an_answer_that_is_removed_opens_the_question_until_it_is_back(
    editor: Client, question: Comment, reply: Comment
) -> None:
    editor.post(at(reply))
    reply.remove(None, "advertising")
    assert is_open(question)
    reply.publish(None)
    assert not is_open(question)


def test_strangers_and_those_who_asked_something_else_mark_nothing(
    client: Client, question: Comment, reply: Comment
) -> None:
    other = make_comment(on=question.thread.target, kind="question")
    reply.answers.add(other)
    foreign = make_comment(parent=other)
    for visitor, comment, status in (
        (Client(), reply, 403), (client, foreign, 403), (client, other, 404), (Client(), other, 404),
    ):  # fmt: skip
        for name in ("comment_answer", "comment_unanswer"):
            assert visitor.post(at(comment, name)).status_code == status
        assert visitor.get(at(comment)).status_code == status
    client.post(at(reply))
    assert not is_open(question)
    assert is_open(other)
    for name in ("comment_unanswer", "comment_unconfirm"):
        assert client.get(at(reply, name)).status_code == 405


def test_what_is_not_published_or_stands_on_no_page_is_not_marked(
    editor: Client, question: Comment, reply: Comment
) -> None:
    waiting = make_comment(parent=question, state="waiting")
    assert editor.post(at(waiting)).status_code == 404
    Gotcha.objects.update(state="withdrawn", withdrawn_reason="Wrong.")
    assert editor.post(at(reply)).status_code == 404


@pytest.mark.parametrize("way", ["author", "admin"])
def test_what_is_no_question_any_more_has_no_answer(
    client: Client, question: Comment, reply: Comment, way: str
) -> None:
    reply.mark_as_answer([question], None, "Neil")
    if way == "author":
        authors.amend(question, authors.base_of(question), "Why?", KIND_OTHER, Verdict("published"))
    else:
        moderator = Client()
        moderator.force_login(make_staff("moderator"))
        address = reverse("admin:comments_comment_change", args=[question.pk])
        moderator.post(address, admin_form(moderator.get(address)) | {"kind": "other"})
    question.refresh_from_db()
    assert (question.kind, question.marked_answer) == ("other", None)
    assert marks(reply) == (False, "")
    page = thread_of(Client(), question)
    assert "Answered by" not in page
    assert "marked by" not in page
    assert Decision.objects.filter(kind="mark", object_id=reply.pk).count() == 2


def test_an_editor_confirms_and_takes_that_back(
    client: Client, editor: Client, gotcha: Gotcha, reply: Comment
) -> None:
    confirm = at(reply, "comment_confirm")
    assert f'href="{confirm}"' in thread_of(editor, reply)
    assert client.post(confirm).status_code == client.get(confirm).status_code == 403
    assert "what <bdi>Ian</bdi> wrote holds" in page_of(editor.get(confirm))
    assert editor.post(confirm).status_code == 302
    line = f"Confirmed by <bdi>ada</bdi> on .*{re.escape(reply.get_absolute_url())}"
    assert re.search(line, thread_of(Client(), reply))
    assert "Take the confirmation back</button>" in page_of(editor.get(confirm))
    editor.post(at(reply, "comment_unconfirm"))
    assert "Confirmed" not in thread_of(Client(), reply)
    log = editor.get(reverse("desk_comments_log")).content.decode()
    assert "ada</bdi>, confirmed to not confirmed" in log


def test_programs_are_told_which_comment_is_the_answer(
    client: Client, question: Comment, reply: Comment
) -> None:
    client.post(at(reply))
    block = thread_of(Client(), reply).rpartition('<script type="application/ld+json">')[2]
    asked, answer = json.loads(block.partition("</script>")[0])["comment"]
    assert (asked["@type"], answer["@type"]) == ("Question", "Answer")
    assert asked["acceptedAnswer"] == {"@type": "Answer", "@id": answer["@id"]}


def test_a_thread_asks_as_often_for_many_questions_as_for_none(
    editor: Client, question: Comment, django_assert_num_queries: Any
) -> None:
    address = question.thread.target.get_absolute_url()
    editor.get(address)
    with django_assert_num_queries(25):
        editor.get(address)
    for _ in range(5):
        asked = make_comment(on=question.thread.target, kind="question")
        editor.post(at(make_comment(parent=asked)))
    with django_assert_num_queries(25):
        editor.get(address)


def test_erasing_who_asked_takes_the_name_from_the_mark(
    client: Client, question: Comment, reply: Comment
) -> None:
    client.post(at(reply))
    erase(Comment.objects.filter(pk=question.pk), make_staff("administrator"), "asked for")
    assert marks(reply) == (True, "")
    assert "Neil" not in thread_of(Client(), reply)


def test_marks_to_and_fro_are_limited_for_who_asked_and_not_for_editors(
    client: Client, editor: Client, reply: Comment, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMITS = True
    monkeypatch.setattr(limits, "ACTIONS", (limits.Limit("action-day", 2, 86_400),))
    for name in ("comment_answer", "comment_unanswer"):
        assert client.post(at(reply, name)).status_code == 302
    for name in ("comment_answer", "comment_unanswer"):
        assert client.post(at(reply, name)).status_code == 429
    assert marks(reply) == (False, "")
    assert editor.post(at(reply)).status_code == 302
