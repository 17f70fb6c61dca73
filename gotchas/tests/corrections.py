"""Corrections for tests, and how they fill the form for one."""

from typing import Any

from django.test import Client

from gotchas.intake import once, stamp
from gotchas.models import Correction, Gotcha
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
