"""Addresses of admin that are answered here instead of by Django's site; they stand before its own."""

from django.contrib import admin
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

from gotchas.admin.choices import choices
from gotchas.admin.on_site import on_site

DAY = 86_400

# Words that Django's own scripts say: the same for everybody and known to all, so neither a reason to sign in
# nor to ask for them with each form.
words = require_safe(
    cache_control(public=True, max_age=DAY)(JavaScriptCatalog.as_view(packages=["django.contrib.admin"]))
)

urlpatterns = [
    path("jsi18n/", words),
    path("autocomplete/", admin.site.admin_view(choices)),
    path("r/<path:content_type_id>/<path:object_id>/", admin.site.admin_view(on_site)),
]
