"""Reading WXR: what is kept of a file, what is repaired in it, and what makes it refused."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.tests.transfer.wxr_files import HEAD, post, remark, wxr
from gotchas.transfer import wxr_mending, wxr_reader
from gotchas.transfer.wxr_records import WxrItem, WxrRefused

Said = list[tuple[int, str]]


def read(data: bytes) -> tuple[list[WxrItem], Said]:
    said: Said = []
    reader = wxr_reader.Reader(io.BytesIO(data), lambda line, what: said.append((line, what)))
    return list(reader.items()), said


def test_a_post_and_its_comments_are_read_with_their_lines():
    items, said = read(wxr(post(7, remark(3), remark(4, "No. ]]> Yes.", parent=3))))
    (item,) = items
    assert said == []
    assert (item.line, item.number, item.creator) == (8, "7", "ann")
    assert [(c.number, c.parent, c.content) for c in item.comments] == [
        ("3", "0", "Same here."),
        ("4", "3", "No. ]]> Yes."),
    ]
    assert item.comments[0].line == 13
    assert "192.0.2.7" not in repr(item)


def test_the_head_names_the_blog_and_the_authors_of_posts():
    reader = wxr_reader.Reader(io.BytesIO(wxr(post())), lambda line, what: None)
    next(reader.items())
    assert reader.site.title == "Blog"
    assert reader.site.authors == {"ann": "Ann &amp; Co"}


def test_another_prefix_for_wordpress_and_other_versions_are_read():
    data = wxr(post(5)).replace(b"wp:", b"w:")
    data = data.replace(b"xmlns:wp=", b"xmlns:w=").replace(b"export/1.2/", b"export/1.1/")
    assert [item.number for item in read(data)[0]] == ["5"]


@pytest.mark.parametrize(
    ("before", "after", "text", "says"),
    [
        (b"Same here.", b"a\xef\xbf\xbfb\x1b[1m\x0cc", "ab[1mc", "U+FFFF"),
        (b"Same here.", b"caf\xe9", "caf\u00e9", "Windows-1252"),
        (b"<![CDATA[Same here.]]>", b"a & b &nbsp; &#0; &zz;", "a & b \u00a0  &zz;", "bare &"),
    ],
)
def test_what_is_plainly_broken_is_repaired_and_told(before: bytes, after: bytes, text: str, says: str):
    items, said = read(wxr(post(1, remark())).replace(before, after))
    assert items[0].comments[0].content == text
    assert {line for line, _ in said} == {19}
    assert says in said[0][1]


def test_a_bare_ampersand_in_an_address_is_repaired():
    items, said = read(wxr(post(1, remark(url="http://home.test/?a=1&b=2"))))
    assert len(items[0].comments) == 1
    assert said == [(16, "a bare & is read as &amp;")]


def test_blanks_before_the_beginning_do_not_move_the_lines():
    items, said = read(b"\n\n" + wxr(post()))
    assert (items[0].line, len(said)) == (10, 1)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the file is empty"),
        (gzip.compress(wxr(post())), "gzip"),
        (b"hello\n", "line 1: is no XML"),
        (b"<!DOCTYPE html><title>x</title>", "line 1: the file declares a document type"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b SYSTEM "file:///x">]><rss/>', "line 2: the file"),
        (b"<feed/>", "no export of WordPress"),
        (b"<rss><channel><item/></channel></rss>", "names no WXR version"),
        (wxr(post()).replace(b"version>1.2", b"version>9.9"), "WXR '9.9'"),
        (wxr("<a>" * 50, post(), "</a>" * 50), "deep in each other"),
        (wxr('<a b="' + "x" * 300_000 + '"/>'), "longer than"),
        (wxr(f"<!-- {'x' * 300_000} -->"), "longer than"),
        (HEAD.replace("UTF-8", "UTF-7").encode(), "'UTF-7'"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(data: bytes, why: str):
    with pytest.raises(WxrRefused, match=why) as refused:
        read(data)
    assert "\n" not in str(refused.value)


def test_what_stands_before_the_break_of_a_file_is_read():
    reader = wxr_reader.Reader(io.BytesIO(wxr(post(1), post(2))[:-400]), lambda line, what: None)
    items = reader.items()
    assert next(items).number == "1"
    with pytest.raises(WxrRefused, match="line 14: is no XML"):
        next(items)


def test_a_field_that_is_too_long_is_named_and_not_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wxr_reader, "FIELD_LIMIT", 1000)
    items, _ = read(wxr(post(1, remark(1, "x" * 2000)), post(2, content="y" * 2000)))
    assert items[0].comments[0].too_long == "content"
    assert (items[1].too_long, items[1].content) == ("content", "")


PIECES = st.sampled_from(
    [
        "&",
        "&amp;",
        "&#7;",
        "&nbsp;",
        "]]>",
        "<![CDATA[",
        "x",
        "\n",
        "\ufffe",
        "<b>",
        "</b>",
        "<b c='>'/>",
        "<!--",
    ]
)


@given(st.lists(PIECES, max_size=30), st.integers(1, 90))
def test_mending_is_the_same_however_the_text_is_cut(pieces: list[str], size: int):
    text = "<r>" + "".join(pieces) + "</r>"

    def mend(cuts: list[str]) -> tuple[str, Said]:
        said: Said = []
        mender = wxr_mending.Mender(lambda line, what: said.append((line, what)))
        return "".join(mender.feed(cut) for cut in cuts) + mender.feed("", final=True), said

    assert mend([text]) == mend([text[at : at + size] for at in range(0, len(text), size)])
