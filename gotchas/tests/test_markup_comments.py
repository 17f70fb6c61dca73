import re

import pytest

from gotchas.markup import Link, comment

REL = ' rel="nofollow ugc noopener"'


def references(text):
    return [Link(m.start(), m.end(), f"/{m[0]}/") for m in re.finditer(r"\b\d\.\d+\b", text)]


def test_a_line_end_is_kept_and_a_paragraph_has_its_own_direction():
    assert comment("one\ntwo\n\nthree") == '<p dir="auto">one<br>\ntwo</p>\n<p dir="auto">three</p>\n'


def test_markup_of_readers_is_emphasis_lists_quotations_code_and_links():
    html = comment("*a* **b** `c`\n\n- d\n\n1. e\n\n> f\n\n```console\n$ g\n```\n\n[h](https://x.test/)\n")
    for tag in ("em", "strong", "code", "ul", "ol", "blockquote", "figure", "a"):
        assert f"<{tag}" in html
    assert '<span class="prompt">$ </span>g' in html


@pytest.mark.parametrize("text", ["# Title", "Title\n===", "|a|\n|-|", "|a|b|\n|-|-|\n|c|d|"])
def test_headings_and_tables_of_readers_stay_as_typed(text):
    html = comment(text)
    assert not re.search("<(h\\d|table)", html)
    assert re.sub("<[^>]*>", "", html).strip() == text


def test_html_of_readers_stays_as_typed():
    assert "&lt;b&gt;x&lt;/b&gt;" in comment("<b>x</b>")
    assert "&lt;div&gt;" in comment("<div>\nx\n</div>")


def test_readers_link_to_http_https_and_mail_only():
    html = comment(
        "[a](http://x.test/) [b](https://x.test/) [c](mailto:a@x.test) [d](/1.15/) [e](ftp://x.test) [f](#id)"
    )
    assert re.findall(r'<a href="([^"]*)"' + REL, html) == [
        "http://x.test/",
        "https://x.test/",
        "mailto:a@x.test",
    ]
    assert html.count("<a ") == 3


def test_links_of_the_site_are_not_marked_as_the_readers():
    assert comment("see 1.15", references) == '<p dir="auto">see <a href="/1.15/">1.15</a></p>\n'


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see http://x.test/a_b_c now", "http://x.test/a_b_c"),
        ("see https://x.test/_under_score_.", "https://x.test/_under_score"),
        ("(see http://x.test/?topic=/a.htm).", "http://x.test/?topic=/a.htm"),
        ("(see http://x.test/a),", "http://x.test/a"),
        ("http://x.test/Foo_(bar).", "http://x.test/Foo_(bar)"),
        ("\u2019http://x.test\u2019", "http://x.test"),
        ("**http://x.test/**", "http://x.test/"),
        ("http://x.test:9443/a?b=c&d=e#f!", "http://x.test:9443/a?b=c&d=e#f"),
        ("HTTP://x.test", "HTTP://x.test"),
        ("http://x.test: then", "http://x.test"),
        ("http://x.test:123456", "http://x.test"),
        ("http://x.test/<b>", "http://x.test/"),
    ],
)
def test_a_bare_address_is_a_link_without_the_punctuation_around_it(text, address):
    found = re.findall(rf'<a href="([^"]*)"{REL}>([^<]*)</a>', comment(text))
    assert [shown.replace("&amp;", "&") for _, shown in found] == [address]
    assert [href.replace("&amp;", "&").lower() for href, _ in found] == [address.lower()]


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "http:// x",
        "xhttp://y.test",
        "ftp://x.test",
        "http://user@x.test/",
        "http://u:p@x.test/",
        "`http://x.test`",
    ],
)
def test_what_is_no_address_or_misleads_is_no_link(text):
    assert "<a" not in comment(text)


def test_an_address_inside_a_link_makes_no_second_one():
    html = comment("[see http://a.test/ x](http://b.test/)")
    assert re.findall('href="([^"]*)"', html) == ["http://b.test/"]


def test_a_number_inside_an_address_is_not_linked():
    assert comment("http://x.test/1.15", references).count("<a ") == 1


def test_links_that_cross_parts_overlap_or_reach_out_are_left_out():
    def nonsense(text):
        return [
            Link(0, len(text), "/all/"),
            Link(-5, 1, "/before/"),
            Link(len(text) - 1, len(text) + 5, "/after/"),
            Link(2, 2, "/empty/"),
            Link(3, 1, "/backwards/"),
            Link(1, 3, "/good/"),
            Link(2, 4, "/overlaps/"),
        ]

    html = comment("abcdef **bold** end", nonsense)
    assert re.findall('href="([^"]*)"', html) == ["/good/"]
    assert re.sub("<[^>]*>", "", html).strip() == "abcdef bold end"


def test_the_linker_is_asked_once_for_a_whole_comment():
    asked = []
    comment("one *two*\nthree\n\n- four `five`\n", lambda text: asked.append(text) or [])
    assert asked == ["one \n\ntwo\n\nthree\n\nfour \n\nfive"]


def test_a_long_title_of_a_link_is_cut():
    html = comment("1.15", lambda text: [Link(0, 4, "/1.15/", "word " * 200)])
    title = re.search('title="([^"]*)"', html)[1]
    assert len(title) <= 120
    assert title.endswith("\u2026")


@pytest.mark.parametrize("url", ["javascript:run()", "//evil.test/", "/\\evil.test/", "data:text/html,x"])
def test_a_link_that_leads_astray_loses_its_address_even_from_a_linker(url):
    assert "href" not in comment("abc", lambda text: [Link(0, 3, url)])
