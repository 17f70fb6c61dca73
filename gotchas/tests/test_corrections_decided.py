"""What editors decide of corrections: states, merging, undo, and many at once."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from gotchas.models import Correction, Decision, Gotcha, Revision
from gotchas.models.applying import Clash, Refused
from gotchas.models.reverting import revert
from gotchas.tests.corrections import close, correcting, fresh, make_correction, refused
from gotchas.tests.factories import make_gotcha
from gotchas.tests.racing import at_once

pytestmark = pytest.mark.django_db

STEPS = "1. Stop the channel.\n2. Set SSLTASKS(5).\n3. Start the channel."


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(solution=STEPS)


def rewrite(gotcha: Gotcha, solution: str) -> None:
    gotcha.refresh_from_db()
    gotcha.solution = solution
    gotcha.save()
    gotcha.record(author_name="Editor")


def test_applied_it_stands_in_the_article_with_its_revision_and_date(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    decision = correction.apply(ada, "The manual says 8.")
    gotcha = fresh(gotcha)
    assert gotcha.solution == STEPS.replace("(5)", "(8)")
    assert "SSLTASKS(8)" in gotcha.solution_html
    revision = gotcha.revisions.get(correction=correction)
    assert (revision.number, revision.note, revision.author) == (2, "The manual says 8.", ada)
    assert gotcha.corrected_at == revision.created_at
    correction.refresh_from_db()
    assert (correction.state, correction.decided_by, correction.version) == ("applied", ada, 2)
    assert (decision.before, decision.after, decision.by_name) == ("reported", "applied", "ada")


def test_it_is_merged_into_what_the_article_says_now(gotcha: Gotcha, ada: User) -> None:
    first, second = correcting(gotcha, "(5)", "(8)"), correcting(gotcha, "Stop", "Quiesce")
    second.apply(ada, "Gentler.")
    assert fresh(first).outcome().is_rebased
    first.apply(ada, "True.")
    assert fresh(gotcha).solution == STEPS.replace("(5)", "(8)").replace("Stop", "Quiesce")


def test_a_passage_that_moved_is_corrected_where_it_stands_now(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    rewrite(gotcha, "First:\n3. Start the channel.\n1. Stop the channel.\n\nThen:\n2. Set SSLTASKS(5).")
    fresh(correction).apply(ada, "True.")
    assert fresh(gotcha).solution.endswith("Then:\n2. Set SSLTASKS(8).")


def test_a_conflict_gives_three_texts_and_changes_nothing(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    rewrite(gotcha, STEPS.replace("(5)", "(6)"))
    with pytest.raises(Clash) as clash:
        correction.apply(ada, "True.")
    found = clash.value.outcome
    assert (found.base, found.now, found.proposed) == (STEPS, gotcha.solution, STEPS.replace("(5)", "(8)"))
    assert found.text is None
    assert fresh(correction).state == "reported"
    assert fresh(gotcha).last_revision == 2
    assert not Decision.objects.exists()


def test_an_editors_own_words_are_merged_as_well(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    mine = STEPS.replace("(5)", "(8) or more")
    rewrite(gotcha, STEPS.replace("Stop", "Quiesce"))
    correction.apply(ada, "A little more.", text=mine, on=1)
    assert fresh(gotcha).solution == mine.replace("Stop", "Quiesce")
    other = correcting(fresh(gotcha), "Start", "Run")
    with refused("same"):
        other.apply(ada, "Nothing.", text=fresh(gotcha).solution, on=3)
    with pytest.raises(Clash):
        other.apply(ada, "Late.", text=STEPS.replace("Stop", "End"), on=1)


def test_what_an_editor_put_right_by_hand_is_applied_without_another_version(
    gotcha: Gotcha, ada: User
) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    rewrite(gotcha, STEPS.replace("Stop", "Quiesce"))
    rewrite(gotcha, STEPS.replace("(5)", "(8)"))
    rewrite(gotcha, STEPS.replace("(5)", "(8)").replace("Start", "Run"))
    decision = fresh(correction).apply(ada, "You were right.")
    row, article = fresh(correction), fresh(gotcha)
    assert (row.state, decision.kept["said_since"], article.last_revision) == ("applied", 3, 4)
    held = dict(article.revisions.values_list("number", "standing"))
    assert held == {1: [], 2: [], 3: [row.pk], 4: [row.pk]}
    assert (list(article.corrections.standing()), article.corrected_at) == ([row], None)


def test_that_the_article_said_it_already_is_taken_back_without_a_change(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    rewrite(gotcha, STEPS.replace("(5)", "(8)"))
    correction.apply(ada, "You were right.")
    fresh(correction).undo(ada)
    article = fresh(gotcha)
    assert (fresh(correction).state, article.last_revision) == ("reported", 2)
    assert article.solution == STEPS.replace("(5)", "(8)")
    assert list(article.revisions.values_list("standing", flat=True)) == [[], []]
    fresh(correction).apply(ada, "You were right after all.")
    assert fresh(correction).state == "applied"


def test_what_the_article_said_already_is_taken_back_by_an_older_version(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    rewrite(gotcha, STEPS.replace("(5)", "(8)"))
    correction.apply(ada, "You were right.")
    revert(gotcha.revisions.get(number=1), ada, "Wrong after all.", on=2)
    assert (fresh(correction).taken_back_in, fresh(gotcha).corrected_at) == (3, None)
    fresh(correction).undo(ada)
    assert (fresh(correction).state, fresh(correction).taken_back_in) == ("reported", None)


def test_what_changed_since_the_editor_looked_is_shown_first(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    rewrite(gotcha, STEPS.replace("Stop", "Quiesce"))
    with refused("moved"):
        correction.apply(ada, "True.", on=1)
    Gotcha.objects.get().record()
    correction.apply(ada, "True.", on=2)


def test_a_change_of_another_part_is_no_news(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    gotcha.problem = "Another."
    gotcha.save()
    gotcha.record()
    correction.apply(ada, "True.", on=1)
    assert correction.state == "applied"


@pytest.mark.parametrize("verdict", ["dispute", "hold", "reject"])
def test_a_verdict_says_who_when_and_why_and_shows_what_was_held_back(
    gotcha: Gotcha, ada: User, verdict: str
) -> None:
    correction = correcting(gotcha, "(5)", "(8)", visibility="waiting")
    version = fresh(gotcha).version
    with refused("reason"):
        getattr(correction, verdict)(ada, " ")
    getattr(correction, verdict)(ada, "Because.")
    row = fresh(correction)
    assert row.state in ("disputed", "held", "rejected")
    assert (row.decision_reason, row.visibility) == ("Because.", "public")
    assert fresh(gotcha).version > version


def test_only_a_version_that_was_seen_is_decided(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    correction.hold(ada, "Ask IBM.")
    with refused("decided"):
        correction.reject(ada, "No.", seen=1)
    fresh(correction).reject(ada, "No.")
    with refused("decided"):
        fresh(correction).apply(ada, "Yes.")


def test_a_duplicate_names_the_first_and_takes_its_own_duplicates_along(gotcha: Gotcha, ada: User) -> None:
    first, second, third = (correcting(gotcha, "(5)", f"({n})") for n in (6, 7, 8))
    third.duplicate(ada, "Same.", second)
    second.duplicate(ada, "Same.", first)
    assert {fresh(row).duplicate_of for row in (second, third)} == {first}
    with refused("of"):
        first.duplicate(ada, "Same.", first)
    with refused("of"):
        first.duplicate(ada, "Same.", third)


def test_one_that_another_editor_took_waits_for_that_one(gotcha: Gotcha, ada: User) -> None:
    bob, correction = User.objects.create_user("bob"), correcting(gotcha, "(5)", "(8)")
    assert correction.take(ada)
    assert not fresh(correction).take(bob)
    with refused("taken"):
        fresh(correction).reject(bob, "No.")
    assert fresh(correction).take(bob, over=True)
    fresh(correction).leave(ada)
    with refused("taken"):
        fresh(correction).reject(ada, "No.")
    Correction.objects.update(taken_at=timezone.now() - datetime.timedelta(minutes=31))
    fresh(correction).reject(ada, "No.")
    assert fresh(correction).taken_by is None


def test_an_undo_is_a_revision_and_a_decision(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    correction.dispute(ada, "Plausible.")
    applied = correction.apply(ada, "True.")
    rewrite(gotcha, fresh(gotcha).solution.replace("Stop", "Quiesce"))
    back = fresh(correction).undo(ada, applied.pk)
    assert back.undoes == applied
    assert fresh(gotcha).solution == STEPS.replace("Stop", "Quiesce")
    assert fresh(gotcha).corrected_at is None
    assert list(gotcha.revisions.values_list("number", flat=True)) == [1, 2, 3, 4]
    row = fresh(correction)
    assert (row.state, row.decision_reason, row.decided_by) == ("disputed", "Plausible.", ada)
    with refused("undo"):
        row.undo(ada)
    row.apply(ada, "True after all.")
    assert fresh(gotcha).solution == STEPS.replace("(5)", "(8)").replace("Stop", "Quiesce")


def test_an_undo_to_reported_leaves_no_trace_in_the_row(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    first = correcting(gotcha, "(5)", "(9)")
    correction.duplicate(ada, "Same.", first)
    correction.undo(ada)
    row = fresh(correction)
    assert (row.state, row.decided_at, row.decision_reason, row.duplicate_of) == ("reported", None, "", None)


def test_what_is_too_old_or_was_rewritten_is_not_undone(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    correction.apply(ada, "True.")
    rewrite(gotcha, STEPS.replace("(5)", "(80)"))
    with refused("undo"):
        fresh(correction).undo(ada)
    assert fresh(correction).state == "applied"
    other = correcting(fresh(gotcha), "Stop", "End")
    other.reject(ada, "No.")
    Decision.objects.update(at=timezone.now() - datetime.timedelta(minutes=11))
    with refused("undo"):
        other.undo(ada)


def test_spam_is_taken_away_and_brought_back(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)", visibility="waiting")
    correction.mark_spam(ada)
    assert fresh(correction).visibility == "spam"
    correction.undo(ada)
    assert fresh(correction).visibility == "waiting"
    correction.release(ada)
    assert fresh(correction).visibility == "public"
    assert fresh(correction).state == "reported"


def test_a_withdrawn_gotcha_takes_nothing_more(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    Gotcha.objects.update(state="withdrawn", withdrawn_reason="Wrong.")
    with refused("gone"):
        correction.apply(ada, "True.")


@pytest.mark.parametrize("state", ["withdrawn", "merged"])
def test_where_no_passage_can_be_marked_nothing_is_disputed(gotcha: Gotcha, ada: User, state: str) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    close(gotcha, state)
    with refused("gone"):
        correction.dispute(ada, "Plausible.")
    correction.hold(ada, "Which one do you mean?")
    assert fresh(correction).state == "held"


def test_an_erased_base_is_no_hindrance_where_the_passage_still_stands(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    gotcha.revisions.get().suppress(["solution"], "By order.")
    fresh(correction).apply(ada, "True.")
    assert "SSLTASKS(8)" in fresh(gotcha).solution
    with refused("undo"):
        fresh(correction).undo(ada)


def test_a_title_is_corrected_as_well(ada: User) -> None:
    gotcha = make_gotcha(title="AMQ9637 on AXI")
    make_correction(gotcha, part="title", quoted=gotcha.title, proposed="AMQ9637 on AIX").apply(ada, "Typo.")
    assert fresh(gotcha).title == "AMQ9637 on AIX"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_ten_editors_at_once_one_applies_it(gotcha: Gotcha, ada: User) -> None:
    correction = correcting(gotcha, "(5)", "(8)")

    def apply() -> str:
        try:
            return fresh(correction).apply(ada, "True.", seen=1).after
        except Refused as refusal:
            return refusal.code

    assert sorted(at_once(10, apply)) == ["applied", *["decided"] * 9]
    assert Revision.objects.filter(correction=correction).count() == 1
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_ten_corrections_applied_at_once_all_stand_in_the_article(ada: User) -> None:
    gotcha = make_gotcha(solution="\n".join(f"{n}. Do {n} now." for n in range(10)))
    waiting = [correcting(gotcha, f"Do {n}", f"Make {n}") for n in range(10)]
    at_once(10, lambda: waiting.pop().apply(ada, "True."))
    assert fresh(gotcha).solution == gotcha.solution.replace("Do", "Make")
    assert fresh(gotcha).last_revision == 11
