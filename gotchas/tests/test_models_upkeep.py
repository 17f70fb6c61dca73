"""Which articles should be looked at again."""

import datetime
from collections.abc import Sequence

import pytest

from gotchas.models import CodeFamily, DeadHost, SupportedVersion
from gotchas.models.upkeep import for_old_versions, verified_on_none, with_dead_links
from gotchas.tests.factories import make_code, make_family, make_gotcha, make_source

pytestmark = pytest.mark.django_db

TODAY = datetime.date.today()


def support(version: str, until: datetime.date | None = None, families: Sequence[CodeFamily] = ()) -> None:
    row = SupportedVersion.objects.create(product="A product", version=version, supported_until=until)
    row.families.set(families)


def test_a_release_is_one_of_its_version() -> None:
    support("9.4"), support("9.3", TODAY), support("9.1", TODAY - datetime.timedelta(days=1))
    for release in ("9.4", "9.4.0.5", "IBM MQ 9.3 on AIX"):
        make_gotcha(verified_release=release)
    needing = [make_gotcha(verified_release=release) for release in ("", "9.1", "9.40", "19.4")]
    make_gotcha(verified_release="9.1", state="draft")
    make_gotcha(verified_release="9.1", state="historic")
    assert list(verified_on_none().order_by("pk")) == needing


def test_an_article_is_compared_with_the_versions_of_its_own_product() -> None:
    mq, db = make_family(), make_family()
    support("9.4", families=[mq]), support("9.1", TODAY - datetime.timedelta(days=1), families=[db])
    support("11.5", families=[db])
    fine = {"codes": [make_code(family=mq)], "verified_release": "9.4"}
    make_gotcha(**fine), make_gotcha(family=db, verified_release="11.5.9")
    make_gotcha(codes=[make_code()], verified_release="7.0")  # nothing is kept of its product
    make_gotcha(verified_release="7.0")
    make_gotcha(codes=[make_code(family=mq), make_code(family=db)], verified_release="11.5")
    needing = [
        make_gotcha(codes=[make_code(family=mq)], verified_release="11.5"),
        make_gotcha(family=db, verified_release="9.4"),
        make_gotcha(family=db, verified_release="9.1"),
    ]
    assert list(verified_on_none().order_by("pk")) == needing
    support("1.0")  # of all products
    assert verified_on_none().count() == len(needing) + 2


def test_where_every_version_of_a_product_ran_out_its_articles_need_a_look() -> None:
    family = make_family()
    support("9.4", TODAY - datetime.timedelta(days=1), families=[family])
    old = make_gotcha(family=family, verified_release="9.4")
    make_gotcha(verified_release="9.4")
    assert list(verified_on_none()) == [old]
    SupportedVersion.objects.all().delete()
    assert not verified_on_none().exists()


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
