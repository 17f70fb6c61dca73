"""What scripts/printed_messages.py reads out of a source and makes of a compiler's messages."""

from pathlib import Path

import pytest

from scripts import printed_messages

STATES = {"ERRCODE_UNIQUE_VIOLATION": "23505", "ERRCODE_INSUFFICIENT_PRIVILEGE": "42501"}
REPORTS = {
    'ereport(ERROR, (errcode(ERRCODE_UNIQUE_VIOLATION), errmsg("duplicate key \\"%s\\"", name)));': {
        ("23505", 'duplicate key "%s"')
    },
    "ereport(ERROR, (errcode(ERRCODE_UNIQUE_VIOLATION),"
    '\nerrmsg("size %" PRId64 " is "\n"100%% (too large)", n),'
    '\nkey ? errdetail("Key %*s exists.", 3, key) : 0));': {
        ("23505", "size %s is 100% (too large)"),
        ("23505", "Key %s exists."),
    },
    'msg = gettext_noop("permission denied for table %s");\n'
    "ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE), errmsg(msg, name)));": {
        ("42501", "permission denied for table %s")
    },
    'static const char *const no_priv[] = {gettext_noop("permission denied for relation %s")};\n'
    "ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE), errmsg(no_priv[kind], name)));": {
        ("42501", "permission denied for relation %s")
    },
    'ereport(ERROR, (errcode_for_file_access(), errmsg("could not open file \\"%s\\": %m", path)));': {
        (state, f'could not open file "%s": {words}') for state, words in printed_messages.OF_FILES.items()
    },
    'elog(ERROR, "cache lookup failed for relation %u", oid);': {
        ("XX000", "cache lookup failed for relation %s")
    },
    'elog(LOG, "started"); ereport(LOG, (errmsg("started")));': set(),
    'ereport(ERROR, (errcode(ERRCODE_UNIQUE_VIOLATION), errmsg_plural("%d key", "%d keys", n, n)));': {
        ("23505", "%s key"),
        ("23505", "%s keys"),
    },
}


@pytest.mark.parametrize(("text", "expected"), REPORTS.items())
def test_a_report_tells_its_state_and_what_it_says(text, expected):
    assert set(printed_messages.reported(text, STATES)) == expected


def test_names_and_numbers_are_gaps_and_words_of_the_language_are_not():
    said = "the trait `Copy` cannot be implemented for `Vec<i32>`: 2 fields of E0277"
    assert printed_messages.without_names(said) == (
        "the trait `Copy` cannot be implemented for `%s`: %s fields of E0277"
    )


def test_rows_of_the_list_that_are_not_printed_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    rows = ("22P02\tsome\tinvalid input for type uuid: %s", "22P02\tsome\tit broke", "22P02\t\tunread")
    listed = "\n".join(["families\tcodes\tsource\ttext", *(f"postgresql\t{row}" for row in rows)])
    monkeypatch.setattr(printed_messages, "LIST", tmp_path / "printed.tsv")
    (tmp_path / "printed.tsv").write_text(listed, encoding="utf-8")
    found = [("22P02", "invalid input for type %s: %s"), ("22P02", "%s"), ("22012", "it broke")]
    assert list(printed_messages.missing(found, "some")) == [("22P02", "it broke")]
