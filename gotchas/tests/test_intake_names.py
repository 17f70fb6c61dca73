"""Names of staff cannot be borrowed."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User

from gotchas.intake.names import is_anothers_staff_name

NOBODY: Any = AnonymousUser()


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_user("dlane", first_name="Dale", last_name="Lane", is_staff=True)


@pytest.mark.parametrize(
    "name",
    [
        "dlane",
        "Dale Lane",
        "DALE  LANE",
        "Da\u200ble Lane",
        "D\u0430le L\u0430ne",
        "Lane Dale",
        "Lane, Dale",
        "\ua4d3LANE",
        "c1l@ne",
    ],
)
def test_a_name_that_looks_like_an_editors_is_taken(editor: User, name: str) -> None:
    assert is_anothers_staff_name(name, NOBODY)


def test_a_member_of_staff_may_use_their_own_name_only(editor: User) -> None:
    other = User.objects.create_user("neil", is_staff=True)
    assert not is_anothers_staff_name("Dale Lane", editor)
    assert is_anothers_staff_name("Dale Lane", other)


def test_a_moderator_without_admin_access_is_staff_too(db: None) -> None:
    User.objects.create_user("mia").groups.add(Group.objects.get_or_create(name="moderator")[0])
    assert is_anothers_staff_name("Mia", NOBODY)


def test_the_name_of_a_reader_with_an_account_is_free(db: None) -> None:
    User.objects.create_user("josh")
    assert not is_anothers_staff_name("Josh", NOBODY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "Admin",
        "adm\u0456n", "ad\u200bmin", "\uff41\uff44\uff4d\uff49\uff4e", "\u0430dmin", "adrnin", "admin ",
        "\U0001d41a\U0001d41d\U0001d426\U0001d422\U0001d427", "\u24d0\u24d3\u24dc\u24d8\u24dd",
        "\u1d00\u1d05\u1d0d\u026a\u0274", "ad\u00admin", "Editor", "root", "R00T",
        "\ua4eedmin", "\U0001f170dmin", "The admin", "Editor (staff)", "Gotchas editor", "SiteAdmin",
        "admin2", "adm1n 2", "Admin!", "Dale, moderator", "the \uff25\uff44\uff49\uff54\uff4f\uff52",
        "A D M I N", "G0tchas",
    ],
)  # fmt: skip
def test_nobody_may_call_themselves_by_an_office(name: str) -> None:
    assert is_anothers_staff_name(name, NOBODY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "Neil Casey", "Administrative Alan", "\u6f22\u5b57", "!!!", "Moderato", "Edith Orr", "Administer",
        "Joe Root", "Stafford", "Badminton Fan", "Ed", "Modesty", "Webster", "José Núñez", "Zoë Müller",
        "Łukasz Żak", "Søren Ås",
        "Đặng Thị Hà", "Γιώργος Παπαδόπουλος", "ΜΑΡΙΑ", "Наталья Иванова", "Олександр", "Ђорђе", "محمد علي",
        "فاطمة الزهراء", "דוד כהן", "สมชาย ใจดี", "王小明", "李娜", "山田太郎", "さくら", "サトウ", "김민수",
        "Արամ",
        "ნინო", "अमित शर्मा", "ரவி", "O'Neill", "Jean-Luc", "McAdam", "user42", "dev_ops", "AMQ9999", "Straße",
    ],
)  # fmt: skip
def test_other_names_are_free(name: str) -> None:
    for username in ("boss", "erika", "dlane", "neil"):
        User.objects.create_user(username, first_name="Erika", last_name="Maier", is_staff=True)
    assert not is_anothers_staff_name(name, NOBODY)


@pytest.mark.django_db
def test_an_editor_whose_own_name_has_an_office_in_it_may_use_it() -> None:
    leopold = User.objects.create_user("lstaff", first_name="Leopold", last_name="Staff", is_staff=True)
    assert not is_anothers_staff_name("Leopold Staff", leopold)
    assert is_anothers_staff_name("Leopold Staff", NOBODY)
