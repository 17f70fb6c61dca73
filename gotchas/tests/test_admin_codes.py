from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from gotchas.admin.code import MessageCodeAdmin
from gotchas.models import CodeAlias, CodeFamily, CodeLink, MessageCode, Rule, Source
from gotchas.search.tables import SearchDoc
from gotchas.tests.admin_pages import form_of, make_staff, signed_in, text_of
from gotchas.tests.factories import make_code, make_family, make_gotcha, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_staff("editor")


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


def change(client: Client, row: Any, **fields: Any) -> Any:
    address = reverse(f"admin:gotchas_{row._meta.model_name}_change", args=[row.pk])
    return client.post(address, form_of(client.get(address)) | fields)


def add(client: Client, model: type, **fields: Any) -> Any:
    address = reverse(f"admin:gotchas_{model._meta.model_name}_add")
    return client.post(address, form_of(client.get(address)) | fields)


def link(one: MessageCode, other: MessageCode, **fields: Any) -> CodeLink:
    return CodeLink.objects.create(
        **{"from_code": one, "to_code": other, "relation": "other_end", "basis": "text", **fields}
    )


# Families

FROBOZZ = {
    "name": "Frobozz",
    "slug": "frobozz",
    "patterns": r"\bFBZ([0-9]{4})[EW]?\b",
    "normal_form": "FBZ{1}",
    "must_match": "FBZ0001E the gate is shut",
    "must_not_match": "FBZ12 is too short",
}


def test_an_editor_adds_a_family_and_its_codes_are_recognised(client: Client) -> None:
    assert add(client, CodeFamily, **FROBOZZ).status_code == 302
    found = CodeFamily.objects.recogniser().scan("then FBZ0042W came")
    assert [(code.family, code.code) for code in found] == [("frobozz", "FBZ0042")]


WRONG_FAMILIES = {
    "RE2 refuses the pattern": {"patterns": r"\bFBZ([0-9]{4}"},
    "it looks back, which RE2 cannot": {"patterns": r"(?<=x)FBZ([0-9]{4})"},
    "it matches what it must not": {"must_not_match": "FBZ0001 of another product"},
    "it misses its own example": {"must_match": "ZBF0001 turned round"},
    "its normal form names a group that is not there": {"normal_form": "FBZ{2}"},
}


@pytest.mark.parametrize("fields", WRONG_FAMILIES.values(), ids=WRONG_FAMILIES)
def test_a_family_that_fails_its_check_is_refused_with_the_reason(
    client: Client, fields: dict[str, str]
) -> None:
    answer = add(client, CodeFamily, **FROBOZZ | fields)
    assert answer.status_code == 200
    assert not CodeFamily.objects.filter(slug="frobozz").exists()
    errors = answer.context["adminform"].form.non_field_errors()
    assert errors
    assert all(len(str(error)) > 20 for error in errors)
    assert str(errors[0])[:20] in text_of(answer)


def test_a_family_that_was_right_cannot_be_made_wrong(client: Client) -> None:
    add(client, CodeFamily, **FROBOZZ)
    family = CodeFamily.objects.get(slug="frobozz")
    assert change(client, family, patterns=r"\bFBZ([0-9]+)\b").status_code == 200
    family.refresh_from_db()
    assert family.patterns == FROBOZZ["patterns"]
    assert change(client, family, known_as="fbz, frob").status_code == 302


def test_the_address_of_a_family_does_not_change(client: Client) -> None:
    family = make_family(slug="given")
    change(client, family, slug="taken", name="New name")
    family.refresh_from_db()
    assert (family.slug, family.name) == ("given", "New name")


@pytest.mark.parametrize(
    ("kind", "value", "fine"),
    [
        ("pattern", "cas[i1]no", True),
        ("pattern", "cas(", False),
        ("links", "3", True),
        ("links", "many", False),
        ("word", "cas(", True),
    ],
)
def test_a_spam_rule_that_could_not_work_is_refused(
    client: Client, kind: str, value: str, fine: bool
) -> None:
    assert (add(client, Rule, kind=kind, value=value).status_code == 302) is fine


