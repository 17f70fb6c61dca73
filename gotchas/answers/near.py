"""The stored codes written most like one that is not stored, for a page and for programs alike."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from gotchas.answers import log_rows
from gotchas.models import CodeFamily, CodeKey, MessageCode
from gotchas.models.unanswered import recognised
from gotchas.search.codes import bare_number
from gotchas.search.ranking import one_letter_apart
from gotchas.text import spellings

NEAR: Final = 6
_LIKE_ENOUGH: Final = 0.75
_NEIGHBOURS: Final = 12
_KEY_LENGTH: Final = 130
_NUMBER = re.compile(r"[0-9]{3,6}")
_A_NUMBER = re.compile(r"(?<![\w.-])[0-9]{3,6}(?![\w.-])")
_BEGINNING = re.compile(r"[A-Z]{3,8}[0-9]{0,6}")
_LETTERS_AND_NUMBER = re.compile(r"([A-Z]{2,8})([0-9]{3,6})[A-Z]?")


def near(asked: str) -> list[MessageCode]:
    """The stored codes written most like the code in `asked`, best first.

    Those one slip of the finger away come before its neighbours in the order of the spellings that differ by
    more. A few look-ups by index however many codes there are. For a number alone, as `9637` or `error 9637`,
    and for one beside which nothing is like a code: those that end in it.
    """
    number = bare_number(asked)
    if _NUMBER.fullmatch(number):
        return _ending_in(number)
    hit = recognised(asked)
    code = hit.code if hit else asked
    one_slip = log_rows.near([("", code)]).get(("", code), [])
    letters = [] if hit else _stored(set(_with_other_letters(code)))
    longer = [] if hit else _beginning_with(code)
    others = longer or _neighbours(code)
    alike = {row.pk: row for row in (*one_slip, *letters, *others)}
    if not (alike or hit) and len(numbers := _A_NUMBER.findall(asked)) == 1:
        return _ending_in(numbers[0])
    return list(alike.values())[:NEAR]


def _ending_in(number: str) -> list[MessageCode]:
    return _stored({spellings.fold(f"{beginning}{number}") for beginning in _beginnings()})


def _beginnings() -> Iterator[str]:
    """What stands before the number in the codes of a family: AMQ."""
    forms = CodeFamily.objects.enabled().values_list("normal_form", flat=True)
    return (beginning for form in forms if (beginning := form.partition("{")[0]))


def _with_other_letters(code: str) -> Iterator[str]:
    """The keys of `code` with the beginning of a family that is one letter from its own: MQ9637, AMQ9637."""
    parts = _LETTERS_AND_NUMBER.fullmatch(spellings.fold(code))
    if parts:
        beginnings = {spellings.fold(beginning) for beginning in _beginnings()}
        yield from (f"{one}{parts[2]}" for one in beginnings if one and one_letter_apart(parts[1], one))


def _stored(keys: set[str]) -> list[MessageCode]:
    rows = CodeKey.objects.filter(key__in=keys, tier__lte=1).select_related("code__family")
    found = {row.code_id: row.code for row in rows.order_by("tier", "code__sort_key")} if keys else {}
    return list(found.values())[:NEAR]


def _beginning_with(asked: str) -> list[MessageCode]:
    """Codes that `asked` is the beginning of, when it is one word: AMQ, CSQX63."""
    key = spellings.fold(asked)
    if not _BEGINNING.fullmatch(key) or len(asked.split()) > 1:
        return []
    rows = CodeKey.objects.between(key, f"{key}[").filter(tier=0)  # a bracket comes next behind Z
    return [row.code for row in rows.select_related("code__family").order_by("key")[:NEAR]]


def _neighbours(asked: str) -> list[MessageCode]:
    key = spellings.fold(asked)[:_KEY_LENGTH]
    rows = CodeKey.objects.select_related("code__family")
    around = [
        *rows.filter(key__gte=key).order_by("key")[:_NEIGHBOURS],
        *rows.filter(key__lt=key).order_by("-key")[:_NEIGHBOURS],
    ]
    by_key = {row.key: row.code for row in around}
    alike = get_close_matches(key, by_key, n=_NEIGHBOURS, cutoff=_LIKE_ENOUGH)
    return [by_key[key] for key in alike]
