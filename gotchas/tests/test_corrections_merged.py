"""Many corrections of one passage, decided in any order: each is applied or shown as a conflict."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gotchas.models import Correction, Gotcha
from gotchas.models.applying import Clash
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_gotcha
from gotchas.text.quoting import narrowed

pytestmark = pytest.mark.django_db

PASSAGE = "2. Set the limit of tasks to five"
TEXT = f"1. Look.\n{PASSAGE}\n3. Start."

# Each as (text, first, last): it takes the words first to last of the passage away and puts the text there.
BEHIND = len(PASSAGE.split())
PROPOSALS = [
    ("alpha", 7, 8),
    ("beta", 7, 8),
    ("gamma", 5, 6),
    ("delta", 3, 4),
    ("epsilon zeta", 3, 5),
    ("eta\n", 0, 0),
    ("theta\n", 0, 0),
    ("\niota", BEHIND, BEHIND),
    ("\nkappa", BEHIND, BEHIND),
    ("lambda", 1, 2),
]


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


def proposed(text: str, wanted: str, gotcha: Gotcha) -> Correction:
    quoted, new = narrowed(text, 0, len(text), wanted)
    return make_correction(gotcha, quoted=quoted, proposed=new)


def changed(text: str, first: int, last: int) -> str:
    """The whole text with that proposal in it."""
    words = PASSAGE.split()
    before, after = " ".join(words[:first]), " ".join(words[last:])
    if first == last:
        return TEXT.replace(PASSAGE, f"{text}{after}{before}" if first == 0 else f"{before}{text}")
    return TEXT.replace(PASSAGE, " ".join(each for each in (before, text, after) if each))


def contradict(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    """No word stands between what the two change."""
    return max(one[1], other[1]) <= min(one[2], other[2])


def decided(row: Correction, by: User) -> Clash | None:
    try:
        with transaction.atomic():
            Correction.objects.get(pk=row.pk).apply(by, "Looked at.")
    except Clash as clash:
        return clash
    return None


@given(st.permutations(PROPOSALS))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ten_corrections_of_one_passage_in_any_order_lose_and_double_nothing(ada: User, order: Any) -> None:
    gotcha = make_gotcha(solution=TEXT)
    rows = [(each, proposed(TEXT, changed(*each), gotcha)) for each in order]
    stands: list[tuple[str, int, int]] = []
    for each, row in rows:
        before = Gotcha.objects.get(pk=gotcha.pk)
        clash = decided(row, ada)
        now = Gotcha.objects.get(pk=gotcha.pk)
        row.refresh_from_db()
        assert (clash is not None) == any(contradict(each, other) for other in stands)
        if clash is None:
            assert (row.state, now.last_revision) == ("applied", before.last_revision + 1)
            stands.append(each)
            continue
        assert (row.state, now.solution, now.last_revision) == (
            "reported",
            before.solution,
            before.last_revision,
        )
        outcome = clash.outcome
        assert (outcome.base, outcome.now, outcome.proposed) == (TEXT, before.solution, changed(*each))
        assert outcome.conflicts
    for each in order:
        assert all((word in now.solution.split()) == (each in stands) for word in each[0].split())


@given(st.permutations("ABC"))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_several_second_steps_one_is_applied_and_the_others_conflict(ada: User, order: Any) -> None:
    gotcha = make_gotcha(solution="1. Stop.\n3. Start.")
    rows = [proposed(gotcha.solution, f"1. Stop.\n2. Do {name}.\n3. Start.", gotcha) for name in order]
    assert [decided(row, ada) is None for row in rows] == [True, False, False]
    gotcha.refresh_from_db()
    assert gotcha.solution == f"1. Stop.\n2. Do {order[0]}.\n3. Start."


def rewrite(gotcha: Gotcha, solution: str) -> None:
    gotcha.solution = solution
    gotcha.save()
    gotcha.record(author_name="Editor")


def test_two_lines_with_no_word_between_their_changes_are_not_put_together(ada: User) -> None:
    gotcha = make_gotcha(solution="a keysize\n1024 bits")
    row = proposed(gotcha.solution, "a modulus\n1024 bits", gotcha)
    rewrite(gotcha, "a keysize\n2048 bits")
    assert decided(row, ada)


@pytest.mark.parametrize(
    ("now", "is_applied"),
    [
        ("3. Start.\n4. End.\n1. Stop.", True),
        ("4. End.\n1. Stop.\n3. Start.", True),
        ("4. End.\n3. Start.\n1. Stop.\n2. Another.", False),
    ],
)
def test_a_step_is_added_behind_one_that_moved_unless_something_new_stands_there(
    ada: User, now: str, is_applied: bool
) -> None:
    gotcha = make_gotcha(solution="1. Stop.\n3. Start.\n4. End.")
    row = proposed(gotcha.solution, "1. Stop.\n2. Wait.\n3. Start.\n4. End.", gotcha)
    rewrite(gotcha, now)
    assert (decided(row, ada) is None) == is_applied
    gotcha.refresh_from_db()
    assert gotcha.solution == (now.replace("1. Stop.", "1. Stop.\n2. Wait.") if is_applied else now)


def test_a_passage_that_was_only_reflowed_is_corrected_where_it_stands(ada: User) -> None:
    gotcha = make_gotcha(solution="First stop the channel, then\nstart it.")
    row = proposed(gotcha.solution, "First end the channel, then\nstart it.", gotcha)
    rewrite(gotcha, "First stop\nthe channel,\nthen start it.")
    assert decided(row, ada) is None
    gotcha.refresh_from_db()
    assert "First end the channel," in gotcha.solution


def test_what_was_proposed_for_an_empty_part_is_applied_though_that_was_erased(ada: User) -> None:
    gotcha = make_gotcha(cause="")
    correction = make_correction(gotcha, part="cause", quoted="", proposed="A label.")
    gotcha.revisions.get().suppress(["cause"], "By order.")
    Correction.objects.get(pk=correction.pk).apply(ada, "True.")
    assert Gotcha.objects.get(pk=gotcha.pk).cause == "A label."
