"""Puts the two apps together."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as global_apps
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.management import create_permissions
from django.db.models.signals import post_migrate


class KbsiteConfig(AppConfig):
    name = "kbsite"
    verbose_name = "Gotchas"

    def ready(self) -> None:
        from kbsite import checks

        checks.register_all()
        # At post_migrate, not in a migration: there permissions do not exist yet.
        post_migrate.connect(follow_roles, dispatch_uid="kbsite.follow_roles")


class EditorsAdminConfig(AdminConfig):
    default_site = "kbsite.admin_site.EditorsSite"


def follow_roles(app_config: AppConfig, using: str, apps: Any = global_apps, **kwargs: Any) -> None:
    """Give every group exactly the permissions on `app_config` that the table of roles names."""
    from gotchas.roles import ROLES

    if app_config.label not in {name.split(".")[0] for names in ROLES.values() for name in names}:
        return
    try:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
    except LookupError:  # migrated back to before auth
        return
    create_permissions(app_config, using=using, apps=apps, verbosity=0)
    of_app = permission_model.objects.using(using).filter(content_type__app_label=app_config.label)
    by_name = {f"{app_config.label}.{p.codename}": p for p in of_app}
    for role, names in ROLES.items():
        group, _ = group_model.objects.using(using).get_or_create(name=role)
        group.permissions.remove(*of_app)
        group.permissions.add(*(by_name[name] for name in names if name in by_name))
