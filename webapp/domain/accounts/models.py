"""Applications (tenants) and the accounts of their people. Who is online is not here but in presence."""

from __future__ import annotations

import hashlib
import hmac

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from webapp.kernel import clock
from webapp.kernel.errors import AccountLocked

DEFAULT_KEY = "默认"  # the key and the secret that pages send literally when no other was configured
NO_GROUP, GROUP_ACCOUNTS, GROUP_VISITORS = 0, 1, 2
GROUP_FRIENDS = 1  # where friends are kept in lists
AVATARS = 10


class Role(models.TextChoices):
    """What a person is in the call centre."""

    CUSTOMER = "customer", _("customer")
    AGENT = "agent", _("agent")
    SUPERVISOR = "supervisor", _("supervisor")


class Application(models.Model):
    """One tenant: its key, its secret and its house rules."""

    app_id = models.CharField(_("key"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=100)
    secret = models.CharField(_("secret"), max_length=128)
    server_password = models.CharField(_("server password"), max_length=128, blank=True)
    is_default = models.BooleanField(_("for pages that name no application"), default=False)
    visitors_allowed = models.BooleanField(_("visitors allowed"), default=True)
    everyone_is_friend = models.BooleanField(
        _("everybody is everybody's friend"),
        default=True,
        help_text=_("Otherwise each user has a list of friends and hears of nobody else. Applies from the next login."),
    )
    rooms_on_entry = models.BooleanField(_("rooms are made on entry"), default=True)
    # What the company's own server may say and decide: docs/BUSINESS.md.
    login_key = models.TextField(_("public login key"), blank=True)
    tokens_only = models.BooleanField(_("the secret opens no login, only signed tokens do"), default=False)
    webhook_url = models.URLField(_("webhook address"), blank=True, max_length=500)
    webhook_secret = models.CharField(_("webhook secret"), max_length=128, blank=True)
    asks_logins = models.BooleanField(_("the webhook verifies logins"), default=False)
    asks_rooms = models.BooleanField(_("the webhook decides room entries"), default=False)
    asks_calls = models.BooleanField(_("the webhook decides calls"), default=False)
    asks_auth_codes = models.BooleanField(_("logins show a code that the webhook checks"), default=False)
    unanswered_is_yes = models.BooleanField(_("rooms and calls go on when it does not answer"), default=True)
    api_token_digest = models.CharField(_("digest of the API token"), max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint("is_default", condition=models.Q(is_default=True), name="one_default_application"),
        )

    def __str__(self) -> str:
        return self.name

    def knows_secret(self, digest: str) -> bool:
        """Whether `digest` is md5(secret) in hex, or the literal that the default application goes by."""
        if self.app_id == DEFAULT_KEY and digest == DEFAULT_KEY:
            return True
        right = hashlib.md5(self.secret.encode(), usedforsecurity=False).hexdigest()
        return hmac.compare_digest(right.encode(), digest.lower().encode())


class Account(models.Model):
    """A person of an application. Its primary key is the whole-number user id of every dialect."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="accounts", verbose_name=_("application")
    )
    login_name = models.CharField(_("login name"), max_length=128)
    external_id = models.CharField(_("external id"), max_length=128)
    nickname = models.CharField(_("nickname"), max_length=128, blank=True)
    password = models.CharField(_("password hash"), max_length=128, blank=True)
    level = models.IntegerField(_("level"), default=0)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.CUSTOMER)
    is_visitor = models.BooleanField(_("visitor"), default=False)
    is_locked = models.BooleanField(_("locked"), default=False)
    signature = models.CharField(_("signature"), max_length=200, blank=True)
    # Set by the company's server: numbered texts over the standard ones, and a group of its own.
    info = models.JSONField(_("user info"), default=dict, blank=True)
    own_group = models.IntegerField(_("group"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_seen_at = models.DateTimeField(_("visitor last seen"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("application", "external_id"), name="one_account_per_external_id"),
            models.UniqueConstraint(
                fields=("application", "login_name"),
                condition=models.Q(is_visitor=False),
                name="one_account_per_login_name",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.pk})"

    @property
    def name(self) -> str:
        """What other people see."""
        return self.nickname or self.login_name

    @property
    def avatar(self) -> int:
        """The number of the picture the demo pages show: 1 to 10."""
        return int(self.pk) % AVATARS + 1

    @property
    def group_id(self) -> int:
        """The group the company's server chose (0: nobody's friend); else group 1 for accounts, 2 for visitors.

        Where friends are kept in lists it is 0: each list has groups of its own.
        """
        if not self.application.everyone_is_friend:
            return NO_GROUP
        if self.own_group is not None:
            return self.own_group
        return GROUP_VISITORS if self.is_visitor else GROUP_ACCOUNTS

    def set_password(self, raw: str) -> None:
        """Keep only the hash of the password."""
        self.password = make_password(raw)

    def has_password(self, raw: str) -> bool:
        """Whether this is the password; an account without one has none that fits."""
        return check_password(raw, self.password)

    def admit(self) -> None:
        """Raises AccountLocked."""
        if self.is_locked:
            raise AccountLocked


class Group(models.Model):
    """A group of friends that the company's server has named; groups 1 and 2 have names of their own without it."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="groups", verbose_name=_("application")
    )
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("application", "number"), name="one_group_per_number"),)

    def __str__(self) -> str:
        return self.name


