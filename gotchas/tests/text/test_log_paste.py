"""What was pasted from a log or a terminal is found, and put between lines of backticks as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.text.log_paste import fenced, find

ENTRY = """\
10/18/07 08:00:00 - Process(4711.1) User(mqm) Program(amqrmppa)
AMQ9637E: Channel is lacking a certificate.

EXPLANATION:
The channel has none to use for the handshake.
ACTION:
Give it one.
----- amqccisa.c : 1050 ---------------------------------------"""
JAVA = (
    "java.io.IOException: x\n    at a.b.C.d(C.java:7)\n\tat a.b.C.main(C.java:9)\nCaused by: x\n\t... 7 more"
)
LOGS = [
    ENTRY,
    JAVA,
    "2026-11-23T10:00:00Z INFO up\n2026-11-23T10:00:01Z ERROR down",
    "Nov 23 10:00:00 host sshd[1]: a\nNov 23 10:00:01 host sshd[1]: b",
    "[    0.000000] Linux\n[    0.100000] ready",
    "ERROR: relation does not exist\nWARNING: nothing",
    'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nKeyError: 1',
    "$ runmqakm -cert -list\n$ echo $?",
    "ann@mq01:/var/mqm$ ls\nann@mq01:/var/mqm$ dspmq",
    "C:\\Users\\ann> dir\nPS C:\\> gci",
    "   CHANNEL(TO.QM2)   CHLTYPE(SDR)\n   SSLCIPH(TLS_RSA)",
    "error[E0308]: mismatched types\nsrc/main.rs:7:5",
    'level=info msg="a b" at=now\nlevel=error msg="c" at=then',
    "00000000: 4D51 5353 4C20 0000\n00000010: 4D51 5353 4C20 0000",
]
PROSE = [
    "Since 2007 we use it.\nOn 10/18/07 it stopped.\n",
    "AMQ9637 says so. I swapped the steps in 1.15.\nSee AMQ9633 and CSQX630E too.",
    "# A heading\n> a quote 10:00:00\n> 10:00:01 more",
    "1. 10:00:00 start it\n2. 10:00:01 stop it",
    "- ERROR: a\n- ERROR: b",
    "The error: nothing\nMy warning: take care",
    "Set SSLCIPH(X) on the channel\nand SSLCAUTH(OPTIONAL) too.",
    "At 10:00:00 it began.\nIt ended at 11:00:00.",
    "10:00:00 it began.\n" + "And so on.\n" * 9 + "11:00:00 it ended.",
    f"```\n{ENTRY}\n```",
    f"~~~ text\n```\n{ENTRY}\n~~~",
    "See:\n\n    2026-11-23 10:00:00 a\n    2026-11-23 10:00:01 b",
    "ERROR: one line alone",
]


@pytest.mark.parametrize("log", LOGS)
def test_a_pasted_log_is_found_whole_among_prose(log: str) -> None:
    text = f"It stops with this:\n{log}\n\nWhat is wrong? It is 9.3 on AIX."
    (paste,) = find(text)
    assert text[paste.start : paste.end] == log
    assert (paste.line, paste.lines) == (2, log.count("\n") + 1)
    assert fenced(text, [paste]) == text.replace(log, f"```\n{log}\n```")


@pytest.mark.parametrize("prose", PROSE)
def test_prose_and_what_is_a_block_of_code_already_are_left_alone(prose: str) -> None:
    assert find(prose) == []


def test_two_logs_with_prose_between_are_two() -> None:
    text = f"{JAVA}\n" + "And then this.\n" * 6 + ENTRY
    first, second = find(text)
    assert fenced(text, find(text)) == text.replace(JAVA, f"```\n{JAVA}\n```").replace(
        ENTRY, f"```\n{ENTRY}\n```"
    )
    assert first.end < second.start


def test_backticks_in_a_log_do_not_end_its_block() -> None:
    log = "10:00:00 said ````\n10:00:01 and ``` too"
    assert fenced(log, find(log)) == f"`````\n{log}\n`````"


pieces = st.sampled_from(
    [
        "10:00:00 a",
        "ERROR: b",
        "\tat a.b(c)",
        "    at a.b(c)",
        "prose",
        "",
        " ",
        "```",
        "~~~~",
        "> q",
        "- l",
        "10:00 ```` x",
    ]
)
texts = st.one_of(
    st.text(max_size=200), st.lists(st.one_of(pieces, st.text(max_size=9)), max_size=25).map("\n".join)
)


@given(texts)
def test_every_character_is_kept_and_nothing_is_found_twice(text: str) -> None:
    pastes = find(text)
    shown = fenced(text, pastes)
    left, at = [], 0
    for paste in pastes:  # take out again what was put in
        inside = text[paste.start : paste.end]
        begin = shown.index(f"\n{inside}\n```", at)
        ticks = len(shown[:begin]) - len(shown[:begin].rstrip("`"))
        left.append(shown[at : begin - ticks] + inside)
        at = begin + 1 + len(inside) + 1 + ticks
    assert "".join([*left, shown[at:]]) == text
    assert find(shown) == []


@given(texts)
def test_pastes_are_whole_lines_in_order(text: str) -> None:
    ends = [0]
    for paste in find(text):
        assert ends[-1] <= paste.start < paste.end
        assert paste.start == 0 or text[paste.start - 1] == "\n"
        assert paste.end == len(text) or text[paste.end] == "\n"
        assert text.count("\n", 0, paste.start) == paste.line - 1
        ends.append(paste.end)
