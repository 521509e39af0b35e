"""People, scopes, who holds which, and API tokens."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from caseloom.kernel.ids import new_id, new_number


class PersonManager(BaseUserManager["Person"]):
    """Finds people by user name, whatever its case, for sign-in."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username__iexact=username)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Person":
        """Make a person. Only `access.actions.add_person` calls this, which records it."""
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who can sign in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, default="")
    roles = ArrayField(models.CharField(max_length=40), default=list)
    is_active = models.BooleanField(default=True)
    last_seen = models.DateTimeField(null=True)
    locale = models.CharField(max_length=10, blank=True, default="")
    reports_to = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # allauth and Django's own checks read these two; nobody here enters Django's admin.
    is_staff = False
    is_superuser = False

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Scope(models.Model):
    """An access compartment; its number stands in every scoped row."""

    id = models.IntegerField(primary_key=True, default=new_number)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="access_scope_kind",
                condition=models.Q(
                    kind__in=("public", "agency", "team", "case", "sealed", "source")
                ),
            )
        ]


class Membership(models.Model):
    """One grant of a scope. Ends by `revoked_at`; the row stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, db_column="scope")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    reason = models.TextField(blank=True, default="")
    granted_at = models.DateTimeField()
    granted_by = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoked_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="access_membership_once",
                fields=["scope", "person"],
                condition=models.Q(revoked_at__isnull=True),
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person"], name="access_membership_person")
        ]


class Token(models.Model):
    """An API token: only the SHA-256 of its secret is kept; it is random, so that suffices."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    purpose = models.TextField()
    digest = models.BinaryField(max_length=32, unique=True)
    permissions = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