class Friend(models.Model):
    """Somebody in a list of friends, once for each group he is in; counts where not everybody is a friend."""

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="friends", verbose_name=_("whose list"))
    friend = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="in_lists", verbose_name=_("friend"))
    group = models.PositiveIntegerField(_("group"), default=GROUP_FRIENDS, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("friend")
        verbose_name_plural = _("friends")
        ordering = ("owner", "group", "friend")
        constraints = (
            models.UniqueConstraint(fields=("owner", "friend", "group"), name="a_friend_once_per_group"),
            models.CheckConstraint(condition=~models.Q(owner=models.F("friend")), name="nobody_is_his_own_friend"),
        )

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.friend_id} ({self.group})"

    def clean(self) -> None:
        """Friends are users of one application."""
        super().clean()
        both = {each.application_id for each in Account.objects.filter(pk__in=(self.owner_id, self.friend_id))}
        if len(both) > 1:
            raise ValidationError(_("Both must be users of one application."))


class FailedLogin(models.Model):
    """A wrong password or signature; enough recent ones lock the account or the address out."""

    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    address = models.CharField(_("address"), max_length=64, blank=True)
    failed_at = models.DateTimeField(_("failed"), default=clock.now)

    class Meta:
        verbose_name = _("failed login")
        verbose_name_plural = _("failed logins")
        ordering = ("-failed_at",)
        indexes = (
            models.Index(fields=("account", "failed_at"), name="failed_login_of_account"),
            models.Index(fields=("address", "failed_at"), name="failed_login_from"),
        )

    def __str__(self) -> str:
        return f"{self.account_id or '?'} {self.address}"


class TokenLease(models.Model):
    """The account is logged in by a token: until when, and whether its page has been warned."""

    account = models.OneToOneField(
        Account, primary_key=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    is_warned = models.BooleanField(_("the page was warned"), default=False)

    class Meta:
        verbose_name = _("login by token")
        verbose_name_plural = _("logins by token")

    def __str__(self) -> str:
        return f"{self.account_id} ({self.expires_at})"


class UsedSignature(models.Model):
    """A signature that has been accepted; it is refused a second time for as long as its time stamp is fresh."""

    digest = models.CharField(_("digest"), max_length=64, primary_key=True)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("used signature")
        verbose_name_plural = _("used signatures")

    def __str__(self) -> str:
        return self.digest[:12]
