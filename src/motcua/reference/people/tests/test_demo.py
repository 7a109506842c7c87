from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pyotp
import pytest

from motcua.reference.organisations.operations import loading
from motcua.reference.people import queries, roles
from motcua.reference.people.models import Account
from motcua.reference.people.operations import demo, key_use, sign_in
from motcua.reference.people.operations.lockout import Source
from motcua.spine.actors import SYSTEM
from motcua.spine.journal import operations as journal
from motcua.spine.journal.models import ClockKind

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 2, 2, tzinfo=UTC)
SOURCE = Source(address="10.1.2.3", browser="Firefox · Linux")


@pytest.fixture
def province(installation: None) -> None:
    file = resources.files("motcua.data").joinpath("organisations/long_an_tay_ninh.json")
    loading.load(Path(str(file)), actor=SYSTEM, at=NINE)


def opened() -> demo.DemoAccounts:
    return demo.open_demo_accounts(actor=SYSTEM, at=NINE, real_at=NINE)


class TestTheDemo:
    def test_has_somebody_for_every_role_who_can_sign_in(self, province: None) -> None:
        accounts = opened().accounts

        assert {account.role for account in accounts} == roles.STAFF_CODES
        lan = accounts[0]
        half = sign_in.present_password(
            login=lan.login, password=lan.password, source=SOURCE, at=NINE, real_at=NINE
        )
        session = sign_in.present_code(
            account_id=half.account_id,
            code=pyotp.TOTP(lan.totp_secret).at(NINE),
            source=SOURCE,
            at=NINE,
            real_at=NINE,
        )
        who = queries.signed_in(handle=session.handle, at=NINE, real_at=NINE)
        assert who
        assert who.actor.roles == {lan.role}
        assert who.actor.organisation == lan.unit

    def test_has_a_key_for_programs(self, province: None) -> None:
        key = key_use.use(secret=opened().api_key, real_at=NINE)

        assert key
        assert key.actor.roles == {"api_client"}

    def test_can_be_opened_again_with_new_secrets(self, province: None) -> None:
        first = opened()
        count = Account.objects.count()

        again = opened()

        assert Account.objects.count() == count
        assert again.accounts[0].password != first.accounts[0].password

    def test_is_refused_where_people_are_real(self, db: None) -> None:
        journal.create_installation(clock=ClockKind.SIMULATED, is_demo=False, at=NINE)

        with pytest.raises(demo.NotADemo):
            opened()
