"""Names that look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.text import names
from gotchas.text.names import skeleton

LIKE_ADMIN = {
    "capitals": "ADMIN",
    "a blank behind": "admin ",
    "blanks inside": "ad min",
    "a dot": "Admin.",
    "Cyrillic a": "\u0430dmin",
    "Greek capitals": "\u0391DM\u0399\u039d",
    "Armenian": "\u0561dm\u056bn",
    "zero width": "ad\u200bmin",
    "soft hyphen": "ad\u00admin",
    "word joiner": "ad\u2060min",
    "right to left": "\u202eadmin",
    "full width": "\uff41\uff44\uff4d\uff49\uff4e",
    "mathematical": "\U0001d41a\U0001d41d\U0001d426\U0001d422\U0001d427",
    "circled": "\u24d0\u24d3\u24dc\u24d8\u24dd",
    "small capitals": "\u1d00\u1d05\u1d0d\u026a\u0274",
    "an accent": "\u00e1dmin",
    "a combining accent": "a\u0301dmin",
    "dotless i": "adm\u0131n",
    "dotted I": "ADM\u0130N",
    "l for i": "admln",
    "1 for i": "adm1n",
    "rn for m": "adrnin",
    "tags": "admin\U000e0061",
    "variation selector": "a\ufe0fdmin",
}


@pytest.mark.parametrize("name", LIKE_ADMIN.values(), ids=LIKE_ADMIN)
def test_a_name_that_looks_like_admin_is_taken_for_it(name):
    assert skeleton(name) == skeleton("admin")


def test_two_v_look_like_a_w():
    assert skeleton("VVilliam") == skeleton("William")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ian Vanstone", "ivanstone"),
        ("Dale", "Gale"),
        ("admin", "admins"),
        ("Neil", "Josh"),
        ("Anna", "Hanna"),
    ],
)
def test_different_names_stay_different(first, second):
    assert skeleton(first) != skeleton(second)


@pytest.mark.parametrize("name", ["", "  ", "\u200b\u2060", "\u0301" * 5, "...", "\u3000", "\u202e"])
def test_a_name_that_shows_nothing_has_an_empty_skeleton(name):
    assert skeleton(name) == ""


@pytest.mark.parametrize("name", ["\u4e2d\u6587", "\u05e9\u05dc\u05d5\u05dd", "\u0416\u0443\u043a"])
def test_other_scripts_keep_a_skeleton(name):
    assert skeleton(name) != ""


@given(st.text())
def test_a_skeleton_is_its_own_skeleton(name):
    assert skeleton(skeleton(name)) == skeleton(name)


@given(st.text(), st.sampled_from(["\u200b", "\u00ad", " ", "\u2060", "\u202e", "."]))
def test_what_cannot_be_seen_changes_nothing(name, hidden):
    middle = len(name) // 2
    assert skeleton(name[:middle] + hidden + name[middle:]) in (
        skeleton(name),
        skeleton(name[:middle]) + skeleton(name[middle:]),
    )


def test_no_character_of_the_table_looks_like_two_letters():
    for table in (names._CAPITALS, names._SMALL):
        drawn = "".join(table.values())
        assert len(set(drawn)) == len(drawn)
