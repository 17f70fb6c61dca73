import re

import pytest

from gotchas.markup import Link, article, comment, without_ids


def codes(text):
    return [
        Link(m.start(), m.end(), f"/codes/{m[0]}/", "what it means") for m in re.finditer(r"AMQ\d{4}", text)
    ]


def ids(html):
    return re.findall(r' id="([^"]*)"', html)


def test_headings_begin_below_those_of_the_page_and_leap_over_no_level():
    html = article("# One\n\n### Two\n\n###### Three\n\n## Two again\n\n# One again\n")
    assert re.findall(r"<(h\d)>([^<]*)", html) == [
        ("h3", "One"),
        ("h4", "Two"),
        ("h5", "Three"),
        ("h4", "Two again"),
        ("h3", "One again"),
    ]


def test_headings_written_low_begin_high_all_the_same_and_end_at_h6():
    assert "<h3>Low</h3>" in article("#### Low\n")
    deep = article("".join(f"{'#' * level} {level}\n\n" for level in range(1, 7)))
    assert re.findall(r"<(h\d)>", deep) == ["h3", "h4", "h5", "h6", "h6", "h6"]


def test_headings_and_steps_have_ids_that_no_other_has():
    html = article(
        "## First *solution* AMQ9637\n\n1. stop\n2. start\n\n## First solution `AMQ9637`\n\n1. wait\n\n"
        "## Step 1\n\n### ===\n\n### Zertifikat für Ä\n",
        codes,
        prefix="solution",
    )
    assert ids(html) == [
        "solution-first-solution-amq9637",
        "solution-step-1",
        "solution-step-2",
        "solution-first-solution-amq9637-2",
        "solution-2-step-1",
        "solution-step-1-2",
        "solution-part",
        "solution-zertifikat-fur-a",
    ]


def test_a_list_that_goes_on_counts_its_steps_on():
    html = article("1. one\n2. two\n\nthen\n\n3. three\n", prefix="solution")
    assert ids(html) == ["solution-step-1", "solution-step-2", "solution-step-3"]
    assert '<ol start="3">' in html


def test_steps_inside_another_list_or_a_quotation_have_no_ids():
    assert ids(article("- a\n  1. b\n\n> 1. c\n", prefix="x")) == []


def test_without_a_prefix_nothing_has_an_id():
    assert ids(article("# A\n\n1. b\n")) == []


def test_an_article_shown_among_others_can_lose_its_ids_and_nothing_else():
    html = article("# A\n\n1. b\n\n```console\n$ x\n```\n\n|a|\n|-|\n", prefix="solution")
    assert without_ids(html) == re.sub(r' id="[^"]*"', "", html)


@pytest.mark.parametrize(
    ("info", "caption"),
    [
        ("console As root, on every node", "As root, on every node"),
        ("console", "Command"),
        ("MQSC", "MQSC"),
        ("jcl", "JCL"),
        ("text", "Output"),
        ("log", "Output"),
        ("", "Code"),
        ("python", "Code"),
        ("text <b>&amp;", "&lt;b&gt;&amp;"),
    ],
)
def test_a_block_of_code_is_a_figure_that_says_what_it_is(info, caption):
    assert article(f"```{info}\nx\n```\n") == (
        f'<figure class="code"><figcaption><span>{caption}</span></figcaption>'
        "<pre><code>x</code></pre></figure>\n"
    )


@pytest.mark.parametrize("text", ["-import", "--trace-level=9"])
def test_an_option_of_a_command_is_not_broken_after_its_hyphen(text):
    assert f'<code class="option">{text}</code>' in article(f"Take `{text}`.")
    assert f'<code class="option">{text}</code>' in comment(f"Take `{text}`.")


@pytest.mark.parametrize("text", ["import", "a-b", "-", "-a b", f"-{'x' * 25}"])
def test_other_code_is_broken_where_a_line_ends(text):
    assert f"<code>{text}</code>" in article(f"Take `{text}`.")


def test_an_indented_block_is_a_figure_too():
    assert "<figcaption><span>Code</span></figcaption><pre><code>x &lt;y&gt;\n  z</code>" in article(
        "    x <y>\n      z\n"
    )


