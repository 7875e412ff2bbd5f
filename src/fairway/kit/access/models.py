"""People, what they may do, and which partners' rows an organisation sees."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. Personal values stand here only, so that they can be blanked."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, blank=True)
    locale = models.CharField(max_length=16, blank=True, default="")
    theme = models.CharField(
        max_length=8, default="auto", choices=[("auto", "auto"), ("light", "light"), ("dark", "dark")]
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="access_user_one_address")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    # Django's checks and allauth ask these of every user; there is no Django admin and no superuser here.
    is_staff = False
    is_superuser = False


class Membership(models.Model):
    """A person holds a role, in the vendor's organisation (no partner) or in one partner's, from a day to a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=40)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "partner", "role"],
                condition=models.Q(until_at=None),
                nulls_distinct=False,
                name="access_membership_once",
            ),
        ]


class Participant(models.Model):
    """An organisation sees a partner's rows: itself always, those below it when two-tier distribution says so."""

    viewer = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["viewer", "partner"], condition=models.Q(until_at=None), name="access_participant_once"
            ),
        ]


class Invitation(models.Model):
    """A person was asked to join, in a role; only the digest of the link's secret is kept."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=40)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    secret_digest = models.CharField(max_length=64, unique=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["partner", "role", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="access_invitation_once",
            ),
        ]


class SavedView(models.Model):
    """A list as somebody likes it: the page and its query string, under a name."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=100)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="access_saved_view_once"),
        ]


class TokenUse(models.Model):
    """A program asked: kept for a minute, so that none asks more often than it may. Lost when the server crashes."""

    token_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["token_id", "at"], name="access_token_uses")]


class Token(models.Model):
    """A program acts for a person in one organisation, within scopes, until a day; only the secret's digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80)
    scopes = ArrayField(models.CharField(max_length=40))
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
