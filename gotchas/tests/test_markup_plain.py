"""Printed text, HTML from elsewhere, summaries, highlights and diffs."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.markup import Link, diff, highlight, imported_html, plain, summary
from gotchas.text.diffs import Piece, word_diff

PRINTABLE = st.text(
    alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Cn"), whitelist_characters="\n\t"), max_size=200
) | st.lists(
    st.sampled_from(
        ["<b>", "&amp;", "&", "\n", "  ", "\t", "http://a.test/x?y=1&z", ").", "AMQ9637E", "\u00a0", "\u202e"]
    ),
    max_size=12,
).map("".join)


def codes(text):
    return [Link(m.start(), m.end(), f"/codes/{m[0]}/") for m in re.finditer(r"AMQ\d{4}", text)]


def text_of(html):
    return unescape(re.sub(r"<[^>]*>", "", html))


@given(PRINTABLE)
def test_printed_text_comes_out_exactly_as_it_went_in(text):
    assert text_of(plain(text, codes)) == text
    assert text_of(plain(text)) == text


def test_printed_text_keeps_lines_blanks_and_tags():
    html = plain("a  b\n\n <c>\tAMQ9637E", codes)
    assert html == (
        '<div class="printed" dir="auto">a  b\n\n &lt;c&gt;\t<a href="/codes/AMQ9637/">AMQ9637</a>E</div>'
    )


def test_line_ends_of_other_systems_are_line_ends_and_controls_are_dropped():
    assert text_of(plain("a\r\nb\rc\x00\x1b[31m\x0c\x85d")) == "a\nb\nc[31md"


def test_addresses_in_printed_text_are_links_and_codes_in_them_are_not():
    html = plain("see (http://x.test/z?topic=AMQ9637). http://b.test,", codes)
    assert re.findall('<a href="([^"]*)"', html) == ["http://x.test/z?topic=AMQ9637", "http://b.test"]


def test_printed_text_with_very_many_codes_loses_the_links_and_nothing_else():
    text = "AMQ9637 " * 5_000
    assert (
        text_of(plain(text, lambda t: [Link(m.start(), m.end(), "/x" * 90) for m in re.finditer("A", t)]))
        == text
    )


def test_no_text_has_no_html():
    assert plain("") == imported_html("") == highlight("", []) == diff([]) == ""


def test_imported_html_keeps_what_wordpress_writes():
    html = imported_html(
        "<!-- wp:paragraph --><p>A <strong>b</strong> <em>c</em> &amp; &lt;d&gt;</p>"
        "<ul><li>e</li></ul><pre>f\n g</pre>"
    )
    assert html == (
        '<p dir="auto">A <strong>b</strong> <em>c</em> &amp; &lt;d&gt;</p>'
        '<ul><li dir="auto">e</li></ul><pre>f\n g</pre>'
    )


def test_imported_html_without_paragraphs_keeps_its_lines():
    assert imported_html("one\n\ntwo <em>x</em>") == (
        '<div class="printed" dir="auto">one\n\ntwo <em>x</em></div>'
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\n\ntwo<br>three", ["one", "two<br>three"]),
        ("<p>one</p>\ntwo\n \n\nthree\nfour", ["one", "two", "three<br>four"]),
        ("one<br />\ntwo\n\n<em>three\n\nfour</em>", ["one<br>two", "<em>three</em>", "four"]),
        ('one\n\n<a href="http://x.test/" title="a\n\nb">two</a><br>', None),
    ],
)
def test_a_blank_line_of_imported_html_ends_a_paragraph(text: str, shown: list[str] | None):
    html = imported_html(text)
    assert html.count("<p ") == (len(shown) if shown else 2)
    if shown:
        assert re.findall('<p dir="auto">(.*?)</p>', html) == shown


def test_line_ends_inside_lists_and_code_make_no_paragraphs():
    text = "<p>a</p><ul>\n\n<li>b\n\nc</li>\n</ul>\n\n<pre>d\n\ne</pre>"
    assert imported_html(text).count("<p ") == 1
    assert "<pre>d\n\ne</pre>" in imported_html(text)


def test_headings_of_imported_html_stand_below_the_pages():
    html = imported_html("<h1>a</h1><h2 class=x>b</h2><h6>c</h6><p>h1</p>")
    assert html == '<h3>a</h3><h4>b</h4><h6>c</h6><p dir="auto">h1</p>'


def test_codes_in_imported_html_are_linked_outside_links_and_attributes():
    html = imported_html(
        '<p title="AMQ9630">AMQ9631 &amp; <a href="http://x.test/" title="a>b AMQ9632">AMQ9633</a></p>', codes
    )
    assert re.findall('<a href="(/codes[^"]*)"', html) == ["/codes/AMQ9631/"]
    assert text_of(html) == "AMQ9631 & AMQ9633"


def test_links_of_imported_html_lead_out_and_say_so():
    html = imported_html(
        '<p><a href="http://x.test/" rel="me" target="_top" class="y">a</a> <a href="/admin/">b</a></p>'
    )
    assert html == (
        '<p dir="auto"><a href="http://x.test/" rel="nofollow ugc noopener">a</a> '
        '<a rel="nofollow ugc noopener">b</a></p>'
    )


def test_imported_html_nested_without_end_is_shown_as_text():
    assert text_of(imported_html("<div>" * 500 + "a")) == "<div>" * 500 + "a"
    assert "<blockquote>" in imported_html("<blockquote>" * 20 + "a")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Set *SSLTASKS* to `8`.", "Set SSLTASKS to 8."),
        ("# Title\n\nText [link](http://x.test/)\nmore", "Title Text link more"),
        ("- one\n- two\n\n|a|b|\n|-|-|\n|c|d|", "one two a b c d"),
        ("Before\n\n```console\n$ run\n```\n\nafter", "Before after"),
        ("```console\n$ run\n```", "$ run"),
        ("&lt;b&gt; <i>", "<b> <i>"),
        ("a&#x202e;b\x00", "ab"),
        ("", ""),
    ],
)
def test_a_summary_is_the_text_without_its_markup_in_one_line(text, line):
    assert summary(text, 80) == line


def test_a_summary_ends_between_two_words():
    assert (
        summary("The channel initiator was restarted, then it ran.", 37)
        == "The channel initiator was restarted\u2026"
    )
    assert summary("abcdefghij", 5) == "abcd\u2026"
    assert summary("abce\u0301\u0301f", 5) == "abc\u2026"
    assert summary("abc", 0) == ""


@given(st.text(alphabet=st.characters(blacklist_categories=()), max_size=300), st.integers(-1, 60))
def test_a_summary_is_never_longer_than_asked_for(text, length):
    line = summary(text, length)
    assert len(line) <= max(0, length)
    assert "\n" not in line


def test_words_of_a_search_are_marked_in_any_spelling_and_with_a_short_ending():
    html = highlight(
        "AMQ9637E <certificates> CERTIFICATE certified key keys", ["amq9637", "Certificate", "key"]
    )
    assert re.findall("<mark>([^<]*)</mark>", html) == ["AMQ9637E", "certificates", "CERTIFICATE", "key"]
    assert text_of(html) == "AMQ9637E <certificates> CERTIFICATE certified key keys"


@given(PRINTABLE.map(lambda text: text.replace("\u202e", "")))
def test_a_highlighted_text_is_still_the_text(text):
    turning = "[\u202a-\u202e\u2066-\u2069]"
    assert text_of(highlight(text, ["a", "b", "amq9637"])) == re.sub(turning, "", text)


def test_a_diff_says_in_words_what_came_and_what_went():
    assert diff(word_diff("Set <1>.", "Set <8>.")) == (
        'Set &lt;<del class="removed"><span class="visually-hidden">removed: </span>1</del>'
        '<ins class="added"><span class="visually-hidden">added: </span>8</ins>&gt;.'
    )


def test_braces_in_a_changed_text_stay_braces():
    assert "{0}{}" in diff([Piece("added", "{0}{}")])
