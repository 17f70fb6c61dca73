"""Private pages under addresses that look like static files: a cache on the way must find nothing to keep."""

import pytest
from django.test import Client

from gotchas.tests.admin_pages import make_staff, signed_in
from gotchas.tests.corrections import make_correction

pytestmark = pytest.mark.django_db
PRIVATE = ("/desk/", "/desk/corrections/", "/desk/comments/", "/admin/", "/admin/gotchas/gotcha/")
DISGUISES = ("x.css", ";x.css", "%2fx.css", "%3bx.css", "x.js", ".css", "%0ax.css", "%3fx.css")


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_private_page_has_no_second_address_and_is_kept_by_no_cache(disguise: str) -> None:
    client = signed_in(make_staff("administrator"))
    for page in PRIVATE:
        for address in (page + disguise, page.rstrip("/") + disguise):
            response = client.get(address)
            assert response.status_code in (301, 302, 404), address
            assert {"private", "no-store"} <= set(response["Cache-Control"].split(", ")), address
            # in the admin, x.css may be the key of a row: its list says that there is none
            last = client.get(address, follow=True)
            assert last.status_code == 404 or last.request["PATH_INFO"] == "/admin/", address


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_page_with_a_private_address_has_no_second_one(client: Client, disguise: str) -> None:
    page = f"/corrections/status/{make_correction(visibility='waiting').status_token}/"
    assert "no-store" in client.get(page)["Cache-Control"]
    for address in (page + disguise, page.rstrip("/") + disguise):
        response = client.get(address, follow=True)
        assert response.status_code == 404, address
        assert response["Cache-Control"] in ("no-cache", "private, no-store"), address
