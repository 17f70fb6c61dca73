"""Corrections for tests, and how they fill the form for one."""

from typing import Any

import pytest
from django.test import Client

from gotchas.intake import once, stamp
from gotchas.models import Correction, Gotcha
from gotchas.models.applying import Refused
from gotchas.tests.factories import make_gotcha


def make_correction(gotcha: Gotcha | None = None, **fields: Any) -> Correction:
    """A reported, public correction of the solution; `decided` ones say when and why."""
    gotcha = gotcha or make_gotcha()
    if fields.get("state", "reported") != "reported":
        fields = {"decided_at": gotcha.created_at, "decision_reason": "It was looked at.", **fields}
    plain = {
        "gotcha": gotcha,
        "collection": gotcha.collection,
        "base": gotcha.revisions.first(),
        "part": "solution",
        "quoted": gotcha.solution,
        "proposed": gotcha.solution + " Twice.",
        "proposer_name": "Neil Casey",
    }
    return Correction.objects.create(**{**plain, **fields})


def correcting(gotcha: Gotcha, old: str, new: str, **fields: Any) -> Correction:
    """A correction of the line of the solution that says `old`."""
    quoted = next(line for line in gotcha.solution.split("\n") if old in line)
    return make_correction(gotcha, quoted=quoted, proposed=quoted.replace(old, new), **fields)


def close(gotcha: Gotcha, state: str) -> None:
    """Make it "withdrawn", or "merged" into another."""
    more = {"successor": make_gotcha()} if state == "merged" else {"withdrawn_reason": "Wrong."}
    Gotcha.objects.filter(pk=gotcha.pk).update(state=state, **more)


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def changed_meanwhile(monkeypatch: pytest.MonkeyPatch, gotcha: Gotcha, other: Gotcha) -> None:
    """Somebody else gives `other` the solution "1. Newer." while `gotcha` is being saved."""
    record = Gotcha.record

    def recorded(row: Gotcha, **more: Any) -> Any:
        if row.pk == gotcha.pk:
            Gotcha.objects.filter(pk=other.pk).update(solution="1. Newer.")
        return record(row, **more)

    monkeypatch.setattr(Gotcha, "record", recorded)


def refused(code: str) -> Any:
    """For a decision that the model refuses for that reason."""
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def filled(**fields: str) -> dict[str, str]:
    """The fields of the form as a browser sends them."""
    plain = {
        "text": "1. Say 1.15.",
        "reason": "",
        "seen_on": "",
        "author_name": "",
        "author_email": "",
        "homepage": "",
        "stamp": stamp.seal(once.issue()),
    }
    return plain | fields


def send(client: Client, address: str, **fields: str) -> Any:
    return client.post(address, filled(**fields))
