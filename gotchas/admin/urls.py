"""Addresses of admin that are answered here instead of by Django's site; they stand before its own."""

from django.contrib import admin
from django.urls import path

from gotchas.admin.choices import choices
from gotchas.admin.on_site import on_site

urlpatterns = [
    path("autocomplete/", admin.site.admin_view(choices)),
    path("r/<path:content_type_id>/<path:object_id>/", admin.site.admin_view(on_site)),
]
