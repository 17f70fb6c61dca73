"""The starter content: what is in the data files, and that it holds together."""

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from gotchas import markup
from gotchas.text.families import Recogniser, read_families
from gotchas.transfer.starter import STARTER, read_starter
from gotchas.transfer.starter_fields import unwrapped
from gotchas.transfer.starter_records import CodeRow, GotchaRow

HERE = read_starter()
FAMILIES = read_families(STARTER / "code_families.tsv")
FILES = sorted(
    path
    for path in STARTER.rglob("*.*")
    if path.suffix in {".md", ".tsv", ".toml"} and path.name != "code_families.tsv"
)
THREAD = [path] if (path := os.environ.get("GOTCHAS_THREAD")) else []
TEXTS = ("problem", "cause", "solution", "expected")
THREAD_CODES = {
    "AMQ9631", "AMQ9633", "AMQ9637", "AMQ9657", "AMQ9660", "CSQ9023", "CSQX630",
    "CSQX631", "CSQX632", "CSQX642", "CSQX686", "MQJMS2005",
}  # fmt: skip
# which comment answers which; 20 and 21 are the same text
PARENTS = {
    3: 1, 5: 4, 6: 4, 7: 1, 8: 2, 9: 4, 11: 10, 12: 11, 13: 11, 14: 13, 15: 14,
    17: 15, 18: 17, 20: 19, 21: 19, 22: 21,
}  # fmt: skip
WRITTEN = {
    "ibm-mq-reason": "reason code {}",
    "zos-system-ssl": "gsk_secure_socket_init RC={}",
}


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def fences(text: str) -> list[str]:
    return re.findall(r"(?ms)^ *```(.*?)^ *```$", text)


def as_logged(row: CodeRow) -> str:
    digits = re.sub(r"\D", "", row.code)
    form = WRITTEN.get(row.family)
    return form.format(digits) if form else f"{row.code}{row.severities or 'I' * (row.family == 'racf')}: x"


def test_twenty_gotchas_stand_under_their_old_numbers():
    assert [gotcha.position for gotcha in HERE.gotchas] == list(range(1, 21))
    assert [gotcha.external_id for gotcha in HERE.gotchas] == [f"mq-ssl-{n:02}" for n in range(1, 21)]


def test_the_catalogue_has_151_codes_and_what_is_known_of_each():
    assert len(HERE.codes) == 151
    states = Counter(row.meaning_state for row in HERE.codes)
    assert states == {"sourced": 101, "name": 35, "twin": 11, "unverified": 4}
    assert all(row.sources for row in HERE.codes)


def test_a_counterpart_without_a_row_becomes_a_code_that_is_not_known_yet():
    counterparts = {(ref.family, ref.code) for ref in HERE.counterparts()}
    assert len(counterparts) == 24
    assert ("ibm-mq-zos", "CSQX637") in counterparts
    assert {("ibm-mq-amq", "AMQ9203"), ("ibm-mq-amq", "AMQ9237")} <= counterparts
    assert not counterparts & {(row.family, row.code) for row in HERE.codes}


def test_only_a_link_with_a_source_claims_one_and_no_digits_alone_do():
    assert Counter(link.basis for link in HERE.links) == {"source": 28, "rule": 18, "text": 4, "meaning": 2}
    assert not [link for link in HERE.links if link.basis in {"rule", "meaning"} and link.sources]


def test_codes_of_two_platforms_are_linked_by_the_table_and_not_by_their_digits():
    pairs = {
        frozenset((link.origin.code, link.target.code))
        for link in HERE.links
        if link.relation == "same_fault" and link.basis == "source"
    }
    assert {frozenset(("AMQ9001", "CSQX501")), frozenset(("AMQ9211", "CSQX027"))} <= pairs
    assert not [pair for pair in pairs if "CSQX630" in pair]


