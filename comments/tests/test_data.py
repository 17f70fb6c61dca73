"""The threads as JSON, for programs."""

import pytest

from comments import paging
from comments.models import Comment
from comments.tests.factories import make_comment, make_thread
from gotchas.tests.factories import make_code, make_collection, make_gotcha

pytestmark = pytest.mark.django_db


def data_of(client, target, **asked):
    response = client.get(f"{target.get_absolute_url()}comments.json", asked)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture(params=[make_collection, make_gotcha, make_code])
def target(request):
    return request.param()


def test_each_thread_has_its_comments_in_the_order_of_reading(client, settings, target):
    first = make_comment(on=target, author_name="Ann", text="Does it hold?", kind="question")
    other = make_comment(on=target)
    reply = make_comment(parent=first, text="It does.")
    told = data_of(client, target)
    assert told["on"] == {
        "title": str(target), "address": f"{settings.SITE_URL}{target.get_absolute_url()}"
    }  # fmt: skip
    assert told["count"] == 3
    assert [comment["said"]["text"] for comment in told["comments"]] == [
        "Does it hold?",
        "It does.",
        other.text,
    ]
    question, answer, _ = told["comments"]
    assert question["address"] == f"{settings.SITE_URL}/comments/{first.pk}/"
    assert (question["said"]["author"], question["said"]["kind"]) == ("Ann", "question")
    assert question["in_reply_to"] is None
    assert answer["in_reply_to"] == question["address"]
    assert answer["address"] == f"{settings.SITE_URL}/comments/{reply.pk}/"
    assert told["next"] is None
    assert told["licence"]["name"] == settings.CONTENT_LICENCE.name


def test_comments_of_other_threads_that_speak_of_it_are_told_on_the_first_page(client):
    collection, code = make_collection(), make_code("QQQ1234")
    gotcha = make_gotcha(collection=collection)
    comment = make_comment(on=collection, text="It is wrong.")
    waiting, hidden = make_comment(on=collection), make_comment(on=make_gotcha(state="draft"))
    for each in (comment, waiting, hidden):
        each.gotchas.add(gotcha)
        each.codes.add(code)
    Comment.objects.filter(pk=waiting.pk).update(state="waiting")
    for target in (gotcha, code):
        told = data_of(client, target)
        assert told["comments"] == []
        assert [each["said"]["text"] for each in told["elsewhere"]] == ["It is wrong."]
    assert data_of(client, collection)["elsewhere"] == []
    own = make_comment(on=gotcha)
    assert data_of(client, gotcha, **{"from": own.pk})["elsewhere"] == []


def test_a_thread_that_nobody_wrote_in_is_empty(client, target):
    told = data_of(client, target)
    assert (told["count"], told["comments"], told["next"], told["closed"]) == (0, [], None, None)


def test_what_a_comment_speaks_of_is_told_where_it_can_be_read(client):
    code = make_code("QQQ1234")
    draft = make_gotcha(title="Secret handshake", state="draft")
    gotcha = make_gotcha(codes=[code])
    comment = make_comment(on=gotcha)
    comment.codes.add(code)
    comment.gotchas.add(draft, make_gotcha(title="A sister"))
    (told,) = data_of(client, gotcha)["comments"]
    assert [code["code"] for code in told["said"]["codes"]] == ["QQQ1234"]
    assert [gotcha["title"] for gotcha in told["said"]["gotchas"]] == ["A sister"]


def test_what_waits_is_not_told_to_whoever_wrote_it(client):
    gotcha = make_gotcha()
    for state in ("waiting", "spam", "removed"):
        comment = make_comment(on=gotcha, text="Secret handshake")
        Comment.objects.filter(pk=comment.pk).update(state=state, author_email="ann@example.org")
        session = client.session
        session["comments"] = [comment.pk]
        session.save()
    assert data_of(client, gotcha)["comments"] == []


def test_no_address_of_a_person_is_told(client):
    gotcha = make_gotcha()
    make_comment(on=gotcha, author_email="ann@example.org")
    assert "example.org" not in str(data_of(client, gotcha)["comments"])


def test_of_a_removed_comment_its_place_and_the_reason_stay(client):
    parent = make_comment(on=make_gotcha(), author_name="Secret", text="handshake")
    make_comment(parent=parent)
    Comment.objects.filter(pk=parent.pk).update(state="removed", removed_reason="advertising")
    told = data_of(client, parent.thread.target)
    assert told["comments"][0]["removed_reason"] == "advertising"
    assert told["comments"][0]["said"] is None
    assert told["comments"][1]["in_reply_to"] == told["comments"][0]["address"]
    assert "Secret" not in str(told)


def test_imported_html_is_cleaned(client):
    comment = make_comment(
        on=make_gotcha(), format="html", text="<p onclick=x>Hi<script>alert(1)</script></p>"
    )
    (told,) = data_of(client, comment.thread.target)["comments"]
    assert told["said"]["format"] == "html"
    assert "script" not in told["said"]["text"] and "onclick" not in told["said"]["text"]


