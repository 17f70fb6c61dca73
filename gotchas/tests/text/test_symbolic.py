"""Symbolic names of codes in words."""

import pytest

from gotchas.answers.found import answer
from gotchas.tests.factories import make_code, make_gotcha
from gotchas.text.symbolic import in_full


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("MQRC_REMOTE_Q_NAME_ERROR", ["remote queue name error"]),
        (
            "2184: MQRC_Q_MGR_NAME_ERROR, ER_SP_NO_RECURSION",
            ["queue manager name error", "stored procedure no recursion"],
        ),
        ("fdw_table_not_found", ["foreign data wrapper table not found"]),
        ("ER_TOO_LONG_KEY", []),
        ("the q and the mgr", []),
        ("Msg_Sub", []),
        ("", []),
    ],
)
def test_a_symbolic_name_is_told_in_words_where_it_shortens_any(text, names):
    assert in_full(text) == names


@pytest.mark.django_db
def test_a_gotcha_is_found_by_what_the_name_of_its_code_stands_for():
    code = make_code("QZX2184")
    code.aliases.create(alias="QZRC_REMOTE_Q_NAME_ERROR", kind="name")
    other = make_gotcha(title="A queue has no name, which is an error")
    made = make_gotcha(title="remote q name error", codes=[code])
    assert [row.gotcha for row in answer("queue name error", {}).rows if row.gotcha] == [made, other]