# Codes


def test_an_alias_makes_the_code_found_by_it_and_an_alias_gone_no_longer(client: Client) -> None:
    code = make_code("MQRC2393")
    row = {"aliases-0-alias": "MQRC_SSL_INITIALIZATION_ERROR", "aliases-0-kind": "name"}
    assert change(client, code, **row, **{"aliases-TOTAL_FORMS": 1}).status_code == 302
    assert MessageCode.objects.spelled("mqrc ssl initialization error") == [code]
    assert change(client, code, **{"aliases-0-DELETE": "on"}).status_code == 302
    assert MessageCode.objects.spelled("mqrc ssl initialization error") == []
    assert MessageCode.objects.spelled("mqrc2393") == [code]


def test_an_alias_belongs_to_one_code_of_the_family(client: Client) -> None:
    family = make_family()
    CodeAlias.objects.create(code=make_code("ONE1", family=family), alias="0x01", kind="hex")
    other = make_code("TWO2", family=family)
    row = {"aliases-0-alias": "0x01", "aliases-0-kind": "hex"}
    answer = change(client, other, **row, **{"aliases-TOTAL_FORMS": 1})
    assert "0x01 is an alias of ONE1 already." in text_of(answer)
    twice = row | {"aliases-0-alias": "0x02", "aliases-1-alias": "0x02", "aliases-1-kind": "hex"}
    answer = change(client, other, **twice, **{"aliases-TOTAL_FORMS": 2})
    assert "0x02 stands here twice." in text_of(answer)
    elsewhere = change(client, make_code(), **row, **{"aliases-TOTAL_FORMS": 1})
    assert elsewhere.status_code == 302


def test_a_message_is_kept_beside_its_code_with_its_source(client: Client) -> None:
    code, source = make_code("XYZ1"), make_source()
    gotcha = make_gotcha(codes=[code])
    row = {"printed-0-text": "The frobnicator has seized up", "printed-0-source": source.pk}
    assert change(client, code, **row, **{"printed-TOTAL_FORMS": 1}).status_code == 302
    assert list(code.printed.values_list("text", "source")) == [("The frobnicator has seized up", source.pk)]
    assert "frobnicator" in SearchDoc.objects.get(kind="g", object_id=gotcha.pk).head
    again = {"printed-1-text": "The frobnicator has seized up", "printed-TOTAL_FORMS": 2}
    assert change(client, code, **again).status_code == 200
    assert change(client, code, **{"printed-0-DELETE": "on"}).status_code == 302
    assert not code.printed.exists()
    assert "frobnicator" not in SearchDoc.objects.get(kind="g", object_id=gotcha.pk).head


def test_a_source_that_a_message_names_is_not_deleted() -> None:
    client = signed_in(make_staff("administrator"))
    named, unused = make_source(), make_source()
    make_code().printed.create(text="It broke", source=named)
    for source, status in ((named, 403), (unused, 302)):
        address = reverse("admin:gotchas_source_delete", args=[source.pk])
        assert client.post(address, {"post": "yes"}).status_code == status
    assert list(Source.objects.all()) == [named]


def test_a_new_code_gets_its_address_and_its_keys(client: Client) -> None:
    family = make_family()
    assert add(client, MessageCode, family=family.pk, code="S/4-001").status_code == 302
    code = MessageCode.objects.get()
    assert (code.code, code.slug) == ("S/4-001", "S-4-001")
    assert code.keys.exists()
    answer = add(client, MessageCode, family=family.pk, code="S-4-001")
    assert answer.status_code == 200
    assert "already exists" in text_of(answer) or "violated" in text_of(answer)


@pytest.mark.parametrize("slug", ["a/b", ".."])
def test_a_code_whose_slug_no_address_can_hold_is_refused(client: Client, slug: str) -> None:
    response = add(client, MessageCode, family=make_family().pk, code="AMQ9638", slug=slug)
    assert response.status_code == 200
    assert "An address holds letters" in text_of(response)
    assert not MessageCode.objects.exists()


