"""What can happen to an account. Numbers and codes only: who it is stays in its own table."""

from dataclasses import dataclass
from datetime import date

from motcua.spine.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    kind = "account.opened"
    account_kind: str


@dataclass(frozen=True, kw_only=True)
class AccountDisabled(Event):
    kind = "account.disabled"
    sessions_ended: int


@dataclass(frozen=True, kw_only=True)
class AccountEnabled(Event):
    kind = "account.enabled"


@dataclass(frozen=True, kw_only=True)
class Appointed(Event):
    kind = "post.begun"
    account: int
    organisation: str
    role: str
    since_on: date
    until_on: date | None


@dataclass(frozen=True, kw_only=True)
class PostEnded(Event):
    kind = "post.ended"
    account: int
    until_on: date
    sessions_ended: int


@dataclass(frozen=True, kw_only=True)
class PostChosen(Event):
    kind = "account.post_chosen"
    post: int


@dataclass(frozen=True, kw_only=True)
class PasswordReset(Event):
    kind = "account.password_reset"
    sessions_ended: int


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    kind = "account.password_changed"
    sessions_ended: int


@dataclass(frozen=True, kw_only=True)
class TotpConfirmed(Event):
    kind = "account.totp_confirmed"
    recovery_codes: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorReset(Event):
    kind = "account.second_factor_reset"
    passkeys_removed: int
    sessions_ended: int


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesIssued(Event):
    kind = "account.recovery_codes_issued"
    recovery_codes: int


@dataclass(frozen=True, kw_only=True)
class PasskeyRegistered(Event):
    kind = "account.passkey_registered"
    passkey: int


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(Event):
    kind = "account.passkey_removed"
    passkey: int


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    kind = "account.signed_in"
    method: str
    post: int | None
    failures_before: int


@dataclass(frozen=True, kw_only=True)
class SignInFailed(Event):
    kind = "account.sign_in_failed"
    failures: int
    locked_seconds: int


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    kind = "account.signed_out"


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    kind = "account.sessions_ended"
    sessions_ended: int


@dataclass(frozen=True, kw_only=True)
class AccountUnlocked(Event):
    kind = "account.unlocked"
    failures: int


@dataclass(frozen=True, kw_only=True)
class AddressesUnlocked(Event):
    kind = "sign_in.addresses_unlocked"
    addresses: int


@dataclass(frozen=True, kw_only=True)
class CitizenUpdated(Event):
    kind = "account.citizen_updated"
    fields_changed: list[str]


@dataclass(frozen=True, kw_only=True)
class ApiKeyCreated(Event):
    kind = "api_key.created"
    account: int
    scopes: list[str]
    organisation: str | None
    place: str
    expires_on: date
    calls_per_minute_max: int
    calls_per_day_max: int


@dataclass(frozen=True, kw_only=True)
class ApiKeyChanged(Event):
    kind = "api_key.changed"
    scopes: list[str]
    expires_on: date
    calls_per_minute_max: int
    calls_per_day_max: int


@dataclass(frozen=True, kw_only=True)
class ApiKeyRevoked(Event):
    kind = "api_key.revoked"
    account: int
