"""What is taken back of a decision, what readers see of what was held back, and duplicates of duplicates."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from gotchas import review
from gotchas.models import Correction, Decision, Gotcha
from gotchas.tests.corrections import correcting, fresh, refused
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(solution="1. Stop the channel.\n2. Set SSLTASKS(5).")


def same(gotcha: Gotcha, count: int, **fields: Any) -> list[Correction]:
    return [correcting(gotcha, "(5)", f"({n + 6})", **fields) for n in range(count)]


@pytest.mark.parametrize("verdict", ["dispute", "hold", "reject", "apply"])
def test_a_decision_taken_back_hides_again_what_it_showed(gotcha: Gotcha, ada: User, verdict: str) -> None:
    correction = correcting(gotcha, "(5)", "(8)", visibility="waiting")
    getattr(correction, verdict)(ada, "A slip.")
    assert fresh(correction).visibility == "public"
    correction.undo(ada)
    assert (fresh(correction).state, fresh(correction).visibility) == ("reported", "waiting")


def test_spam_is_not_decided_before_an_editor_showed_it(gotcha: Gotcha, ada: User) -> None:
    correction, other = correcting(gotcha, "(5)", "(8)", visibility="spam"), correcting(gotcha, "(5)", "(7)")
    for verdict in ("dispute", "hold", "reject", "apply"):
        with refused("spam"):
            getattr(correction, verdict)(ada, "No.")
    with refused("spam"):
        correction.duplicate(ada, "Same.", other)
    assert (fresh(correction).state, fresh(correction).visibility) == ("reported", "spam")
    correction.release(ada)
    correction.reject(ada, "No.")
    assert fresh(correction).visibility == "public"


def test_what_was_rejected_can_be_hidden_as_spam_and_what_was_applied_cannot(
    gotcha: Gotcha, ada: User
) -> None:
    rejected, applied = correcting(gotcha, "(5)", "(8)"), correcting(gotcha, "Stop", "End")
    rejected.reject(ada, "No.")
    rejected.mark_spam(ada)
    assert (fresh(rejected).state, fresh(rejected).visibility) == ("rejected", "spam")
    with refused("decided"):
        rejected.mark_spam(ada)
    assert [item.correction for item in review.queue("spam", "").items] == [rejected]
    rejected.undo(ada)
    assert (fresh(rejected).state, fresh(rejected).visibility) == ("rejected", "public")
    applied.apply(ada, "Yes.")
    with refused("decided"):
        applied.mark_spam(ada)


def test_one_that_another_editor_took_since_is_not_taken_back_under_them(gotcha: Gotcha, ada: User) -> None:
    correction, bob = correcting(gotcha, "(5)", "(8)"), User.objects.create_user("bob")
    correction.hold(ada, "Asked Neil.")
    fresh(correction).take(bob)
    with refused("taken"):
        fresh(correction).undo(ada)
    assert fresh(correction).state == "held"


@pytest.mark.parametrize("visibility", ["waiting", "spam"])
def test_nothing_repeats_what_readers_do_not_see(gotcha: Gotcha, ada: User, visibility: str) -> None:
    [first], [second] = same(gotcha, 1, visibility=visibility), same(gotcha, 1)
    with refused("of"):
        second.duplicate(ada, "Same.", first)
    assert fresh(second).state == "reported"


def test_duplicates_that_went_along_are_kept_like_decisions_and_come_back(gotcha: Gotcha, ada: User) -> None:
    first, second, third = same(gotcha, 3)
    third.duplicate(ada, "Same as 2.", second)
    seen = fresh(third).version
    moved = second.duplicate(ada, "Same as 1.", first)
    assert fresh(third).duplicate_of == first
    assert fresh(third).version > seen
    went = Decision.objects.get(object_id=third.pk, before="duplicate")
    assert (went.after, went.reason) == ("duplicate", f"Correction {second.pk} is a duplicate itself.")
    with refused("undo"):
        fresh(third).undo(ada)
    assert review.last_of(ada) == moved
    fresh(second).undo(ada, moved.pk)
    assert (fresh(second).state, fresh(second).duplicate_of) == ("reported", None)
    assert (fresh(third).state, fresh(third).duplicate_of) == ("duplicate", second)
    assert fresh(went).undone_by.reason == f"Correction {second.pk} is no duplicate any more."
    assert fresh(third).decision_reason == "Same as 2."


def test_no_two_are_duplicates_of_each_other(gotcha: Gotcha, ada: User) -> None:
    first, second = same(gotcha, 2)
    first.duplicate(ada, "Same.", second)
    with refused("of"):
        second.duplicate(ada, "Same.", first)
    assert not Correction.objects.filter(duplicate_of__state="duplicate").exists()


def test_a_state_that_is_not_known_in_full_is_not_guessed(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    correction.reject(ada, "No.")
    Decision.objects.update(before="duplicate")
    with refused("undo"):
        fresh(correction).undo(ada)
    assert fresh(correction).state == "rejected"


def test_the_undo_that_is_offered_is_of_the_last_decision_that_still_holds(gotcha: Gotcha, ada: User) -> None:
    bob = User.objects.create_user("bob")
    first, second = same(gotcha, 2)
    first.hold(ada, "Ask.")
    assert review.last_of(ada).object_id == first.pk
    fresh(first).reject(bob, "No.")
    assert review.last_of(ada) is None
    second.hold(ada, "Ask.")
    fresh(second).undo(bob)
    assert review.last_of(ada) is None
    assert review.last_of(bob) is None
