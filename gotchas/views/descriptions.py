"""What the site says of itself to programs: its OpenAPI document, and the description for a browser's bar."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_safe

from gotchas.addresses import whole
from gotchas.answers.data import licence
from gotchas.intake import limits
from gotchas.views.answering import READING, answers, written

OPENAPI: Final = Path(__file__).resolve().parent.parent / "openapi.json"
OPENSEARCH: Final = "http://a9.com/-/spec/opensearch/1.1/"


@answers(*READING)
def openapi(request: HttpRequest, form: str) -> HttpResponse:
    """The document, with the address of this site and the licence of its texts put in."""
    return written(document(), form, {})


def document() -> dict[str, Any]:
    found = json.loads(_stored())
    given = licence()
    found["info"]["license"] = {"name": given["name"], "url": given["address"]}
    found["servers"] = [{"url": settings.SITE_URL}]
    return found


@cache
def _stored() -> str:
    return OPENAPI.read_text(encoding="utf-8")


@csrf_exempt
@require_safe
@conditional_page
def opensearch(request: HttpRequest) -> HttpResponse:
    """OpenSearch 1.1: with it a browser's address bar searches here."""
    root = Element("OpenSearchDescription", xmlns=OPENSEARCH)
    SubElement(root, "ShortName").text = "Gotchas"
    SubElement(root, "Description").text = "Message codes and what their messages do not say"
    SubElement(root, "InputEncoding").text = "UTF-8"
    icon = SubElement(root, "Image", width="16", height="16", type="image/svg+xml")
    icon.text = whole(static("icon.svg"))
    _address(root, "text/html", f"{reverse('search')}?q={{searchTerms}}")
    _address(root, "application/x-suggestions+json", f"{reverse('suggest')}?q={{searchTerms}}")
    _address(root, "application/json", f"{reverse('search_data', args=['json'])}?q={{searchTerms}}")
    _address(root, "application/opensearchdescription+xml", request.path, rel="self")
    text = tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="application/opensearchdescription+xml")


def _address(root: Element, kind: str, path: str, rel: str = "") -> None:
    SubElement(root, "Url", {"type": kind, **({"rel": rel} if rel else {}), "template": whole(path)})


@require_safe
@conditional_page
def programs(request: HttpRequest) -> HttpResponse:
    """The page for people who write programs."""
    return render(request, "gotchas/programs.html", {"logs": limits.LOGS[0]})


@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """Who looks around below /api/ is told there."""
    return redirect("programs")
