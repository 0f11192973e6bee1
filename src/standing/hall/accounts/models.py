"""Accounts, and the grants that give them their roles. A grant may stand before its account exists."""

import uuid

import pgtrigger
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from standing.kernel.access import CITY_ROLES, DEPARTMENT_ROLES, Role


def new_id() -> uuid.UUID:
    """Return a random identifier."""
    return uuid.uuid4()


class UserManager(models.Manager["User"]):
    """Finds accounts by their e-mail, in any case."""

    def get_by_natural_key(self, email: str) -> "User":
        """Return the account with this e-mail."""
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser):
    """Somebody who works with Standing. No superuser, no staff flag: what one may do, the grants say."""

    id = models.UUIDField(
        primary_key=True,
        default=new_id,
        editable=False,
        help_text="staff · names the person in records · as long as the records",
    )
    email = models.EmailField(
        unique=True,
        help_text="staff · office e-mail, signs in and receives messages · as long as the records",
    )
    name = models.CharField(
        max_length=200,
        blank=True,
        help_text="staff · who acted for the City · as long as the records",
    )
    is_active = models.BooleanField(
        default=True,
        help_text="staff · false once the person left · as long as the records",
    )
    joined_at = models.DateTimeField(help_text="staff · when the account was opened · as long as the records")
    password = models.CharField(
        max_length=128,
        help_text="staff · slow hash of the password, to sign in · until changed or the account closes",
    )
    last_login = models.DateTimeField(
        null=True,
        blank=True,
        help_text="staff · last sign-in; a set-password link dies with it · until the next one",
    )
    sessions_ended = models.PositiveIntegerField(
        default=0,
        help_text="staff · raised to end all sessions at once · as long as the account",
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ()  # type: ignore[assignment]

    objects = UserManager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="user_email_is_lower_case", condition=models.Q(email=Lower("email"))),
            models.CheckConstraint(name="user_email_is_there", condition=~models.Q(email="")),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie every session to the password and to the number of times all sessions were ended."""
        return salted_hmac(
            "standing.hall.accounts.sessions",
            f"{self.sessions_ended}:{self.password}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class Grant(models.Model):
    """A role given to an e-mail. Withdrawn, never deleted: it stays on record who gave and who took."""

    id = models.UUIDField(
        primary_key=True,
        default=new_id,
        editable=False,
        help_text="staff · names the grant in records · as long as the records",
    )
    email = models.EmailField(help_text="staff · to whom the role is given · as long as the records")
    role = models.CharField(
        max_length=20,
        choices=[(role.value, role.value) for role in Role],
        help_text="staff · the role · as long as the records",
    )
    department = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="nobody · the department's code, empty for the whole City · as long as the records",
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="staff · who gave the role; empty: the operator at the console · as long as the records",
    )
    granted_at = models.DateTimeField(help_text="staff · when it was given · as long as the records")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="staff · who took the role back; empty: it ended by the clock · as long as the records",
    )
    withdrawn_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="staff · when it was taken back · as long as the records",
    )

    class Meta:
        indexes = (models.Index(name="grant_by_role", fields=("role", "department")),)
        constraints = (
            models.CheckConstraint(
                name="grant_role_is_known", condition=models.Q(role__in=sorted(role.value for role in Role))
            ),
            models.CheckConstraint(name="grant_email_is_lower_case", condition=models.Q(email=Lower("email"))),
            models.CheckConstraint(
                name="grant_department_fits_role",
                condition=models.Q(role__in=sorted(role.value for role in CITY_ROLES), department="")
                | (models.Q(role__in=sorted(role.value for role in DEPARTMENT_ROLES)) & ~models.Q(department="")),
            ),
            models.CheckConstraint(
                name="grant_withdrawal_has_a_time",
                condition=models.Q(withdrawn_by__isnull=True) | models.Q(withdrawn_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="grant_is_open_once",
                fields=("email", "role", "department"),
                condition=models.Q(withdrawn_at__isnull=True),
            ),
        )
        triggers = (
            pgtrigger.Protect(name="grant_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="grant_keeps_its_words",
                fields=["id", "email", "role", "department", "granted_by", "granted_at"],
            ),
            pgtrigger.Protect(
                name="grant_is_withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.department}".strip()
