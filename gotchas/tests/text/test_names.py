"""Names that look alike."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.text import names
from gotchas.text.names import runs, skeletons

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
    "Lisu": "\ua4eedmin",
    "a negative letter": "\U0001f170dmin",
    "flags": "\U0001f1e6\U0001f1e9\U0001f1f2\U0001f1ee\U0001f1f3",
    "signs and digits": "@dm!n",
    "4 for a": "4dmin",
    "cl for d": "aclmin",
    "a Hangul filler": "admin\u3164",
    "a sign behind": "admin!",
    "bars around": "| admin |",
    "letters of Unicode's oldest and newest parts": "\u0251\u217emin",
}
LIKE_BOSS = [
    "BOSS", "\ua4d0\ua4f3\ua4e2\ua4e2", "\u13cfOSS", "\u15afoss", "b\u0ed0ss", "b\u0d20ss", "b\u0966ss",
    "b\u07c0ss", "b\uab3dss", "\u00dfoss", "\u03b2oss", "bo$$", "$boss$", "b0ss", "8055", "b\u0665ss",
    "b\u0660ss", "\u0432oss", "\u0299oss", "\u0253oss", "\U0001f171oss", "b\u00f8ss", "b\u25ccoss", "b.o.s.s",
]  # fmt: skip


def alike(first: str, second: str) -> bool:
    return not skeletons(first).isdisjoint(skeletons(second))


@pytest.mark.parametrize("name", LIKE_ADMIN.values(), ids=LIKE_ADMIN)
def test_a_name_that_looks_like_admin_is_taken_for_it(name):
    assert alike(name, "admin")


@pytest.mark.parametrize("name", LIKE_BOSS, ids=ascii)
def test_a_name_that_looks_like_boss_is_taken_for_it(name):
    assert alike(name, "boss")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("VVilliam", "William"),
        ("Strauß", "Strauss"),
        ("STRAUSS", "Strauß"),
        ("Νίκος", "ΝΙΚΟΣ"),
        ("Иван", "ИBAH"),
        ("Team 7", "Team \u0667"),
        ("Team 7", "Team \u096d"),
        ("Team 7", "Team \U0001d7f3"),
        ("Erika Maier", "Maier Erika"),
        ("Erika Maier", "Maier, Erika"),
        ("Erika Maier", "maiererika"),
        ("Anna Lena Maier", "Maier Anna-Lena"),
        ("Anna Lena Maier", "Lena Maier Anna"),
        ("李小龍", "小龍 李"),
    ],
)
def test_spellings_and_turned_words_of_a_name_look_alike(first, second):
    assert alike(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ian Vanstone", "ivanstone"),
        ("Dale", "Gale"),
        ("admin", "admins"),
        ("Neil", "Josh"),
        ("Anna", "Hanna"),
        ("boss", "bosse"),
        ("Ross", "Boss"),
        ("Erika Maier", "Erik Maier"),
        ("Иван", "Юван"),
        ("李明", "李朋"),
    ],
)
def test_different_names_stay_different(first, second):
    assert not alike(first, second)


@pytest.mark.parametrize(
    "name", ["", "  ", "\u200b\u2060", "\u0301" * 5, "...", "\u3000", "\u202e", "\u3164"]
)
def test_a_name_that_shows_nothing_has_no_skeleton(name):
    assert skeletons(name) == frozenset()


@pytest.mark.parametrize(
    "name",
    ["\u4e2d\u6587", "\u05e9\u05dc\u05d5\u05dd", "\u0416\u0443\u043a", "สมชาย", "محمد", "さくら", "김민수"],
)
def test_other_scripts_have_a_skeleton(name):
    assert skeletons(name)


@given(st.text())
def test_a_name_looks_like_its_skeletons(name):
    for skeleton in skeletons(name):
        assert skeleton in skeletons(skeleton)


@given(st.text(min_size=1), st.sampled_from(["\u200b", "\u00ad", "\u2060", "\u202e", "\u0301", "\ufe0f"]))
def test_what_cannot_be_seen_changes_nothing(name, hidden):
    middle = len(name) // 2
    assert skeletons(name[:middle] + hidden + name[middle:]) >= {
        "".join(map(read, name)) for read in (names._by_looks, names._by_meaning)
    } - {""}


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ019 "), max_size=20))
def test_case_changes_nothing_in_plain_letters(name):
    assert not skeletons(name) or alike(name, name.casefold())


def test_every_character_of_unicode_is_read_to_its_end():
    """No two steps may lead round in a circle, whatever a new table brings."""
    for read in (names._by_looks.__wrapped__, names._by_meaning.__wrapped__):
        for character in {*names._confusables(), *map(chr, range(0x3000))}:
            assert "".join(map(read, read(character))) == read(character)


def test_the_table_is_unicodes_whole_one():
    table = names._confusables()
    assert len(table) > 6000
    assert (table["\ua4d0"], table["\u0d20"], table["\uab3d"], table["\u07c0"]) == ("B", "o", "o", "O")
    assert table["\ufb00"] == "ff"


def test_parts_of_a_name_are_read_alone_and_together():
    found = set(runs("SiteAdmin2 (Ed it or)", 20))
    for part in ("site", "admin", "siteadmin", "2", "editor", "it"):
        assert skeletons(part) & found, part
    assert not skeletons("min") & found


def test_a_run_is_no_longer_than_asked_for():
    assert max(map(len, runs("a b c d e f", 3))) == 3


def test_work_grows_with_the_length_of_a_name_only():
    calls = []
    sys.setprofile(lambda frame, event, argument: calls.append(event))
    try:
        counts = []
        for length in (40, 80, 160):
            calls.clear()
            list(runs("a " * length, 10))
            skeletons("a " * length)
            counts.append(len(calls))
    finally:
        sys.setprofile(None)
    assert counts[2] < 5 * counts[0]