def test_the_other_end_of_a_missing_certificate_logs_another_code():
    ends = {(link.origin.code, link.target.code) for link in HERE.links if link.relation == "other_end"}
    assert ("AMQ9637", "AMQ9642") in ends


def test_a_reason_code_has_its_number_its_hex_and_its_name_as_aliases():
    (row,) = [row for row in HERE.codes if row.code == "MQRC2393"]
    assert {("decimal", "2393"), ("hex", "0x959"), ("printed", "0959")} < set(row.aliases)
    assert ("name", "MQRC_SSL_INITIALIZATION_ERROR") in row.aliases


def test_an_alias_belongs_to_one_code_of_its_family():
    aliases = Counter((row.family, alias) for row in HERE.codes for _, alias in row.aliases)
    assert [alias for alias, times in aliases.items() if times > 1] == []


def test_every_family_that_is_named_is_in_the_table_of_families():
    known = {row.family.slug for row in FAMILIES}
    ends = [end for link in HERE.links for end in (link.origin, link.target)]
    assert {named.family for named in [*HERE.codes, *ends]} <= known


@pytest.mark.parametrize("row", HERE.codes, ids=lambda row: row.code)
def test_a_code_of_the_catalogue_is_what_its_family_makes_of_it_in_a_log(row):
    found = Recogniser(family.family for family in FAMILIES if family.built_in).scan(as_logged(row))
    assert [(hit.family, hit.code) for hit in found] == [(row.family, row.code)]


def test_the_twelve_codes_of_the_old_thread_all_appear():
    refs = [ref for row in [*HERE.gotchas, *HERE.comments] for ref in row.codes]
    assert {ref.code for ref in refs} >= THREAD_CODES
    assert {row.code for row in HERE.codes} >= THREAD_CODES


def test_every_gotcha_says_problem_cause_and_solution_and_has_a_source():
    for gotcha in HERE.gotchas:
        assert gotcha.problem and gotcha.cause and gotcha.solution, gotcha.file
        assert "post" in gotcha.sources, gotcha.file


def test_related_gotchas_are_others():
    assert not [gotcha.file for gotcha in HERE.gotchas if gotcha.position in gotcha.related]


def test_what_no_page_was_found_for_says_so():
    doubtful = [gotcha for gotcha in HERE.gotchas if gotcha.confidence == "unverified"]
    assert [gotcha.position for gotcha in doubtful] == [6, 14]
    for gotcha in doubtful:
        text = gotcha.problem + gotcha.cause + gotcha.solution
        assert "(unverified)" in text or "Not verified:" in text, gotcha.file


def test_a_fix_that_refreshes_tls_is_not_called_harmless():
    for gotcha in HERE.gotchas:
        if "```mqsc" in gotcha.solution and "REFRESH SECURITY" in "".join(fences(gotcha.solution)):
            assert gotcha.risk == "interruption", gotcha.file


def test_the_two_overtaken_items_are_history():
    assert [gotcha.position for gotcha in HERE.gotchas if gotcha.state == "historic"] == [17, 19]


def test_the_correction_of_1_15_is_closed_and_that_of_1_14_is_open():
    by_position = {gotcha.position: gotcha.corrections for gotcha in HERE.gotchas}
    (closed,), (still_open,) = by_position[15], by_position[14]
    assert (closed.state, str(closed.decided_on)) == ("applied", "2007-09-03")
    assert closed.credit == ("Neil Casey", "Brian Crabtree")
    assert (still_open.state, still_open.credit) == ("reported", ("Josh",))
    assert still_open.passage in HERE.gotchas[13].problem
    assert sum(len(rows) for rows in by_position.values()) == 2


