"""Message codes: keys, aliases, families, links."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from gotchas.models import CodeAlias, CodeFamily, CodeKey, CodeLink, MessageCode
from gotchas.tests.factories import make_code, make_family, make_gotcha

pytestmark = pytest.mark.django_db


def spelled(text: str) -> list[str]:
    return [str(code) for code in MessageCode.objects.spelled(text)]


@pytest.mark.parametrize("text", ["AMQ9637", "amq9637", "AMQ 9637E", "amq-9637e", "AMQ9637E:", " amq9637 "])
def test_a_code_is_found_in_any_spelling(text: str) -> None:
    make_code("AMQ9637")
    make_code("AMQ9638")
    assert spelled(text) == ["AMQ9637"]


def test_an_alias_leads_to_its_code_and_to_no_other() -> None:
    code = make_code("MQRC2393")
    CodeAlias.objects.create(code=code, alias="MQRC_SSL_INITIALIZATION_ERROR", kind="name")
    CodeAlias.objects.create(code=code, alias="0x959", kind="hex")
    make_code("MQRC2397", family=code.family)
    assert spelled("mqrc_ssl_initialization_error") == ["MQRC2393"]
    assert spelled("0x959") == ["MQRC2393"]


def test_an_alias_belongs_to_one_code_of_its_family() -> None:
    first = make_code()
    second = make_code(family=first.family)
    CodeAlias.objects.create(code=first, alias="0x1", kind="hex")
    with pytest.raises(IntegrityError), transaction.atomic():
        CodeAlias.objects.create(code=second, alias="0x1", kind="hex")


def test_a_deleted_alias_finds_nothing_any_more() -> None:
    code = make_code("MQRC2393")
    CodeAlias.objects.create(code=code, alias="SOME_NAME", kind="name").delete()
    assert spelled("SOME_NAME") == []


def test_codes_of_two_families_with_one_spelling_are_both_found() -> None:
    make_code("E0308", family=CodeFamily.objects.get(slug="rust"))
    make_code("E0308", family=CodeFamily.objects.get(slug="pylint"))
    assert spelled("e0308") == ["E0308", "E0308"]


def test_codes_of_two_platforms_are_not_equated_by_their_digits() -> None:
    make_code("AMQ9630")
    make_code("CSQX630")
    assert spelled("CSQX630E") == ["CSQX630"]


def test_a_code_is_unique_in_its_family() -> None:
    code = make_code("AMQ9637")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_code("AMQ9637", family=code.family)


def test_codes_that_an_address_cannot_tell_apart_get_addresses_of_their_own() -> None:
    family = make_family()
    made = [make_code(code, family=family) for code in ("/ABC/1", "-ABC-1", "%ABC%1")]
    assert [code.slug for code in made] == ["-ABC-1", "-ABC-1-2", "-ABC-1-3"]


def test_a_code_that_an_article_shows_cannot_be_deleted() -> None:
    code = make_code()
    make_gotcha(codes=[code])
    with pytest.raises(ProtectedError):
        code.delete()


def test_codes_stand_in_natural_order() -> None:
    family = make_family()
    for code in ("AMQ10000", "AMQ999", "AMQ9637"):
        make_code(code, family=family)
    assert [c.code for c in family.codes.all()] == ["AMQ999", "AMQ9637", "AMQ10000"]


def test_a_meaning_has_a_state_and_no_meaning_says_unknown() -> None:
    with pytest.raises(IntegrityError, match="message_code_meaning_has_state"), transaction.atomic():
        make_code(meaning="", meaning_state="sourced")
    with pytest.raises(IntegrityError, match="message_code_meaning_has_state"), transaction.atomic():
        make_code(meaning="known", meaning_state="unknown")


def test_a_link_joins_two_codes_once() -> None:
    first, second = make_code(), make_code()
    link = {"from_code": first, "to_code": second, "relation": "same_fault", "basis": "rule"}
    CodeLink.objects.create(**link)
    with pytest.raises(IntegrityError), transaction.atomic():
        CodeLink.objects.create(**link)
    with pytest.raises(IntegrityError, match="code_link_between_two"), transaction.atomic():
        CodeLink.objects.create(**{**link, "to_code": first})


def test_the_recogniser_follows_an_editors_change() -> None:
    assert CodeFamily.objects.recogniser().scan("see QQQ12") == []
    family = make_family(patterns=r"\b(QQQ\d+)\b", normal_form="{1}")
    assert [f.code for f in CodeFamily.objects.recogniser().scan("see QQQ12")] == ["QQQ12"]
    family.enabled = False
    family.save()
    assert CodeFamily.objects.recogniser().scan("see QQQ12") == []


def test_a_hit_that_names_a_code_by_its_alias_finds_the_code() -> None:
    family = make_family(patterns=r"\b(QQRC_[A-Z_]+)\b", normal_form="{1}")
    code = make_code("QQRC2393", family=family)
    CodeAlias.objects.create(code=code, alias="QQRC_SSL_INITIALIZATION_ERROR", kind="name")
    hits = CodeFamily.objects.recogniser().scan("reason QQRC_SSL_INITIALIZATION_ERROR and QQRC_OTHER")
    assert list(MessageCode.objects.found(hits).values()) == [code]


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"patterns": r"(?=x)(ABC\d+)"}, "RE2"),
        ({"must_match": "ABC12\nno code here"}, "no code here"),
        ({"must_not_match": "ABC12 is a room"}, "ABC12 is a room"),
    ],
)
def test_a_family_that_fails_its_own_examples_is_refused_with_the_reason(fields: dict, word: str) -> None:
    family = CodeFamily(
        slug="abc", name="ABC", **{"patterns": r"\b(ABC\d+)\b", "normal_form": "{1}", **fields}
    )
    with pytest.raises(ValidationError) as refusal:
        family.full_clean()
    assert word in " ".join(refusal.value.messages)


@pytest.mark.parametrize(("pattern", "normal_form"), [(r"\b(AMQ\d{4})E?\b", "{1}"), (r"(\w+)", "{1}")])
def test_a_family_that_takes_the_codes_of_another_is_refused(pattern: str, normal_form: str) -> None:
    family = CodeFamily(
        slug="greedy", name="Greedy", order=5, patterns=pattern, normal_form=normal_form, must_match="AMQ9637"
    )
    with pytest.raises(ValidationError, match=r"takes the code in .* from ibm-mq-amq.* above 20"):
        family.full_clean()


def test_every_family_that_is_built_in_passes_its_own_checks() -> None:
    for family in CodeFamily.objects.all():
        family.full_clean()


def test_a_family_that_passes_its_examples_is_accepted() -> None:
    family = CodeFamily(
        slug="abc",
        name="ABC",
        patterns=r"\b(ABC\d+)\b",
        normal_form="{1}",
        must_match="ABC12: broken",
        must_not_match="ABC",
    )
    family.full_clean()


def test_keys_of_many_codes_are_rebuilt_in_the_same_number_of_queries(django_assert_num_queries) -> None:
    family = make_family()
    for n in range(30):
        make_code(f"ABC{n:04}E", family=family)
    before = set(CodeKey.objects.values_list("code__code", "key", "tier"))
    with django_assert_num_queries(10):
        family.codes.all().rebuild_keys()
    assert set(CodeKey.objects.values_list("code__code", "key", "tier")) == before
