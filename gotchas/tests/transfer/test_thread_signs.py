"""What a comment's text shows: whom it greets, how it is signed, whether it asks."""

import pytest

from gotchas.transfer.thread_signs import asks, long_lines, salutes, sign_off, telling_words, tells_progress

KNOWN = {"ann", "ann lee", "bob", "will", "dale", "anne marie smith"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann,\nthanks", ["ann"]),
        ("Ann/Bob,\nI mended it.", ["ann", "bob"]),
        ("Ann and Bob: yes", ["ann", "bob"]),
        ("Ann, Bob,\nyes", ["ann", "bob"]),
        ("Hello Dale,\nso", ["dale"]),
        ("Hello Ann and thanks for it.", ["ann"]),
        ("Thanks Bob", ["bob"]),
        ("@ann lee no", ["ann lee"]),
        ("Anne Marie Smith - no", ["anne marie smith"]),
        ("Bob wrote: so", ["bob"]),
        ("\n  ANN!\n", ["ann"]),
        ("Dear Sir,\nAnn", []),
        ("Hello,\nAnn", []),
        ("Will it work?", []),
        ("Dales, all", []),
        ("I agree with Bob,", []),
        ("", []),
    ],
)
def test_a_salutation_is_a_known_name_at_the_start(text: str, names: list[str]) -> None:
    assert salutes(text, KNOWN) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Words.\nIan", "ian"),
        ("Words.\nRegards, Neil C.", "neil"),
        ("Words.\nThanks again, John", "john"),
        ("Words.\n- Ann Lee", "ann"),
        ("Words.\nThanks", ""),
        ("Words.\nregards", ""),
        ("The channel does not come up on AIX.", ""),
        ("Words.\n10 000", ""),
        ("", ""),
    ],
)
def test_a_sign_off_is_a_name_in_the_last_line(text: str, name: str) -> None:
    assert sign_off(text) == name


@pytest.mark.parametrize("text", ["why?", "is it so? Then go.", "why ?", "(or not?)", "“why?”"])
def test_a_question_is_seen(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["http://x.test/a?b=c", "channel ‘????’.", "no.", "what a day"])
def test_other_question_marks_ask_nothing(text: str) -> None:
    assert not asks(text)


def test_progress_is_told_at_the_beginning() -> None:
    assert tells_progress("We have progressed a bit")
    assert not tells_progress("x " * 400 + "still")


def test_telling_words_leave_out_what_everybody_says() -> None:
    assert telling_words("Thanks, which keystore should the account use?") == {"keystore", "account"}


def test_long_lines_lose_the_marks_of_a_quotation() -> None:
    assert list(long_lines("> one line that is long enough to be told\nshort\n" + "-" * 60)) == [
        "one line that is long enough to be told"
    ]
