"""Applications and accounts in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts import lockout
from webapp.domain.accounts.in_use import KeptWhileUsed, Use
from webapp.domain.accounts.models import Account, Application, FailedLogin, Group


@admin.register(Application)
class ApplicationAdmin(KeptWhileUsed[Application]):
    """Tenants with their keys and house rules."""

    in_use = Use(Q(accounts__sessions__state="logged_in"), _("Somebody is logged in."))
    list_display = ("name", "app_id", "is_default", "visitors_allowed", "rooms_on_entry", "people", "created_at")
    list_filter = ("is_default", "visitors_allowed", "everyone_is_friend", "rooms_on_entry")
    search_fields = ("name", "app_id")
    readonly_fields = ("created_at",)
    fieldsets = (
        (None, {"fields": ("name", "app_id", "secret", "server_password", "is_default")}),
        (_("House rules"), {"fields": ("visitors_allowed", "everyone_is_friend", "rooms_on_entry")}),
        (_("Signed logins"), {"fields": ("login_key", "tokens_only")}),
        (
            _("The company's own server"),
            {
                "fields": (
                    *("webhook_url", "webhook_secret", "asks_logins", "asks_rooms", "asks_calls"),
                    *("asks_auth_codes", "unanswered_is_yes"),
                )
            },
        ),
        (None, {"fields": ("created_at",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """With the number of accounts."""
        return super().get_queryset(request).annotate(account_count=Count("accounts"))

    @admin.display(description=_("accounts"), ordering="account_count")
    def people(self, application: Any) -> int:
        """How many accounts there are, visitors included."""
        return int(application.account_count)


class AccountForm(forms.ModelForm[Account]):
    """Shows no hash; a new password is typed in the clear once."""

    new_password = forms.CharField(
        label=_("new password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave empty to keep the present one."),
    )

    class Meta:
        model = Account
        fields = (
            *("application", "login_name", "external_id", "nickname", "signature", "own_group", "info"),
            *("role", "level", "is_visitor", "is_locked"),
        )

    def save(self, commit: bool = True) -> Account:
        """Hash the new password, if one was typed."""
        if self.cleaned_data["new_password"]:
            self.instance.set_password(self.cleaned_data["new_password"])
        account: Account = super().save(commit)
        return account


@admin.register(Account)
class AccountAdmin(KeptWhileUsed[Account]):
    """People, searchable by any of their names."""

    in_use = Use(Q(sessions__state="logged_in"), _("The user is logged in."))
    form = AccountForm
    list_display = ("id", "name", "login_name", "external_id", "application", "role", "is_visitor", "is_locked")
    list_display_links = ("id", "name")
    list_filter = ("application", "role", "is_visitor", "is_locked", "created_at")
    list_select_related = ("application",)
    search_fields = ("=id", "login_name", "nickname", "external_id")
    readonly_fields = ("created_at",)
    actions = ("lock", "unlock")
    fieldsets = (
        (None, {"fields": ("application", "login_name", "external_id", "nickname", "signature")}),
        (_("Friends"), {"fields": ("own_group", "info")}),
        (_("Rights"), {"fields": ("role", "level", "is_visitor", "is_locked", "new_password")}),
        (None, {"fields": ("created_at",)}),
    )

    @admin.display(description=_("name"), ordering="nickname")
    def name(self, account: Account) -> str:
        """What others see."""
        return account.name

    @admin.action(description=_("Lock the selected accounts"))
    def lock(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """They can no longer log in."""
        accounts.update(is_locked=True)

    @admin.action(description=_("Unlock the selected accounts"))
    def unlock(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        """They can log in again, also after too many failed logins."""
        accounts.update(is_locked=False)
        for account in accounts:
            lockout.release(account=account)


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin[Group]):
    """Groups of friends."""

    list_display = ("name", "number", "application")
    list_filter = ("application",)
    list_select_related = ("application",)
    search_fields = ("name",)


@admin.register(FailedLogin)
class FailedLoginAdmin(admin.ModelAdmin[FailedLogin]):
    """Who guessed, and from where; the action opens the way again before the time is over."""

    list_display = ("failed_at", "account", "address")
    list_filter = ("failed_at",)
    list_select_related = ("account",)
    search_fields = ("address", "account__login_name")
    readonly_fields = ("account", "address", "failed_at")
    actions = ("release",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Failures happen, nobody types them."""
        return False

    @admin.action(description=_("Release the accounts and addresses of the selected failures"))
    def release(self, request: HttpRequest, failures: QuerySet[FailedLogin]) -> None:
        """Both may try again."""
        for failure in list(failures.select_related("account")):
            lockout.release(account=failure.account, address=failure.address)
