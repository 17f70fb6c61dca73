"""Every address of the site, in one table; the short code comes last."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
