"""One commune at work: its officers with their keys, and the worker's rounds."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from tests.browser.visiting import cookie_of

if TYPE_CHECKING:
    from motcua.reference.people.models import Account

CENTRE, OFFICE, ECONOMY, COMMITTEE = "H80.88.01", "H80.88.02", "H80.88.03", "H80.88"
ROUNDS_MAX = 100
PASSPHRASE = "cây tre trăm đốt"
STAFF = {
    "reception": ("reception", CENTRE, "Nguyễn Thị Lan"),
    "clerk of civil status": ("handler", OFFICE, "Huỳnh Tấn Phúc"),
    "handler": ("handler", ECONOMY, "Huỳnh Nguyễn Hoàng Thiên Phúc"),
    "leader": ("leader", COMMITTEE, "Phan Nhật Quang"),
    "clerk": ("clerk", COMMITTEE, "Mai Ánh Tuyết"),
}


class Office(Protocol):
    """Everybody at their screens, by what they do, and the worker behind them."""

    def cookies_of(self, who: str) -> list[Any]:
        """Return what makes a browser theirs."""

    def passphrase_of(self, who: str) -> str:
        """Return what opens the key they sign with; "" where nobody signs."""

    def works(self, code: str = "", signed: Mapping[str, int] | None = None) -> None:
        """Let the worker do its rounds, until papers of a dossier have so many signatures."""

    def root(self) -> bytes:
        """Return the certificate of the authority that others are told to trust, DER."""


@dataclass(frozen=True)
class OfficeHere:
    """An office in this process: the worker works when it is told to."""

    cookies: dict[str, Any]
    passphrase: str = PASSPHRASE

    def cookies_of(self, who: str) -> list[Any]:
        return [self.cookies[who]]

    def passphrase_of(self, who: str) -> str:
        return self.passphrase

    def works(self, code: str = "", signed: Mapping[str, int] | None = None) -> None:
        # In a thread of its own, as the server: what a test does stays in the test's transaction.
        with ThreadPoolExecutor(1) as worker:
            found = worker.submit(_rounds, code).result()
        assert found.items() >= (signed or {}).items(), found

    def root(self) -> bytes:
        from motcua.capabilities.signatures import queries

        return queries.chain()[-1]


def _rounds(code: str) -> dict[str, int]:
    """Work until nothing waits; return how often each paper of a dossier is signed."""
    from django.db import connection

    from motcua.casework.dossiers import jobs as papers
    from motcua.casework.dossiers.models import Slip
    from motcua.measurement.facts import operations as facts
    from motcua.spine import clock
    from motcua.spine.journal import delivery
    from motcua.spine.journal.models import Delivery

    for _ in range(ROUNDS_MAX):
        touched = sum(iter(lambda: delivery.deliver(at=clock.real_now()), 0))
        touched += facts.follow(clock.now())
        if not touched + papers.print_and_sign():
            break
    failed = Delivery.objects.exclude(last_error="")
    assert list(failed.values_list("reaction", "last_error")) == []
    signed = Slip.objects.filter(dossier__code=code).values_list("form", "signatures")
    found = dict(signed)
    connection.close()
    return found


def opened(address: str, people: Mapping[str, tuple[str, str, str]] = STAFF) -> OfficeHere:
    """Give everybody an account and a certificate: their role, unit and name."""
    from motcua.capabilities.signatures import operations as signing
    from motcua.casework.dossiers.operations import signers
    from motcua.reference.people import testing
    from motcua.spine import clock
    from motcua.spine.actors import SYSTEM

    accounts: dict[str, Account] = {}
    signing.found_authority(
        name="Chứng thực số mô phỏng", passphrase=PASSPHRASE, actor=SYSTEM, at=clock.now()
    )
    issuer = signing.open_authority(passphrase=PASSPHRASE)
    for who, (role, unit, name) in people.items():
        accounts[who] = testing.staff(role, unit, name=name)
        signers.certify(
            login=accounts[who].login,
            role=role,
            unit=unit,
            passphrase=PASSPHRASE,
            issuer=issuer,
            actor=SYSTEM,
            at=clock.now(),
        )
    return OfficeHere({who: cookie_of(account, address) for who, account in accounts.items()})
