"""What no text may bring onto a page, whichever function renders it; HTML is read as a browser reads it."""

import re
from collections.abc import Iterator
from html import unescape

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gotchas import markup
from gotchas.text.diffs import Piece

SPOKEN = {
    "a",
    "b",
    "br",
    "cite",
    "code",
    "del",
    "em",
    "i",
    "ins",
    "kbd",
    "mark",
    "q",
    "s",
    "samp",
    "span",
    "strong",
}
BLOCKS = {"blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "hr", "li", "ol", "p", "pre", "ul"}
TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
ELEMENTS = SPOKEN | BLOCKS | TABLES | {"h3", "h4", "h5", "h6", "sub", "sup", "tt", "u"}
ATTRIBUTES = {"href", "title", "rel", "class", "id", "dir", "start", "role", "tabindex", "aria-label"}
OWN_CLASSES = {"code", "prompt", "cols", "table", "printed", "added", "removed", "visually-hidden"}
GOOD_HREF = re.compile(r"(https?:|mailto:|/(?![/\\])|#)", re.IGNORECASE)


def link_words(text):
    """A Linker that puts as many links in as it can, some of them nonsense."""
    found = [
        markup.Link(m.start(), m.end(), f"/codes/{m[0]}/", '"><b>') for m in re.finditer(r"[a-z]{3,}", text)
    ]
    return [*found, markup.Link(-3, 2, "/x/"), markup.Link(5, 5, "/x/"), markup.Link(7, 10**9, "/x/")]


RENDERERS = {
    "article": lambda text: markup.article(text, link_words, prefix="solution"),
    "article without links": markup.article,
    "comment": lambda text: markup.comment(text, link_words),
    "comment without links": markup.comment,
    "plain": lambda text: markup.plain(text, link_words),
    "imported": lambda text: markup.imported_html(text, link_words),
    "imported without links": markup.imported_html,
    "highlight": lambda text: markup.highlight(text, ["script", "alert", "x"]),
    "diff": lambda text: markup.diff([Piece("removed", text), Piece("added", text), Piece("same", text)]),
    "without ids": lambda text: markup.without_ids(markup.article(text, prefix="x")),
}

HANDLERS = [
    "<img src=x onerror=run()>",
    "<svg/onload=run()>",
    "<body onload=run()>",
    "<details open ontoggle=run()>",
]
HANDLERS += [
    f"<p on{event}=run() tabindex=0>z</p>" for event in ("click", "wheel", "copy", "focusin", "animationend")
]
SCRIPTS = ["<script>run()</script>", "<ScRiPt\n>run()</sCrIpT >", "<svg><script>run()</script></svg>"]
SCRIPTS += [
    "<scr<script>ipt>run()</scr</script>ipt>",
    "</p></div><script>run()",
    "<!--><script>run()</script>-->",
]
SCRIPTS += ["<math><mi><style><img src=x onerror=run()>", "<noscript><p title='</noscript><script>run()'>"]
SCHEMES = [
    "javascript:run()",
    "JaVaScRiPt:run()",
    "java\tscript:run()",
    "java\nscript:run()",
    "\x01javascript:run()",
]
SCHEMES += [
    "&#106;avascript:run()",
    "javascript&colon;run()",
    "java&Tab;script:run()",
    "vbscript:run()",
    "//evil.test/",
]
SCHEMES += [
    "data:text/html,<script>run()</script>",
    "blob:null/x",
    "file:///etc/hostname",
    "\\\\evil.test\\x",
    "/\\evil",
]
SCHEMES += [
    "java\u202escript:run()",
    "java&#x202e;script:run()",
    "%6aavascript:run()",
    "https:evil",
    "feed:javascript:x",
]
LINKS = [
    form.format(url)
    for url in SCHEMES
    for form in ("[z]({})", "[z](<{}>)", "<{}>", "![z]({})", "<a href='{}'>z</a>")
]
LINKS += [f"[z][r]\n\n[r]: {url}" for url in SCHEMES]
TITLES = ['[z](/x "onclick=run()")', "[z](/x '\" onclick=run() x=\"')", '[z](http://x/"onclick="run\\(\\))']
TITLES += ['![" onerror="run()](x)', '<a title="a>b" href="http://x">alert</a>']
FENCES = [
    '```" onclick="run()\nx\n```',
    "```console </span><script>run()</script>\n$ x\n```",
    '```text cols "onx=y\nx\n```',
]
FENCES += ["```html\n</code></pre><script>run()</script>\n```", "```{.x #id onclick=run()}\nx\n```"]
PAGES = [
    "<style>*{display:none}</style>",
    "<p style='position:fixed'>z</p>",
    "<form><input name=q></form>",
    "<base href=x>",
]
PAGES += [
    "<div class='modal' id='main'>z</div>",
    "<table><tr><td><plaintext>",
    "</article></li></ul><h1>Notice</h1>",
    "<!--",
]
PAGES += [
    "<textarea>",
    "<iframe srcdoc='<script>run()</script>'></iframe>",
    "<meta http-equiv=refresh content=0>",
    "<select>",
]
HOSTILE = HANDLERS + SCRIPTS + LINKS + TITLES + FENCES + PAGES


def elements(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Tag and attributes of every element of a fragment; comments and other kinds of node as "#"."""
    tree = html5lib.parseFragment(str(html), treebuilder="etree")
    for node in tree.iter():
        if not isinstance(node.tag, str):
            yield "#", {}
        elif node.tag != "DOCUMENT_FRAGMENT":
            yield node.tag.removeprefix("{http://www.w3.org/1999/xhtml}"), dict(node.attrib)


def assert_harmless(html: str) -> None:
    for tag, attributes in elements(html):
        assert tag in ELEMENTS
        assert set(attributes) <= ATTRIBUTES
        assert GOOD_HREF.match(attributes.get("href", "/"))
        assert all(
            name in OWN_CLASSES or name.startswith("align-") for name in attributes.get("class", "").split()
        )


@pytest.mark.parametrize("renderer", RENDERERS)
def test_no_hostile_text_becomes_more_than_text_and_harmless_elements(renderer):
    for text in HOSTILE:
        assert_harmless(RENDERERS[renderer](text))


SNIPPETS = st.lists(
    st.sampled_from(
        [
            *HOSTILE,
            "* ",
            "> ",
            "1. ",
            "`",
            "```",
            "\n",
            "\n\n",
            "|",
            "a|b\n-|-\n",
            "[",
            "](",
            ")",
            "http://a.b/",
        ]
    )
    | st.text(alphabet="<>\"'&;:/=!-#*_ \n\tascript", max_size=8),
    max_size=8,
).map("".join)


@settings(max_examples=120)
@given(renderer=st.sampled_from(sorted(RENDERERS)), text=SNIPPETS)
def test_no_mixture_of_hostile_texts_becomes_more_either(renderer, text):
    assert_harmless(RENDERERS[renderer](text))


ANY_TEXT = st.text(alphabet=st.characters(blacklist_categories=()), max_size=200)


@settings(max_examples=120)
@given(renderer=st.sampled_from(sorted(RENDERERS)), text=ANY_TEXT)
@example("article", "\ud800\udc00a\udfff\x00\x0b\x0c\x1b\x7f\x85\ufffe\U0010ffff")
@example("imported", "&#xd800;&#0;&#x1b;&#x80;&#1114112;")
def test_every_text_can_be_rendered_and_what_comes_out_can_be_printed(renderer, text):
    html = RENDERERS[renderer](text)
    html.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", html)


@pytest.mark.parametrize("renderer", ["article", "comment", "imported", "highlight", "diff"])
@pytest.mark.parametrize(
    "mark", ["\u202e", "\u2066", "&#x202e;", "&#8238;", "<http://x.test/%E2%80%AE>", "```x \u202e\n\u202e"]
)
def test_no_text_turns_the_direction_of_the_page(renderer, mark):
    html = RENDERERS[renderer](f"user {mark}txt.exe")
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", unescape(html).replace("&#x202e;", ""))


def test_a_mark_that_turns_text_is_spelled_out_in_a_diff():
    assert "\u27e8U+202E\u27e9" in markup.diff([Piece("added", "a\u202eb")])


@settings(max_examples=120)
@given(renderer=st.sampled_from(["comment", "plain", "imported"]), text=SNIPPETS)
@example("comment", "[a](http://x.test/) <b@c.test> http://d.test/ <a href='http://e.test/' rel='me'>e</a>")
def test_every_link_of_a_reader_out_of_the_site_says_so(renderer, text):
    for tag, attributes in elements(RENDERERS[renderer](text)):
        if tag == "a" and not attributes.get("href", "/").startswith("/"):
            assert attributes["rel"] == "nofollow ugc noopener"


@settings(max_examples=120)
@given(renderer=st.sampled_from(["comment", "plain", "imported"]), text=SNIPPETS)
def test_no_reader_names_an_element_of_the_page(renderer, text):
    assert all("id" not in attributes for _, attributes in elements(RENDERERS[renderer](text)))


ARTICLE_OF_EVERYTHING = """# A

1. [b](/1.15/ "c")

```console d
$ e
```

```text cols f
```

|g|
|-:|

3. h
"""


@settings(max_examples=120)
@given(renderer=st.sampled_from(["article", "comment", "plain", "imported"]), text=SNIPPETS)
@example("article", ARTICLE_OF_EVERYTHING)
@example("comment", ARTICLE_OF_EVERYTHING)
@example("imported", "<dl><dt>a<dd>b</dl><p><u>c</u><ol start=3><li>d</ol><table><tr><th>e</table>")
def test_stored_html_is_shown_as_it_was_made(renderer, text):
    html = RENDERERS[renderer](text)
    assert markup.stored(html) == html


def test_html_that_came_into_the_database_another_way_is_cleaned_when_it_is_shown():
    assert markup.stored("<p onclick=run() id=main>a<script>run()</script></p>") == "<p>a</p>"


AMPLIFIERS = {
    "references": lambda n: "[a]: /" + "b" * (n // 2) + "\n\n" + "[a] " * (n // 8),
    "short rows of a wide table": lambda n: (
        "|a" * int(n**0.5) + "\n" + "|-" * int(n**0.5) + "\n" + "x\n" * int(n**0.5)
    ),
    "tables": lambda n: "a|b\n-|-\n\n" * (n // 9),
    "empty lists": lambda n: "-\n+\n" * (n // 4),
    "ordered lists": lambda n: "1.\n1)\n" * (n // 6),
    "quotes": lambda n: ">a\n\n" * (n // 4),
    "quotes in quotes": lambda n: ">" * n + " a",
    "lists in lists": lambda n: "".join("  " * i + "- a\n" for i in range(int((n - 200) ** 0.5))),
    "emphasis in emphasis": lambda n: "*a **b " * (n // 14) + "c* d** " * (n // 14),
    "brackets": lambda n: "[" * n,
    "one code after another": lambda n: "abc " * (n // 4),
    "addresses": lambda n: "http://a " * (n // 9),
    "headings of one name": lambda n: "# a\n" * (n // 4),
    "quotation marks": lambda n: '"' * n,
    "elements": lambda n: "<b><i><p>" * (n // 9),
    "elements in elements": lambda n: "<div></b>" * (n // 9),
}


@pytest.mark.parametrize("renderer", ["article", "comment", "plain", "imported", "highlight", "diff"])
@pytest.mark.parametrize("name", AMPLIFIERS)
def test_a_page_grows_in_proportion_to_its_text(renderer, name):
    text = AMPLIFIERS[name](9_900)
    html = RENDERERS[renderer](text)
    assert len(html) < 20 * len(text) + 11_000
    assert unescape(html).strip()


@pytest.mark.parametrize("name", AMPLIFIERS)
def test_no_element_stands_deeper_than_a_browser_likes(name):
    for renderer in ("article", "comment", "imported"):
        html = RENDERERS[renderer](AMPLIFIERS[name](3_000))
        depth = deepest = 0
        for closing, tag in re.findall(r"<(/?)([a-z0-9]+)", html):
            depth += 0 if tag in ("br", "hr") else -1 if closing else 1
            deepest = max(deepest, depth)
        assert deepest <= 110


@pytest.mark.parametrize(
    ("render", "limit"),
    [
        (markup.comment, markup.COMMENT_LIMIT),
        (markup.article, markup.ARTICLE_LIMIT),
        (markup.plain, markup.ARTICLE_LIMIT),
        (markup.imported_html, markup.ARTICLE_LIMIT),
    ],
)
def test_the_limit_counts_bytes_and_the_error_says_how_many(render, limit):
    assert render("\u00e9" * (limit // 2))
    with pytest.raises(markup.TooLong, match=f"{limit + 2:,} bytes; at most {limit:,}"):
        render("\u00e9" * (limit // 2 + 1))
