"""Every address of the site, in one table; the short code comes last."""

from django.contrib import admin
from django.urls import path

from kbsite import health

handler500 = "kbsite.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
