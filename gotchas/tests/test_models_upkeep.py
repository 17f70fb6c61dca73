"""Which articles should be looked at again."""

import datetime

import pytest

from gotchas.models import DeadHost, SupportedVersion
from gotchas.models.upkeep import for_old_versions, verified_on_none, with_dead_links
from gotchas.tests.factories import make_gotcha, make_source

pytestmark = pytest.mark.django_db

TODAY = datetime.date.today()


def support(version: str, until: datetime.date | None = None) -> None:
    SupportedVersion.objects.create(product="IBM MQ", version=version, supported_until=until)


def test_a_release_is_one_of_its_version() -> None:
    support("9.4"), support("9.3", TODAY), support("9.1", TODAY - datetime.timedelta(days=1))
    for release in ("9.4", "9.4.0.5", "IBM MQ 9.3 on AIX"):
        make_gotcha(verified_release=release)
    needing = [make_gotcha(verified_release=release) for release in ("", "9.1", "9.40", "19.4")]
    make_gotcha(verified_release="9.1", state="draft")
    make_gotcha(verified_release="9.1", state="historic")
    assert list(verified_on_none().order_by("pk")) == needing


def test_what_ends_with_an_unsupported_version_may_be_historic() -> None:
    support("9.4")
    make_gotcha(), make_gotcha(applies_to="9.4")
    old = make_gotcha(applies_to="7.1")
    assert list(for_old_versions()) == [old]


def test_links_to_dead_hosts_are_found_in_texts_and_sources() -> None:
    assert not with_dead_links().exists()
    DeadHost.objects.create(host="dead.example.org")
    make_gotcha(solution="See https://alive.example.org/dead.example.org")
    in_text = make_gotcha(solution="See https://dead.example.org/x")
    cited = make_gotcha()
    cited.sources.add(make_source(address="dead.example.org/manual"), make_source())
    assert list(with_dead_links().order_by("pk")) == [in_text, cited]
