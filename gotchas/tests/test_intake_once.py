"""Once-only tokens: the same form sent again leads to the first result."""

import pytest

from gotchas.intake import once
from gotchas.models import SubmissionToken
from gotchas.tests.racing import at_once

DIGEST = once.digest_of({"text": "hello"})


def test_tokens_differ() -> None:
    assert once.issue() != once.issue()


def test_a_digest_tells_texts_apart_and_not_their_order() -> None:
    assert once.digest_of({"a": "1", "b": "2"}) == once.digest_of({"b": "2", "a": "1"})
    assert once.digest_of({"a": "1", "b": "2"}) != once.digest_of({"a": "12", "b": ""})


@pytest.mark.django_db
def test_the_second_sending_gets_the_result_of_the_first() -> None:
    token = once.issue()
    assert once.result_of(token, DIGEST) is None
    assert once.only(token, DIGEST, lambda: "/comments/1/") == "/comments/1/"
    assert once.only(token, DIGEST, lambda: pytest.fail("made twice")) == "/comments/1/"
    assert once.result_of(token, DIGEST) == "/comments/1/"


@pytest.mark.django_db
def test_another_text_in_the_same_form_is_new() -> None:
    token = once.issue()
    once.only(token, DIGEST, lambda: "/comments/1/")
    assert once.only(token, once.digest_of({"text": "bye"}), lambda: "/comments/2/") == "/comments/2/"


@pytest.mark.django_db
def test_a_first_sending_that_failed_leaves_nothing_in_the_way() -> None:
    token = once.issue()

    def fail() -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once.only(token, DIGEST, fail)
    assert once.only(token, DIGEST, lambda: "/comments/1/") == "/comments/1/"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_ten_sendings_at_once_one_makes_the_result_and_all_get_it() -> None:
    token, made = once.issue(), []

    def make() -> str:
        made.append(1)
        return f"/comments/{len(made)}/"

    results = set(at_once(10, lambda: once.only(token, DIGEST, make)))
    assert results == {SubmissionToken.objects.get().result}
    assert len(made) == 1
