"""Whom a comment answers, read from the texts: the rules one by one, and the figures for whole threads."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gotchas
from gotchas.tests.transfer.threads import MADE_UP, REAL, some_codes
from gotchas.transfer.thread_replies import Proposal, propose
from gotchas.transfer.thread_text import ThreadComment, read_thread

START = datetime(2007, 7, 4, 9, 0)
# The made-up thread as its writer meant it: comment to what it answers, the parent first.
MEANT: dict[int, tuple[int, ...]] = {
    1: (), 2: (), 3: (1,), 4: (), 5: (4,), 6: (1, 3), 7: (4,), 8: (), 9: (8,), 10: (9,), 11: (10,), 12: (1,),
    13: (8,), 14: (8,),
}  # fmt: skip
SPOKEN_OF = {
    1: "3.4",
    2: "3.2",
    3: "3.4",
    4: "3.7",
    5: "3.7",
    6: "3.4",
    7: "3.7",
    10: "3.1",
    11: "3.1",
    12: "3.4",
}
# The tree of the real thread, as the starter content tells it.
TREE = Path(gotchas.__file__).with_name("starter") / "thread.toml"


def talk(*said: tuple[str, str], hours: float = 24) -> list[Proposal]:
    """Proposals for (author, text) pairs that follow each other by `hours`."""
    comments = [
        ThreadComment(n, n, n, author, START + timedelta(hours=hours) * n, text, tuple(some_codes(text)))
        for n, (author, text) in enumerate(said, 1)
    ]
    return propose(comments, read_thread(MADE_UP.read_bytes(), some_codes).items)


def answered(proposal: Proposal) -> tuple[int, ...]:
    return () if proposal.parent is None else (proposal.parent, *proposal.answers)


def test_all_fourteen_of_the_made_up_thread_are_right() -> None:
    thread = read_thread(MADE_UP.read_bytes(), some_codes)
    assert {p.number: answered(p) for p in propose(thread.comments, thread.items)} == MEANT


def test_the_gotchas_spoken_of_are_named_meant_by_a_code_or_the_parents() -> None:
    thread = read_thread(MADE_UP.read_bytes(), some_codes)
    found = {p.number: p.gotchas for p in propose(thread.comments, thread.items) if p.gotchas}
    assert found == {number: (gotcha,) for number, gotcha in SPOKEN_OF.items()}


def test_a_greeted_name_is_the_last_comment_of_that_person() -> None:
    proposals = talk(("Ann Lee", "It fails."), ("Ann Lee", "Now so:"), ("Bob", "Ann, try this."), hours=40)
    assert answered(proposals[2]) == (2,)
    assert proposals[2].confidence >= 0.9


def test_two_greeted_names_are_a_parent_and_a_second_answer() -> None:
    assert answered(talk(("Ann", "a?"), ("Bob", "b?"), ("Cay", "Bob/Ann,\nI mended it."))[2]) == (2, 1)


def test_a_name_that_begins_a_sentence_greets_nobody() -> None:
    assert talk(("Will Moss", "It fails."), ("Bob", "Will this ever be mended"))[1].parent is None


def test_who_is_greeted_is_never_the_writer() -> None:
    assert talk(("Ann Lee", "one"), ("Ann Ray", "Ann, no."))[1].parent == 1
    assert talk(("Ann Lee", "one"), ("Ann Lee", "Ann, no."), hours=100)[1].parent is None


def test_a_second_comment_within_minutes_amends_the_first() -> None:
    proposals = talk(("Ann", "one?"), ("Ann", "sorry, two"), ("Ann", "and three"), hours=0.05)
    assert [answered(p) for p in proposals] == [(), (1,), (1,)]


def test_an_answer_to_somebody_who_amended_goes_to_the_first_part() -> None:
    proposals = talk(("Ann", "one?"), ("Ann", "sorry, two"), ("Bob", "Ann,\nyes."), hours=0.05)
    assert answered(proposals[2]) == (1,)


def test_equal_texts_have_the_same_parent() -> None:
    text = "The keystore path must stand in both places."
    proposals = talk(("Ann", "Which keystore path is read?"), ("Anonymous", text), ("Bob", text), hours=1)
    assert [answered(p) for p in proposals[1:]] == [(1,), (1,)]


def test_a_comment_named_by_number_is_answered() -> None:
    assert answered(talk(("Ann", "x"), ("Bob", "y"), ("Cay", "comment 1 is right"))[2]) == (1,)
    assert talk(("Ann", "x"), ("Bob", "comment 9 is right"))[1].parent is None


def test_who_agrees_about_a_gotcha_answers_the_comment_on_it() -> None:
    proposals = talk(("Ann", "I doubt 3.4 here"), ("Bob", "something else"), ("Cay", "Yeah 3.4 is wrong"))
    assert answered(proposals[2]) == (1,)


def test_a_new_question_on_a_gotcha_speaks_to_the_post() -> None:
    proposals = talk(("Ann", "I doubt 3.4 here"), ("Bob", "Re: 3.4, does it hold on AIX?"))
    assert proposals[1].parent is None
    assert proposals[1].gotchas == ("3.4",)


def test_a_number_that_is_no_item_is_no_gotcha() -> None:
    assert talk(("Ann", "with 12.2 and 10.3.1.7 and 3.9"))[0].gotchas == ()


def test_an_anonymous_who_signs_is_the_person_of_that_name() -> None:
    proposals = talk(
        ("Ann Lee", "Which keystore is read?"), ("Anonymous", "still unsolved\nAnn"), ("Bob", "Ann,\nyes")
    )
    assert answered(proposals[2]) == (2,)


def test_an_anonymous_who_does_not_sign_is_nobody_known() -> None:
    proposals = talk(("Anonymous", "first"), ("Anonymous", "second"), hours=0.05)
    assert proposals[1].parent is None


def test_a_handle_is_the_person_with_that_initial_and_name() -> None:
    proposals = talk(("Ian Vance", "a?"), ("ivance", "sorry, b"), ("Bob", "Ian,\nyes"), hours=0.05)
    assert answered(proposals[1]) == (1,)
    assert answered(proposals[2]) == (1,)


def test_confidence_is_lower_where_a_sign_may_mean_two_comments() -> None:
    sure = talk(("Dale", "x"), ("Ann", "Dale,\none"))[1]
    unsure = talk(("Dale", "x"), ("Ann", "Dale,\none"), ("Ann", "Hello Dale,\ntwo"))[2]
    assert (sure.parent, unsure.parent) == (1, 1)
    assert unsure.confidence < sure.confidence


NAMES = st.sampled_from(["Ann Lee", "Bob", "Anonymous", "alee", "Cay"])
TEXTS = st.sampled_from(
    ["Ann,\nhm?", "Bob/Cay, ok", "yes", "Re: 3.4", "3.4 is wrong", "comment 2", "x y z", "ORA-28759?"]
)


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, TEXTS), max_size=25), st.floats(0, 100))
def test_every_proposal_points_back_with_a_confidence_from_0_to_1(
    said: list[tuple[str, str]], hours: float
) -> None:
    for proposal in talk(*said, hours=hours):
        assert all(0 < at < proposal.number for at in answered(proposal))
        assert len(set(answered(proposal))) == len(answered(proposal))
        assert 0 <= proposal.confidence <= 1
        assert proposal.why


@pytest.mark.parametrize("path", REAL)
def test_every_comment_of_the_real_thread_is_proposed_where_it_hangs(path: Path) -> None:
    thread = read_thread(path.read_bytes(), some_codes)
    told = tomllib.loads(TREE.read_text(encoding="utf-8"))["comments"]
    meant = {row["number"]: row["answers"][0] if row["answers"] else None for row in told}
    assert {p.number: p.parent for p in propose(thread.comments, thread.items)} == meant