@pytest.mark.parametrize("gotcha", HERE.gotchas, ids=lambda gotcha: gotcha.external_id)
def test_an_article_can_be_rendered_and_every_block_of_code_says_where_it_belongs(gotcha: GotchaRow):
    for part in TEXTS:
        text = getattr(gotcha, part)
        html = markup.article(text, prefix=part)
        assert text.count("```") == 2 * html.count("<pre"), part
        for block in fences(text):
            kind, _, place = block.partition("\n")[0].partition(" ")
            assert kind in {"mqsc", "console", "tso", "text", "ftp", "properties", "powershell"}, block
            assert place, block


@pytest.mark.parametrize("file", sorted((STARTER / "gotchas").glob("*.md")), ids=lambda file: file.name)
def test_a_file_is_wrapped_to_be_read_and_says_the_same_unwrapped(file: Path):
    body = file.read_text(encoding="utf-8").split("+++\n")[2]
    wrapped, flat = markup.article(body), markup.article(unwrapped(body))
    assert wrapped.split() == flat.split()
    assert re.findall(r"(?s)<pre>.*?</pre>", wrapped) == re.findall(r"(?s)<pre>.*?</pre>", flat)


def test_no_line_of_a_comment_ends_in_the_middle_of_a_sentence():
    for comment in HERE.comments:
        assert not re.search(r"[a-z,]\n[a-z]", comment.text), comment.number


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_quote_or_dash_is_typographic(file: Path):
    assert re.findall("[\u2018-\u201f\u2032\u2033\u2013\u2014\u00a0]", file.read_text(encoding="utf-8")) == []


def test_console_blocks_show_a_prompt_so_that_copying_can_leave_it_out():
    for gotcha in HERE.gotchas:
        for block in fences(gotcha.problem + gotcha.solution + gotcha.expected):
            head, _, lines = block.partition("\n")
            if head.startswith("console"):
                first = lines.lstrip()
                assert first.startswith(("$ ", "# ")), (gotcha.file, block)


def test_twenty_two_comments_are_retold_with_names_and_dates():
    assert [comment.number for comment in HERE.comments] == list(range(1, 23))
    printed = Counter(comment.author for comment in HERE.comments)
    assert printed["John Manning"] == 7
    assert printed["Anonymous"] == printed["ivanstone"] == 2
    assert len(printed) == 10
    assert len({comment.person for comment in HERE.comments}) == len(HERE.people) == 8
    dates = [comment.posted_at for comment in HERE.comments]
    assert dates == sorted(dates)
    assert f"{dates[0]:%Y-%m-%dT%H:%M}" == "2007-07-04T01:38"
    assert f"{dates[-1]:%Y-%m-%dT%H:%M}" == "2008-02-18T15:22"


def test_the_replies_make_the_tree_that_was_inferred():
    assert {comment.number: comment.answers[0] for comment in HERE.comments if comment.answers} == PARENTS
    answers = {comment.number: comment.answers for comment in HERE.comments}
    assert answers[7] == (1, 3)
    assert answers[9] == (4, 5, 6)


def test_the_thread_keeps_what_was_accepted_and_what_was_posted_twice():
    assert {c.number: c.accepted_by for c in HERE.comments if c.accepted_by} == {17: 18}
    assert {c.number: c.duplicate_of for c in HERE.comments if c.duplicate_of} == {20: 21}


def test_a_comment_fits_and_names_the_codes_that_it_is_filed_under():
    for comment in HERE.comments:
        assert len(comment.text.encode()) <= markup.COMMENT_LIMIT
        for ref in comment.codes:
            assert ref.code in comment.text, comment.number


def test_a_copied_run_of_eight_words_would_be_found():
    original = runs("One two three 'four' five, six seven eight. Nine", 8)
    copied = original & runs("two three four five six seven eight nine", 8)
    assert len(copied) == 1


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_run_of_eight_words_is_copied_from_the_original(file: Path):
    ours = runs(file.read_text(encoding="utf-8"), 8)
    for original in THREAD:
        copied = ours & runs(Path(original).read_text(encoding="utf-8"), 8)
        assert [" ".join(run) for run in sorted(copied)] == []
