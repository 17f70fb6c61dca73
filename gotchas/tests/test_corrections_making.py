"""What editors decide of proposals for new gotchas: made, undone, made again."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from gotchas.models import Correction, Gotcha, MessageCode
from gotchas.models.making import left_out
from gotchas.tests.corrections import fresh, refused
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


def proposing(**proposal: Any) -> Correction:
    """A proposal of a new gotcha."""
    return Correction.objects.create(
        collection=make_collection(), proposal={"title": "A new one", **proposal}
    )


def test_a_proposed_gotcha_is_made_with_all_that_it_names(ada: User) -> None:
    code, platform = make_code("XYZ1234"), make_platform()
    correction = proposing(problem="It stops.", codes=["xyz1234", "?"], platforms=[platform.slug, "no"])
    correction.apply(ada, "Good.")
    gotcha = Gotcha.objects.get()
    assert (gotcha.title, gotcha.problem, gotcha.state) == ("A new one", "It stops.", "published")
    assert (list(gotcha.codes.all()), list(gotcha.platforms.all())) == ([code], [platform])
    assert gotcha.revisions.get().correction == correction
    correction.undo(ada)
    assert fresh(gotcha).state == "draft"
    fresh(correction).apply(ada, "Good after all.", publish=False)
    assert (Gotcha.objects.get().state, Gotcha.objects.get().position) == ("draft", 1)


def test_what_is_no_gotcha_is_not_made(ada: User) -> None:
    with refused("long"):
        proposing(title=" ").apply(ada, "Good.")
    with refused("long"):
        proposing(problem="x" * 70_000).apply(ada, "Good.")
    assert not Gotcha.objects.exists()


def test_what_an_editor_made_of_the_draft_stays_when_it_is_applied_again(ada: User) -> None:
    correction = proposing(problem="It stops.")
    correction.apply(ada, "Good.")
    correction.undo(ada)
    gotcha = Gotcha.objects.select_related("collection").get()
    gotcha.title, gotcha.problem = "A better title", "It stops at once."
    gotcha.save()
    gotcha.record(author=ada)
    fresh(correction).apply(ada, "Good after all.")
    gotcha.refresh_from_db()
    assert (gotcha.title, gotcha.problem, gotcha.state) == (
        "A better title",
        "It stops at once.",
        "published",
    )
    newest = gotcha.revisions.get(number=gotcha.last_revision)
    assert (newest.correction, newest.content["problem"]) == (correction, "It stops at once.")


@pytest.mark.parametrize("state", ["withdrawn", "merged", "historic"])
def test_a_state_that_an_editor_gave_it_since_is_not_undone(ada: User, state: str) -> None:
    correction = proposing()
    correction.apply(ada, "Good.")
    gotcha = Gotcha.objects.get()
    successor = make_gotcha() if state == "merged" else None
    reason = "Wrong." if state == "withdrawn" else ""
    Gotcha.objects.filter(pk=gotcha.pk).update(state=state, successor=successor, withdrawn_reason=reason)
    with refused("undo"):
        fresh(correction).undo(ada)
    assert (fresh(gotcha).state, fresh(correction).state) == (state, "applied")


@pytest.mark.parametrize("state", ["withdrawn", "merged"])
def test_one_that_was_withdrawn_or_merged_meanwhile_is_not_made_again(ada: User, state: str) -> None:
    correction = proposing()
    correction.apply(ada, "Good.")
    correction.undo(ada)
    successor = make_gotcha() if state == "merged" else None
    reason = "Wrong." if state == "withdrawn" else ""
    gotcha = Gotcha.objects.get(title="A new one")
    Gotcha.objects.filter(pk=gotcha.pk).update(state=state, successor=successor, withdrawn_reason=reason)
    with refused("gone"):
        fresh(correction).apply(ada, "Good after all.")
    assert fresh(gotcha).state == state


def test_a_code_that_is_not_taken_is_named_with_the_reason(ada: User) -> None:
    one, other = make_code("XYZ1234"), make_code("XYZ1234")
    make_code("AMQ9637", family=one.family)
    correction = proposing(codes=["XYZ1234", "?", "AMQ9637E", "AMQ9999W"])
    assert [(each.spelling, each.why) for each in left_out(correction, None)] == [
        ("XYZ1234", f"it can be one of several: {one.family.name}, {other.family.name}"),
        ("?", "no family has such a code"),
    ]
    assert not MessageCode.objects.filter(code="AMQ9999").exists()
    correction.apply(ada, "Good.")
    gotcha = Gotcha.objects.get()
    taken = [(row.code.code, row.severity) for row in gotcha.gotcha_codes.all()]
    assert taken == [("AMQ9637", "E"), ("AMQ9999", "W")]
    assert gotcha.revisions.get().note == "Good. Messages not taken: XYZ1234, ?."
    gotcha.codes.add(other)
    assert [each.spelling for each in left_out(correction, gotcha)] == ["?"]
