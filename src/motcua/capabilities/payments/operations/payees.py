from datetime import datetime

from django.db import transaction

from motcua.capabilities.payments.events import PayeeNamed
from motcua.capabilities.payments.models import Payee
from motcua.spine.actors import Actor
from motcua.spine.journal import operations as journal


@transaction.atomic
def name_payee(
    *,
    organisation: str,
    bank_bin: str,
    account_number: str,
    holder: str,
    actor: Actor,
    at: datetime,
) -> Payee:
    """Say to which account an organisation is paid from now on. Saying it again changes nothing."""
    named = {"bank_bin": bank_bin, "account_number": account_number, "holder": holder}
    payee = Payee.objects.select_for_update().filter(organisation=organisation).first()
    if payee and all(getattr(payee, field) == value for field, value in named.items()):
        return payee

    payee, _ = Payee.objects.update_or_create(organisation=organisation, defaults=named)
    journal.record(
        PayeeNamed(bank_bin=bank_bin, account_number=account_number),
        subject=f"payee:{organisation}",
        actor=actor,
        at=at,
    )
    return payee
