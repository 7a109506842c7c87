from typing import Any
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from motcua.reference.people.roles import (
    BY_CODE,
    CALLS_PER_DAY_MAX,
    CALLS_PER_MINUTE_MAX,
    PLACES,
    STAFF_CODES,
    Role,
)
from motcua.spine.concealed import BlindIndexField, ConcealedField


class AccountKind(models.TextChoices):
    STAFF = "staff", "Cán bộ"
    CITIZEN = "citizen", "Người dân"
    MACHINE = "machine", "Phần mềm"


class Person(models.Model):
    """Personal data of a citizen or a member of staff. Every column is encrypted."""

    full_name = ConcealedField()
    born_on = ConcealedField(help_text="ISO date, or the year alone")
    personal_number = ConcealedField()
    personal_number_index = BlindIndexField(of="personal_number", purpose="personal_number")
    phone = ConcealedField()
    phone_index = BlindIndexField(of="phone", purpose="phone")
    email = ConcealedField()
    address = ConcealedField()
    vneid_subject = ConcealedField()
    vneid_subject_index = BlindIndexField(of="vneid_subject", purpose="vneid_subject")
    vneid_level = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vneid_subject_index"], name="person_one_per_subject"),
        ]
        indexes = [
            models.Index(fields=["personal_number_index"], name="person_by_personal_number"),
            models.Index(fields=["phone_index"], name="person_by_phone"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class AccountManager(BaseUserManager["Account"]):
    pass


class Account(AbstractBaseUser):
    """A way to sign in: a member of staff, a citizen, or a machine."""

    last_login = None
    login = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=7, choices=AccountKind, default=AccountKind.STAFF)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_until = models.DateTimeField(null=True, blank=True, help_text="for an initial secret")
    # Sessions begun before this moment are over, also one that began while they were ended.
    sessions_not_before = models.DateTimeField(null=True, blank=True)
    handle = models.UUIDField(default=uuid4, unique=True, editable=False)

    USERNAME_FIELD = "login"
    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_login_is_plain", condition=Q(login__regex=r"^[a-z0-9][a-z0-9._-]+$")
            ),
            models.CheckConstraint(
                name="account_kind_is_known", condition=Q(kind__in=sorted(AccountKind.values))
            ),
            models.CheckConstraint(
                name="account_of_people_has_person",
                condition=Q(kind="machine") | Q(person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.login

    @property
    def subject(self) -> str:
        return f"account:{self.pk}"

    @property
    def name(self) -> str:
        return self.person.full_name if self.person else self.login


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class Post(models.Model):
    """What a member of staff is in a unit, from a day to a day: roles come from here alone."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        to_field="code",
        db_column="organisation_code",
        related_name="+",
        db_index=False,
    )
    role = models.CharField(max_length=40)
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="the last day")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_role_is_known", condition=Q(role__in=sorted(STAFF_CODES))
            ),
            models.CheckConstraint(
                name="post_ends_after_it_begins",
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")),
            ),
            ExclusionConstraint(
                name="post_is_held_once_at_a_time",
                expressions=[
                    (F("account"), RangeOperators.EQUAL),
                    (F("organisation"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (
                        DateRange(F("since_on"), F("until_on"), Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="post_by_unit_and_role")]

    def __str__(self) -> str:
        return f"{self.role} @ {self.organisation_id}"

    @property
    def subject(self) -> str:
        return f"post:{self.pk}"

    @property
    def title(self) -> Role:
        return BY_CODE[self.role]


class Session(models.Model):
    """One signed-in browser. The cookie's row in django_session names it by its handle."""

    handle = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True)
    method = models.CharField(max_length=20)
    browser = models.CharField(max_length=60)
    network = ConcealedField()
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["account"], name="session_open", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"session of account {self.account_id}"


class TotpDevice(models.Model):
    """An authenticator app. A code of a step up to `last_step` is refused: each works once."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="totp")
    secret = ConcealedField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"authenticator of account {self.account_id}"


class RecoveryCode(models.Model):
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.BinaryField(max_length=16)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "code_hash"], name="recovery_code_once"),
        ]

    def __str__(self) -> str:
        return f"recovery code of account {self.account_id}"


class Passkey(models.Model):
    """A public key whose private half never leaves the person's device."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(unique=True)
    credential = models.BinaryField(help_text="attested credential data: AAGUID, id, COSE key")
    sign_count = models.BigIntegerField(default=0)
    label = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"passkey of account {self.account_id}"


class FailureOf(models.TextChoices):
    LOGIN = "login", "Tài khoản"
    BROWSER = "browser", "Trình duyệt quen"
    ADDRESS = "address", "Địa chỉ mạng"


class SignInFailure(models.Model):
    """Failures in a row of one login, one known browser or one address, under a keyed hash."""

    of = models.CharField(max_length=7, choices=FailureOf)
    key = models.BinaryField(max_length=16)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField(null=True, blank=True)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "key"], name="sign_in_failure_one_per_key"),
        ]
        indexes = [
            models.Index(fields=["locked_until"], name="sign_in_failure_locked"),
        ]

    def __str__(self) -> str:
        return f"{self.failures} failures of a {self.of}"


class ApiKey(models.Model):
    """What a machine shows instead of a password. Only its hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="api_keys")
    label = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        to_field="code",
        db_column="organisation_code",
        related_name="+",
        db_index=False,
        null=True,
        blank=True,
    )
    place = models.CharField(
        max_length=15, blank=True, help_text="Where what it files is handed in; never typed."
    )
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
    calls_per_minute_max = models.PositiveIntegerField(default=CALLS_PER_MINUTE_MAX)
    calls_per_day_max = models.PositiveIntegerField(default=CALLS_PER_DAY_MAX)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="api_key_place_is_known", condition=Q(place__in=["", *sorted(PLACES)])
            ),
            models.CheckConstraint(
                name="api_key_that_files_has_unit_and_place",
                condition=~Q(scopes__contains=["dossiers.submit"])
                | (~Q(place="") & Q(organisation__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.prefix

    @property
    def subject(self) -> str:
        return f"api_key:{self.prefix}"


class ApiKeyUse(models.Model):
    """How often a key called, counted in lanes so that calls at one time do not wait in a row.

    The table is UNLOGGED: counting waits for no disk. After a crash of the server it is empty.
    """

    pk = models.CompositePrimaryKey("key_id", "lane")
    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="uses", db_index=False)
    lane = models.PositiveSmallIntegerField()
    minute = models.BigIntegerField()
    calls_in_minute = models.PositiveIntegerField()
    day = models.DateField()
    calls_in_day = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.calls_in_day} calls of key {self.key_id}"


def blind(model: type[models.Model], field: str, text: str) -> Any:
    """Return the blind index a column of this model has for a text."""
    index = model._meta.get_field(field)
    assert isinstance(index, BlindIndexField)
    return index.of_text(text)