def test_prompts_are_marked_in_commands_only_and_only_where_a_line_begins():
    prompt = '<span class="prompt">{}</span>'
    html = article("```console\n$ echo '# x' $ y\n# id\n#comment\n```\n")
    assert prompt.format("$ ") + "echo" in html
    assert prompt.format("# ") + "id" in html
    assert html.count("prompt") == 2
    assert "prompt" not in article("```text\n$ x\n# y\n```\n")


def test_output_in_columns_can_be_scrolled_by_keyboard_and_has_a_name():
    html = article('```text cols Channels "now"\n a   b\n```\n')
    assert '<span>Channels "now"</span>' in html
    region = 'class="cols" tabindex="0" role="region" aria-label="Channels &quot;now&quot;"'
    assert f"<pre {region}><code> a   b</code>" in html


def test_codes_are_linked_in_prose_in_code_and_in_blocks_but_not_in_links():
    html = article(
        "AMQ9631 `AMQ9632` **AMQ9633** [AMQ9634](/x/)\n\n```console\n$ AMQ9635\n```\n\n|AMQ9636|\n|-|\n",
        codes,
    )
    assert re.findall(r'<a href="/codes/(\w+)/" title="what it means">\1</a>', html) == [
        "AMQ9631",
        "AMQ9632",
        "AMQ9633",
        "AMQ9635",
        "AMQ9636",
    ]
    assert '<a href="/x/">AMQ9634</a>' in html


def test_tables_scroll_in_a_group_and_align_by_class():
    html = article("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|\n")
    assert '<div class="table" role="group" tabindex="0" aria-label="Table"><table>' in html
    assert re.findall(r'<td class="([\w-]+)">', html) == ["align-left", "align-center", "align-right"]
    assert "style" not in html


def test_a_wide_table_with_full_rows_is_a_table():
    head = "|" + "column|" * 60 + "\n|" + "-|" * 60 + "\n"
    assert article(head + ("|" + "cell|" * 60 + "\n") * 100).count("<td>") == 6_000


def test_a_wide_head_over_very_many_empty_rows_is_no_table_and_harms_nothing_else():
    html = article("# Head\n\n" + "|a" * 141 + "\n" + "|-" * 141 + "\n" + "x\n" * 141)
    assert "<h3>Head</h3>" in html
    assert "<table" not in html


def test_a_table_in_a_quotation_is_a_table():
    assert "<td>c</td>" in article("> |a|b|\n> |-|-|\n> |c|d|\n")


def test_editors_may_link_inside_the_site_but_not_to_a_host_without_a_scheme():
    html = article("[a](/1.15/) [b](#solution) [c](//evil.test/) [d](x/y)")
    assert re.findall(r'href="([^"]*)"', html) == ["/1.15/", "#solution"]


def test_references_and_images_are_no_markdown_here():
    html = article("![a](https://evil.test/x.png) [b][c]\n\n[c]: https://evil.test/\n")
    assert "<img" not in html
    assert "[b][c]" in html


def test_text_nested_too_deeply_is_shown_as_typed():
    assert "<blockquote>" in article("> " * 6 + "a")
    assert article("> " * 40 + "a") == f'<div class="printed" dir="auto">{"&gt; " * 40}a</div>'


def test_seven_lists_in_each_other_are_still_lists():
    html = article("".join("  " * level + f"- {level}\n" for level in range(7)))
    assert html.count("<ul>") == 7


def test_a_text_that_would_grow_too_much_by_its_links_loses_them_but_not_its_markup():
    html = article(
        "*AMQ9637* " * 2_000,
        lambda text: [Link(m.start(), m.end(), "/x" * 90) for m in re.finditer("AMQ", text)],
    )
    assert html.count("<em>AMQ9637</em>") == 2_000


def test_the_same_text_always_gives_the_same_html():
    text = "# A\n\n1. AMQ9637\n"
    assert article(text, codes, prefix="x") == article(text, codes, prefix="x")


def test_an_empty_text_is_empty():
    assert article("") == article(" \n") == ""
