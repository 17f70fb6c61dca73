"""References in prose, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.text.references import permalinks, references


def found(text):
    return [(reference.kind, reference.number) for reference in references(text)]


def gotchas(text):
    return [reference.number for reference in references(text) if reference.kind == "gotcha"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1.14: the passwords in the GUI", ["1.14"]),
        ("Re: 1.2\n- is this the same", ["1.2"]),
        ("Yeah 1.15 is wrong", ["1.15"]),
        ("I\u2019ve fixed 1.15.", ["1.15"]),
        ("confused by 1.15", ["1.15"]),
        ("(1.15) and \u201c1.16\u201d, 1.17; 1.18!", ["1.15", "1.16", "1.17", "1.18"]),
        ("1.2-1.5, 1.2/1.3 and 1.7,1.8", ["1.2", "1.5", "1.2", "1.3", "1.7", "1.8"]),
        ("1.15's second step", ["1.15"]),
        ("it ran on MQ\n1.14: the GUI", ["1.14"]),
        ("12.104", ["12.104"]),
    ],
)
def test_a_number_of_a_gotcha_is_found(text, numbers):
    assert gotchas(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "172.30.1.11",
        "for \u2018172.30.1.11:x.queue\u2019",
        "1.5.1 Install the peer's",
        "see 1.5.2",
        "V5.131.3617.0 and v5.131",
        "MQ ver. 6.0.2.3",
        "WMQ 5.3 CSD12 (6.0.3.45)",
        "TLS 1.2",
        "TLSv1.2",
        "TLS 1.1, 1.2 and 1.3",
        "TLS 1.2/1.3",
        "version 5.3)",
        "Version: 5.3",
        "MQ (9.4 or 9.3)",
        "HP-UX 11.3, z/OS 2.4",
        "HTTP/1.1",
        "1.15a 1.15_x x1.15 _1.15",
        "1.15% of $1.15 and \u20ac1.15",
        "3.5 GB, 1.5ms, 2.5 times",
        "1,500.25 and 1.500,25",
        "1.05 and 1.0 and 01.5",
        "10/17/07 10:55:00",
        "17.10.2007",
        "1.15:8080",
        "https://example.com/1.15/ and /1.15/",
        "a/1.15 and 1.15/b",
        "me@1.15 or 1.15@x",
        "-1.5",
        "1.12345",
        "..1.15",
    ],
)
def test_a_version_an_amount_or_an_address_is_no_reference(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("comment 7", ["7"]),
        ("Comment #7: yes", ["7"]),
        ("as comment no. 7 says.", ["7"]),
        ("comments 1 and 3", ["1", "3"]),
        ("Comments 4, 5 and 6.", ["4", "5", "6"]),
        ("comments 4, 5, and 6", ["4", "5", "6"]),
        ("22 comments", []),
        ("comment 0", []),
        ("comment 7th", []),
        ("my comment", []),
        ("comment 1.500", []),
        ("uncomment 7", []),
    ],
)
def test_comments_are_named_by_their_word(text, numbers):
    assert [number for kind, number in found(text) if kind == "comment"] == numbers


def test_a_gotcha_named_behind_the_word_comment_is_a_gotcha():
    assert found("the comment 1.15 got") == [("gotcha", "1.15")]


def test_a_reference_cuts_its_words_out_of_the_text():
    text = "F\u00fcr \U0001f642 comment 7, see 1.15."
    assert [text[each.start : each.end] for each in references(text)] == ["comment 7", "1.15"]


@given(
    st.lists(
        st.one_of(st.text(), st.sampled_from(["1.15", "comment 7", " ", "TLS 1.2", "comments 1, 2"]))
    ).map("".join)
)
def test_references_of_any_text_stand_in_order_and_hold_their_number(text):
    at = 0
    for reference in references(text):
        assert reference.start >= at
        assert text[reference.start : reference.end].endswith(reference.number)
        at = reference.end


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_every_number_of_a_gotcha_is_a_reference(collection, position):
    assert gotchas(f"see {collection}.{position}.") == [f"{collection}.{position}"]


SITE = "https://gotchas.example"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("see /comments/7/ and (/comments/8)", ["7", "8"]),
        (f"{SITE}/comments/7/", ["7"]),
        ("http://GOTCHAS.example/comments/7/.", ["7"]),
        (f"[that]({SITE}/1/?from=12#comment-34)", ["34"]),
        ("/1.15/#comment-34, it worked", ["34"]),
        (f'<a href="{SITE}/comments/7/">x</a>', ["7"]),
        ("https://elsewhere.example/comments/7/", []),
        ("https://elsewhere.example/1.15/#comment-7", []),
        (f"{SITE}.evil.example/comments/7/", []),
        (f"{SITE}/comments/7/reply/", []),
        ("a/comments/7/ and //comments/7/", []),
        ("/comments/0/ /comments/07/ /comments/1234567890/ /comments/7a", []),
        ("#comment-7", []),
    ],
)
def test_an_address_of_a_comment_is_found_where_it_is_one_of_this_site(text, numbers):
    found = permalinks(text, SITE)
    assert [reference.number for reference in found] == numbers
    assert all(text[r.start : r.end].rstrip("/").endswith(r.number) for r in found)


def test_many_slashes_are_read_in_time_that_grows_with_the_text():
    assert permalinks("/" * 10_000 + " /x" * 3_000, SITE) == []