def test_a_clash_that_only_the_database_sees_is_checked_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    clashes = [IntegrityError("another editor was faster")]
    saved = MessageCodeAdmin.save_model

    def save_model(self: Any, *args: Any) -> None:
        if clashes:
            raise clashes.pop()
        saved(self, *args)

    monkeypatch.setattr(MessageCodeAdmin, "save_model", save_model)
    assert add(client, MessageCode, family=make_family().pk, code="ABC1").status_code == 302
    assert MessageCode.objects.get().code == "ABC1"


def test_a_code_keeps_its_family_code_and_address(client: Client) -> None:
    code = make_code("AMQ1000")
    change(client, code, code="AMQ2000", slug="other", family=make_family().pk, meaning="Another")
    code.refresh_from_db()
    assert (code.code, code.slug, code.meaning) == ("AMQ1000", "AMQ1000", "Another")


@pytest.mark.parametrize(
    ("meaning", "state", "words"),
    [
        ("Known", "unknown", "A meaning is given: say where it is from."),
        ("", "sourced", "Give the meaning, or choose that it is not known yet."),
    ],
)
def test_a_meaning_and_where_it_is_from_go_together(
    client: Client, meaning: str, state: str, words: str
) -> None:
    answer = change(client, make_code(), meaning=meaning, meaning_state=state)
    assert words in text_of(answer)
    assert "Constraint" not in text_of(answer)


def test_a_code_is_found_by_any_spelling_and_by_its_beginning(client: Client) -> None:
    make_code("AMQ9637")
    make_code("CSQX631")
    address = reverse("admin:gotchas_messagecode_changelist")
    for term in ("amq 9637e", "AMQ9637E", "amq96"):
        page = text_of(client.get(address, {"q": term}))
        assert "AMQ9637" in page, term
        assert "CSQX631" not in page, term


def test_no_code_is_ever_deleted_not_even_by_a_superuser() -> None:
    code, client = make_code(), signed_in(make_staff())
    for row in (code, code.family):
        address = reverse(f"admin:gotchas_{row._meta.model_name}_delete", args=[row.pk])
        assert client.post(address, {"post": "yes"}).status_code == 403


# Links between codes


def test_links_are_confirmed_in_the_editors_name_and_can_be_taken_back(client: Client, editor: User) -> None:
    one, other, third = make_code(), make_code(), make_code()
    links = [link(one, other), link(one, third)]
    links.append(link(other, third, confirmed_at="2026-01-01T00:00Z"))
    address = reverse("admin:gotchas_codelink_changelist")
    chosen = {"_selected_action": [row.pk for row in links]}
    version = third.version
    answer = client.post(address, {"action": "confirm", **chosen}, follow=True)
    assert "Confirmed in your name: 2." in text_of(answer)
    assert CodeLink.objects.confirmed().filter(confirmed_by=editor).count() == 2
    third.refresh_from_db()
    assert third.version > version
    answer = client.post(address, {"action": "take_back", **chosen}, follow=True)
    assert "Shown as unconfirmed again: 3." in text_of(answer)
    assert not CodeLink.objects.confirmed().exists()


def test_who_may_only_look_cannot_confirm() -> None:
    row = link(make_code(), make_code())
    client = signed_in(make_staff("moderator"))
    address = reverse("admin:gotchas_codelink_changelist")
    assert client.post(address, {"action": "confirm", "_selected_action": [row.pk]}).status_code == 403
    assert not CodeLink.objects.confirmed().exists()


def test_a_link_is_made_at_a_code_and_its_ends_do_not_change(client: Client) -> None:
    one, other, third = make_code(), make_code(), make_code()
    row = {
        "links_out-0-relation": "renamed_to",
        "links_out-0-to_code": other.pk,
        "links_out-0-basis": "source",
    }
    assert change(client, one, **row, **{"links_out-TOTAL_FORMS": 1}).status_code == 302
    made = CodeLink.objects.get()
    assert (made.from_code, made.to_code, made.confirmed_at) == (one, other, None)
    change(client, made, to_code=third.pk, basis_note="Chapter 3")
    made.refresh_from_db()
    assert (made.to_code, made.basis_note) == (other, "Chapter 3")
