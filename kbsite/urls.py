"""Every address of the site, in one table; the short code comes last."""

from django.contrib import admin
from django.urls import include, path

from gotchas.urls import short_urlpatterns
from kbsite import desk, health
from kbsite.sign_in import sign_in

handler500 = "kbsite.errors.server_error"

urlpatterns = [
    path("", include("gotchas.urls")),
    path("", include("comments.urls")),
    path("desk/", desk.desk, name="desk"),
    path("admin/login/", sign_in),
    path("admin/", include("gotchas.admin.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    *short_urlpatterns,
]