def test_a_closed_thread_says_why(client):
    thread = make_thread(make_gotcha())
    type(thread).objects.filter(pk=thread.pk).update(
        closed_at="2026-01-01T00:00Z", closed_reason="All is said."
    )
    assert data_of(client, thread.target)["closed"] == "All is said."


def test_pages_are_walked_from_the_first_comment_to_the_last(client, settings, monkeypatch):
    monkeypatch.setattr(paging, "PAGE", 3)
    gotcha = make_gotcha()
    comments = [make_comment(on=gotcha) for _ in range(7)]
    told, seen = data_of(client, gotcha), []
    while True:
        seen += [comment["said"]["text"] for comment in told["comments"]]
        if not told["next"]:
            break
        told = client.get(told["next"].removeprefix(settings.SITE_URL)).json()
    assert seen == [comment.text for comment in comments]


@pytest.mark.parametrize(
    ("asked", "status"),
    [("x", 422), ("", 422), ("-1", 422), ("9" * 40, 422), ("\u0661", 422), ("9" * 19, 404), ("0", 404)],
)
def test_a_page_that_begins_nowhere_is_told(client, asked, status):
    gotcha = make_gotcha()
    make_comment(on=gotcha)
    response = client.get(f"{gotcha.get_absolute_url()}comments.json", {"from": asked})
    assert response.status_code == status
    assert set(response.json()) == {"error", "what_to_do"}


@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_a_comment_that_is_not_shown_begins_no_page_as_one_that_is_not_there(client, state):
    shown = make_comment(on=make_gotcha())
    hidden = make_comment(thread=shown.thread, state=state)
    address = f"{shown.thread.target.get_absolute_url()}comments.json"
    answers = [client.get(address, {"from": pk}) for pk in (hidden.pk, hidden.pk + 99)]
    assert [answer.status_code for answer in answers] == [404, 404]
    told = [
        answer.content.decode().replace(str(pk), "N")
        for answer, pk in zip(answers, (hidden.pk, hidden.pk + 99), strict=True)
    ]
    assert told[0] == told[1]


def test_a_comment_of_another_thread_begins_no_page(client):
    gotcha = make_gotcha()
    make_comment(on=gotcha)
    other = make_comment(on=make_gotcha())
    assert client.get(f"{gotcha.get_absolute_url()}comments.json?from={other.pk}").status_code == 404


def test_threads_of_what_cannot_be_read_are_not_there(client):
    states = {
        make_gotcha(state="draft"): 404,
        make_gotcha(state="withdrawn", withdrawn_reason="Never true."): 410,
    }
    for gotcha, status in states.items():
        response = client.get(f"{gotcha.get_absolute_url()}comments.json")
        assert response.status_code == status
    for path in ("/999/comments.json", "/999.1/comments.json", "/codes/x/y/comments.json"):
        assert client.get(path).status_code == 404
    assert client.post(f"{make_gotcha().get_absolute_url()}comments.json").status_code == 405


def test_a_thread_stays_where_its_gotcha_was_merged_and_each_names_the_other(client, settings):
    successor = make_gotcha()
    merged = make_gotcha(state="merged", successor=successor)
    comment = make_comment(on=merged)
    whole = {
        each: f"{settings.SITE_URL}{each.get_absolute_url()}comments.json" for each in (merged, successor)
    }
    told = data_of(client, merged)
    assert [each["said"]["text"] for each in told["comments"]] == [comment.text]
    assert (told["merged_into"], told["merged_here"]) == (whole[successor], [])
    told = data_of(client, successor)
    assert (told["comments"], told["merged_into"], told["merged_here"]) == ([], None, [whole[merged]])


def test_what_did_not_change_is_not_sent_again_and_every_site_may_read_it(client, target):
    path = f"{target.get_absolute_url()}comments.json"
    first = client.get(path)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in first.get("Vary", "")
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    make_comment(on=target)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_number_of_queries_is_the_same_for_two_and_for_forty(client, django_assert_num_queries):
    gotcha = make_gotcha()
    first = make_comment(on=gotcha, text="See QQQ1.")
    make_comment(parent=first)
    spoken = [make_comment() for _ in range(20)]
    spoken[0].gotchas.add(gotcha)
    with django_assert_num_queries(10):
        data_of(client, gotcha)
    for n in range(38):
        comment = make_comment(parent=first)
        comment.codes.add(make_code(f"ZZZ{n}"))
        comment.gotchas.add(make_gotcha())
        comment.answers.add(first)
    for comment in spoken:
        comment.gotchas.add(gotcha)
        comment.codes.add(make_code())
    with django_assert_num_queries(10):
        assert len(data_of(client, gotcha)["comments"]) == 40
