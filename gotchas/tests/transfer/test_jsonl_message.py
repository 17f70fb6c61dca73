"""Where the message of an error stands in an article, and that it is found again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.transfer.jsonl_message import TITLE_LIMIT, message_of, short_title, with_message

TEXT = st.text(alphabet="ab `\n{}:", max_size=30)


def test_a_message_that_the_title_says_is_not_said_twice() -> None:
    assert with_message("TS2304: Cannot find name.", "Cannot find name.", "You see it.") == "You see it."
    assert with_message("Cannot find name.", "Cannot  find name.", "You see it.") == "You see it."


def test_a_message_with_placeholders_stands_in_a_block_before_the_problem() -> None:
    made = with_message("TS2304", "Cannot find <name> `{0}`.", "You see it.")
    assert made == "```text\nCannot find <name> `{0}`.\n```\n\nYou see it."


def test_a_message_with_a_fence_in_it_gets_a_longer_one() -> None:
    made = with_message("X", "```\ncode\n```", "")
    assert made.startswith("````text\n")
    assert message_of("X", made) == ("```\ncode\n```", "")


def test_a_title_that_is_too_long_is_cut_between_words_and_kept_whole_before_the_problem() -> None:
    title = "word " * 50 + "end"
    assert len(short_title(title)) <= TITLE_LIMIT
    assert short_title(title).endswith("word\u2026")
    assert title in with_message(title, "", "You see it.")
    assert with_message(title, f"{title} and more", "").count("end") == 1


@pytest.mark.parametrize("problem", ["", "Words.", "```text\nopen", "```text\n\n```", "```python\nx\n```"])
def test_a_problem_without_such_a_block_has_no_message(problem: str) -> None:
    assert message_of("Title", problem) == ("", problem)


@given(title=TEXT, message=TEXT, problem=TEXT)
def test_what_was_taken_apart_is_put_together_again(title: str, message: str, problem: str) -> None:
    whole = with_message(title, message, problem)
    assert with_message(title, *message_of(title, whole)) == whole
