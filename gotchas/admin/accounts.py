"""Accounts in admin: an administrator keeps them, but cannot make a superuser or change one."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, PasswordChangeForm
from django.contrib.auth.models import Group, User
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest

from gotchas.admin.sturdy import Sturdy

admin.site.unregister([User, Group])


class LeavesFocus:
    """For forms of accounts: Django's take the focus past the heading, and past what was wrong before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)


class NewAccountForm(LeavesFocus, AdminUserCreationForm):
    pass


class PasswordForm(LeavesFocus, AdminPasswordChangeForm):
    pass


# Django's site names its form for one's own password in a method: the field is changed where it is declared.
PasswordChangeForm.base_fields["old_password"].widget.attrs.pop("autofocus", None)


class NamesChoosers:
    """For admins with Django's chooser of many rows: what its script leaves without a name gets one."""

    class Media:
        js = ("admin-own/names.js",)


@admin.register(User)
class AccountAdmin(NamesChoosers, Sturdy, UserAdmin):
    add_form = NewAccountForm
    change_password_form = PasswordForm
    list_filter = ("is_staff", "is_active", "groups")
    filter_horizontal = ("user_permissions",)
    readonly_fields = ("last_login", "date_joined")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The groups are the roles: boxes to tick, which a phone and a browser without scripts have too."""
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Single permissions are there only where the account has some, to be taken away."""
        given = super().get_fieldsets(request, obj)
        if obj is None or obj.user_permissions.exists():
            return given
        return [
            (name, {**options, "fields": [each for each in options["fields"] if each != "user_permissions"]})
            for name, options in given
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        readonly = tuple(super().get_readonly_fields(request, obj))
        return readonly if request.user.is_superuser else (*readonly, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return below(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return below(request, obj) and super().has_delete_permission(request, obj)


@admin.register(Group)
class RoleAdmin(NamesChoosers, Sturdy, GroupAdmin):
    """The groups; who may what is set by gotchas.access at every migration."""


def below(request: HttpRequest, account: User | None) -> bool:
    """Whether the account is one that this visitor may govern: only superusers govern superusers."""
    return request.user.is_superuser or account is None or not account.is_superuser
