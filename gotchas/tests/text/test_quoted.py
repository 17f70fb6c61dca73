"""The message that an article quotes."""

import pytest

from gotchas.text.quoted import FEWEST, LINES, LONGEST, quoted_message


def test_the_lines_of_the_first_block_are_the_message() -> None:
    message = "AMQ9637: Channel is lacking a certificate.\n  in channel 'X'"
    problem = f"You see:\n\n```text\n{message}\n```\n\n```\na b c d\n```"
    assert quoted_message(problem) == ["AMQ9637: Channel is lacking a certificate.", "in channel 'X'"]


@pytest.mark.parametrize(
    "problem", ["", "No block at all.", "```\nnever closed, so it is none", "a ``` b ``` c"]
)
def test_without_a_block_there_is_none(problem: str) -> None:
    assert quoted_message(problem) == []


def test_a_longer_fence_ends_at_its_like() -> None:
    assert quoted_message("````\nsay ``` three times\n```\nand go on\n````") == [
        "say ``` three times",
        "and go on",
    ]


def test_it_is_bounded_in_lines_and_length_and_says_each_once() -> None:
    lines = [f"line {n} of many" for n in range(LINES + 5)]
    assert quoted_message("```\n" + "\n".join(lines) + "\n```") == lines[:LINES]
    [cut] = quoted_message("```\n" + "word " * LONGEST + "\n```")
    assert len(cut) == LONGEST
    assert quoted_message("```\nthe same line\nthe same line\n```") == ["the same line"]
    assert quoted_message("```\n" + " ".join(["x"] * (FEWEST - 1)) + "\n```") == []
