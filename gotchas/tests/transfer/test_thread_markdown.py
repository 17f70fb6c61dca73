"""Markdown of printed lines renders to exactly their characters."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gotchas.transfer.thread_markdown import escaped, is_code, markdown_of

RENDERER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


class Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.data = ""
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.data += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def shown(markdown: str) -> Texts:
    texts = Texts()
    texts.feed(RENDERER.render(markdown))
    return texts


MARKS = "ab1 \\`*_[]<>&#+-=|~!.)(:/'\"\u2019\u2014;^$"
VISIBLE = st.characters(codec="utf-8", exclude_categories=["C", "Z"])
PRINTED = st.text(st.one_of(st.sampled_from(MARKS), VISIBLE), min_size=1, max_size=60)


@given(PRINTED)
@example("1. one")
@example("- one")
@example("---")
@example("&amp; &#35;")
@example("http://x.test/a_b_c, and <http://y.test>")
@example("http://x.test/%41%42")
@example("a\\")
@example("![x](y) [z]: q")
@example("__init__ *a* ~~b~~")
@example("+ a")
@example("1986\\. x")
def test_an_escaped_line_shows_its_very_characters(line: str) -> None:
    texts = shown(escaped(line.strip()))
    assert " ".join(texts.data.split()) == " ".join(line.split())
    assert set(texts.tags) <= {"p", "a"}


@given(st.lists(PRINTED, max_size=8))
def test_all_characters_of_a_section_are_shown_in_order(lines: list[str]) -> None:
    everything = "".join("".join(lines).split())
    seen = "".join(shown(markdown_of(lines)).data.split())
    at = 0
    for char in everything:  # list markers are the renderer's, so what is shown may lack them
        if at < len(seen) and seen[at] == char:
            at += 1
        else:
            assert char in "-*0123456789.)" or char == "\u2022"
    assert at == len(seen)


def test_each_line_is_a_paragraph() -> None:
    assert markdown_of(["one", "two", "", "three"]) == "one\n\ntwo\n\nthree"


def test_lists_stay_lists() -> None:
    assert markdown_of(["must be:", "- a", "- b", "so"]) == "must be:\n\n- a\n- b\n\nso"
    assert shown(markdown_of(["\u2022 a", "\u2022 b"])).tags == ["ul", "li", "li"]


def test_numbered_lines_are_a_list_only_when_they_count_from_one() -> None:
    assert shown(markdown_of(["1. a", "2. b"])).tags == ["ol", "li", "li"]
    assert shown(markdown_of(["3. a", "4. b"])).tags == ["p", "p"]


def test_sub_solutions_count_up_from_one() -> None:
    markdown = markdown_of(["1.5.1 First", "a", "1.5.2 Second", "1.5.9 is no heading"], "1.5")
    assert markdown == "### 1.5.1 First\n\na\n\n### 1.5.2 Second\n\n1.5.9 is no heading"


def test_a_fence_is_longer_than_any_run_of_backquotes_in_it() -> None:
    assert markdown_of(["$ echo ```` ok"]).startswith("`````\n")


@pytest.mark.parametrize(
    "line",
    [
        "RACDCERT ID(EMIR) DELMAP (LABEL(\u2019MQMAP\u2019))",
        "SETROPTS RACLIST(DIGTNMAP) REFRESH",
        "runmqckm -cert -details -db <database> -label <name>",
        "openssl x509 -in cert.pem -noout",
        "//STEP1 EXEC PGM=IKJEFT01",
        "$ ls",
        "C:\\temp>dir",
        "bash>gsk7cmd -cert -help",
        "SSLCIPH(NULL_MD5)",
        "DISPLAY QMGR SSLTASKS",
    ],
)
def test_commands_are_code(line: str) -> None:
    assert is_code(line)


@pytest.mark.parametrize(
    "line",
    [
        "Set them by ALTER QMGR( ) MAXHANDS(n), then stop the listener and start it.",
        "Send the FTP subcommand quote site lrecl=80",
        "use the option -sernum, as follows:",
        "PEM (privacy-enhanced mail)",
        "SSL",
        "DO NOT DO THIS",
        "it works - mostly - or not",
        "# 1 is the first",
        "Note: this is text",
        "",
    ],
)
def test_sentences_are_no_code(line: str) -> None:
    assert not is_code(line)


def test_a_line_after_a_continuation_is_code() -> None:
    assert markdown_of(["RACDCERT ID(X) MAP +", "anything", "Then go on."]) == (
        "```\nRACDCERT ID(X) MAP +\nanything\n```\n\nThen go on."
    )


def test_a_displayed_value_is_code_only_where_it_is_announced() -> None:
    assert is_code("Key Usage: HANDSHAKE, DATAENCRYPT", "This will work:")
    assert not is_code("Key Usage: HANDSHAKE, DATAENCRYPT", "This will work.")
