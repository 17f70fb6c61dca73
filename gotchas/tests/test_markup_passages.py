"""Which stretch of Markdown each block of a page was made from."""

from hypothesis import given
from hypothesis import strategies as st

from gotchas import markup

TEXT = """Intro,
more.

1. Look.

   ```console
   # ls key.kdb
   ```

2. Change `it`, see [x](https://example.org/).

## On old releases

- a

| a | b |
|---|---|
| 1 | 2 |
"""


def test_every_block_says_where_it_was_written_and_what_it_shows():
    found = markup.passages(TEXT, prefix="solution")
    assert [(p.anchor, p.level, TEXT[p.start : p.end].split("\n")[0], p.words) for p in found] == [
        ("", 0, "Intro,", "Intro, more."),
        ("solution-step-1", 0, "1. Look.", "Look. # ls key.kdb"),
        ("solution-step-2", 0, "2. Change `it`, see [x](https://example.org/).", "Change it, see x."),
        ("solution-on-old-releases", 3, "## On old releases", "On old releases"),
        ("", 0, "- a", "a"),
        ("", 0, "| a | b |", "a b 1 2"),
    ]


@given(st.text(alphabet="1.-#>` \n\tab|*[]()", max_size=120))
def test_passages_follow_each_other_and_have_the_ids_of_the_page(text):
    found = markup.passages(text, prefix="solution")
    html = markup.article(text, prefix="solution")
    at = 0
    for passage in found:
        assert at <= passage.start < passage.end <= len(text)
        at = passage.end
        assert not passage.anchor or f'id="{passage.anchor}"' in html


def test_a_text_nested_too_deeply_has_no_passages():
    assert markup.passages("> " * 50 + "a", prefix="solution") == []
    assert markup.passages("a" * 70_000, prefix="solution") == []
