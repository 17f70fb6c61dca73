"""Notes that an editor set at a step stand at the step."""

import html5lib

from gotchas.markup import Note, article, has_passage, headings, with_notes

SOLUTION = article(
    "## On z/OS\n\n1. Look.\n2. Set it.\n\n   ```mqsc\n   ALTER QMGR\n   ```\n", prefix="solution"
)


def test_a_note_stands_first_in_its_step():
    html = with_notes(SOLUTION, [Note("solution-step-2", "danger", "Not on AIX.")])
    step = html.split('id="solution-step-2">')[1]
    assert step.lstrip().startswith('<p class="note err" role="note">Not on AIX.</p>')
    assert html.count("Not on AIX.") == 1


def test_a_note_on_a_heading_stands_below_it():
    html = with_notes(SOLUTION, [Note("solution-on-z-os", "disputed", "Asked.")])
    assert '</h3><p class="note info" role="note">Asked.</p>' in html


def test_notes_on_one_passage_stand_in_their_order_and_the_rest_is_unchanged():
    html = with_notes(
        SOLUTION, [Note("solution-step-1", "danger", "A."), Note("solution-step-1", "corrected", "B.")]
    )
    assert html.index("A.") < html.index("B.")
    assert with_notes(SOLUTION, []) == SOLUTION
    assert with_notes(SOLUTION, [Note("solution-step-9", "danger", "A.")]) == SOLUTION


def test_a_note_without_an_anchor_stands_before_all_and_may_lead_on():
    html = with_notes(SOLUTION, [Note("", "disputed", "Asked.", "/a/?b=1&c", "<1>")])
    start = '<p class="note info" role="note">Asked. <a href="/a/?b=1&amp;c">&lt;1&gt;</a></p>'
    assert html == start + SOLUTION


def test_each_step_can_lead_to_its_correction():
    html = with_notes(
        SOLUTION, [Note("solution-step-1", "danger", "A.")], correct="/1.1/correct/?part=solution&step="
    )
    assert html.count('class="fix"') == 2
    assert 'href="/1.1/correct/?part=solution&amp;step=solution-step-2" rel="nofollow">Correct<span' in html
    assert "step 2</span>" in html
    assert html.index("A.") < html.index('class="fix"')


def test_what_a_note_says_is_text():
    html = with_notes(SOLUTION, [Note("solution-step-1", "danger", '<img src=x onerror="alert(1)">')])
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    assert tree.find(".//img") is None


def test_what_only_looks_like_a_passage_gets_no_note():
    hostile = (
        '<p><a href="/1.1/" title="&lt;li id=&quot;solution-step-1&quot;&gt;">a</a>'
        ' &lt;li id="solution-step-1"&gt;</p><ol><li id="solution-step-2">b</li></ol>'
    )
    assert "Note." not in with_notes(hostile, [Note("solution-step-1", "danger", "Note.")])
    assert "Note." in with_notes(hostile, [Note("solution-step-2", "danger", "Note.")])


def test_the_headings_of_a_part_are_told_with_their_ids():
    html = article("# On `z/OS` & more\n\n## Below\n\n# On IBM i\n", prefix="solution")
    assert headings(html) == [("solution-on-z-os-more", "On z/OS & more"), ("solution-on-ibm-i", "On IBM i")]
    assert headings("") == []


def test_a_passage_is_known_by_its_id():
    assert has_passage(SOLUTION, "solution-step-2")
    assert has_passage(SOLUTION, "solution-on-z-os")
    assert not has_passage(SOLUTION, "solution-step-3")
    assert not has_passage("", "")
