"""HTML of a post as Markdown, and the sections that are found in it. Pure: no database."""

import pytest

from gotchas import markup
from gotchas.transfer.wxr_articles import sections_of
from gotchas.transfer.wxr_markdown import NotConverted, blocks_of


def markdown(content: str) -> str:
    return "\n\n".join(block.text for block in blocks_of(content))


def sections(content: str) -> tuple[str, list[tuple[str, str, str]]]:
    """What stands before the sections, and number, title and text of each."""
    before, found = sections_of(blocks_of(content))
    texts = [(s.number, s.title, "\n\n".join(block.text for block in s.blocks)) for s in found]
    return "\n\n".join(block.text for block in before), texts


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("one\r\ntwo\r\n\r\nthree", "one\\\ntwo\n\nthree"),
        ("<p>one\ntwo</p><p>three</p>", "one\ntwo\n\nthree"),
        ("one<br />two", "one\\\ntwo"),
        ("<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->", "a"),
        ("<!-- wp:code --><pre>b\n c</pre>", "```\nb\n c\n```"),
        ("<pre>a ``` b</pre>", "````\na ``` b\n````"),
        ("<h2>It breaks</h2><h4>So</h4>", "## It breaks\n\n#### So"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ('<ol start="3"><li>a</li><li>b</li></ol>', "3. a\n4. b"),
        ("<ol><li><p>a</p><pre>x</pre></li></ol>", "1. a\n\n   ```\n   x\n   ```"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<p>a <b>bold: </b>b <i>c</i> <code>d`e</code></p>", "a **bold:** b *c* ``d`e``"),
        ('<p><a href="https://a.test/x">a *b*</a></p>', r"[a \*b\*](https://a.test/x)"),
        ('<p><a href="https://a.test/">https://a.test/</a></p>', "<https://a.test/>"),
        ('<p><img src="https://a.test/p.png" alt="A queue"></p>', "[A queue](https://a.test/p.png)"),
        ("<table><tr><th>a<th>b<tr><td>1</table>", "| a | b |\n| --- | --- |\n| 1 |  |"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        ("<p>2 * 3 _x_ # &lt;b&gt; &amp;amp;</p>", None),
        ("<script>x</script><style>y</style><iframe src='//z'></iframe>", ""),
        ("<p>&nbsp;</p><p></p>", ""),
    ],
)  # fmt: skip
def test_html_becomes_markdown(content: str, text: str | None) -> None:
    if text is None:  # what looks like marks is shown as it was
        assert str(markup.article(markdown(content))) == "<p>2 * 3 _x_ # &lt;b&gt; &amp;amp;</p>\n"
    else:
        assert markdown(content) == text


def test_html_that_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(NotConverted):
        blocks_of("<div>" * 5_000)


TWO = [("1", "It breaks", "Why."), ("2", "It is slow", "So it is.")]


@pytest.mark.parametrize(
    "content",
    [
        "<p>Known.</p><h2>1. It breaks</h2><p>Why.</p><h2>2) It is slow</h2><p>So it is.</p>",
        "Known.<p><b>#1: It breaks</b><p>Why.<p><strong>2 - It is slow</strong><p>So it is.",
        "Known.<p><strong>1. It breaks</strong><br>Why.<p><b>2. It is slow:</b> So it is.</p>",
        "<p>Known.</p><p>1. <b>It breaks</b> – Why.</p><p>2. <b>It is slow</b>: So it is.</p>",
        "Known.\r\n\r\n<b>1. It breaks</b>\r\nWhy.\r\n\r\n<b>2. It is slow</b>\r\nSo it is.",
    ],
)
def test_numbered_titles_begin_sections_however_they_are_written(content: str) -> None:
    assert sections(content) == ("Known.", TWO)


def test_paragraphs_that_begin_with_a_number_of_two_parts_are_titles() -> None:
    content = "<p>Known.</p><p>4.1 It breaks</p><p>Why.</p><p>4.2 It is slow</p><p>So it is.</p>"
    assert sections(content) == ("Known.", [("4.1", *TWO[0][1:]), ("4.2", *TWO[1][1:])])


@pytest.mark.parametrize(
    "content",
    [
        "<h2>1. Alone</h2><p>x</p>",
        "<h2>2. It begins</h2><p>x</p><h2>3. In the middle</h2>",
        "<p><b>1.</b> Stop it.</p><p><b>2.</b> Start it.</p>",
        "<ol><li>Stop it.</li><li>Start it.</li></ol>",
        "<p>In 2010 it broke.</p><p>1 queue and 2 channels.</p>",
    ],
)
def test_what_does_not_count_on_from_one_with_titles_is_no_section(content: str) -> None:
    assert sections(content)[1] == []


def test_a_bold_beginning_stays_in_a_post_that_has_no_sections() -> None:
    assert markdown("<p><b>Note</b> that it breaks.</p>") == "**Note** that it breaks."
