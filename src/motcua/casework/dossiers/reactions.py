"""What follows from facts: people are told of each milestone, and a paid fee is noted."""

from datetime import date, datetime

from django.db.models import FilteredRelation, Q

from motcua.capabilities.notifications import operations as notifications
from motcua.capabilities.notifications.operations import Recipient
from motcua.capabilities.notifications.states import Channel
from motcua.capabilities.payments.events import ChargeSettled
from motcua.casework.dossiers.events import (
    DossierNotReceived,
    DossierPosted,
    DossierReappointed,
    DossierReceived,
    DossierRefunded,
    DossierRefused,
    DossierReturned,
    DossierSettled,
    DossierStopped,
    DossierSubmitted,
    DossierWithdrawn,
    DueDateMoved,
    LimitExtended,
    PapersLost,
    PapersRestored,
    PaymentDemanded,
    PaymentProven,
    RefundOwed,
    ResultChased,
    ResultCorrected,
    ResultWayChanged,
    SlipSigned,
    SupplementAsked,
)
from motcua.casework.dossiers.life_models import Correction
from motcua.casework.dossiers.models import Dossier, Party
from motcua.casework.dossiers.operations import fees, slips, step_dues
from motcua.casework.dossiers.rules import move_causes
from motcua.casework.dossiers.states import State
from motcua.spine import clock
from motcua.spine.actors import SYSTEM
from motcua.spine.dates import local_date
from motcua.spine.journal import queries as journal
from motcua.spine.journal.models import Entry
from motcua.spine.journal.reactions import Reactions


def applicant_is_told_of_filing(entry: Entry) -> None:
    _tell(entry, "dossier_submitted")


def applicant_is_told_of_receipt(entry: Entry) -> None:
    due_at = entry.facts["due_at"]
    if due_at is None:
        _tell(entry, "dossier_received_undated")
    else:
        _tell(entry, "dossier_received", due_on=local_date(datetime.fromisoformat(due_at)))


def steps_move_with_the_days(entry: Entry) -> None:
    step_dues.follow(code=entry.subject.removeprefix("dossier:"), at=entry.happened_at)


def applicant_is_told_of_moved_date(entry: Entry) -> None:
    due_at = datetime.fromisoformat(entry.facts["due_at"])
    was_due_at = datetime.fromisoformat(entry.facts["was_due_at"])
    days = {"due_on": local_date(due_at), "was_due_on": local_date(was_due_at)}
    _tell(entry, move_causes.of(entry.facts["decree"]).notice, **days)


def applicant_is_asked_for_papers(entry: Entry) -> None:
    until = datetime.fromisoformat(entry.facts["answer_until"])
    _tell(entry, "supplement_requested", answer_by=local_date(until))


def applicant_is_told_of_refusal(entry: Entry) -> None:
    _tell(entry, "dossier_refused")


def applicant_is_told_of_signed_result(entry: Entry) -> None:
    if entry.facts["slip"].startswith(f"{slips.RESULT}:"):
        number = int(entry.facts["slip"].rpartition(":")[2])
        dossiers = Dossier.objects.filter(code=entry.subject.removeprefix("dossier:"))
        if Correction.objects.filter(dossier__in=dossiers, new__number=number).exists():
            _tell(entry, "result_corrected")
        elif not dossiers.filter(state=State.RETURNED).exists():  # Who holds it knows.
            _tell_ready(entry)


def applicant_is_told_of_pretended_correction(entry: Entry) -> None:
    if _is_pretended(entry):
        _tell(entry, "result_corrected")


def applicant_is_told_of_demand(entry: Entry) -> None:
    _tell(entry, "payment_demanded", amount=entry.facts["amount_vnd"])


def applicant_is_told_of_second_date(entry: Entry) -> None:
    due_at = entry.facts["due_at"]
    if due_at is not None:
        _tell(entry, "payment_proven", due_on=local_date(datetime.fromisoformat(due_at)))


def applicant_is_told_of_loss(entry: Entry) -> None:
    _tell(entry, "papers_lost")


def applicant_is_told_of_restoring(entry: Entry) -> None:
    _tell(entry, "papers_restored")


def applicant_is_told_of_pretended_result(entry: Entry) -> None:
    # In a simulated time nobody signs: there the number is the news.
    if _is_pretended(entry):
        _tell_ready(entry)


def applicant_is_told_of_new_date(entry: Entry) -> None:
    due_at = datetime.fromisoformat(entry.facts["due_at"])
    _tell(entry, "due_date_moved", due_on=local_date(due_at))


def applicant_is_told_of_longer_limit(entry: Entry) -> None:
    due_at = datetime.fromisoformat(entry.facts["due_at"])
    was_due_at = datetime.fromisoformat(entry.facts["was_due_at"])
    days = {"due_on": local_date(due_at), "was_due_on": local_date(was_due_at)}
    _tell(entry, "limit_extended", **days)


def applicant_is_reminded_to_collect(entry: Entry) -> None:
    _tell(entry, "result_uncollected")


def applicant_is_told_of_return(entry: Entry) -> None:
    _tell(entry, "result_delivered")


def applicant_is_told_of_posting(entry: Entry) -> None:
    _tell(entry, "result_posted")


def applicant_is_told_it_came_back(entry: Entry) -> None:
    _tell(entry, "result_came_back")


def applicant_is_told_of_refund_owed(entry: Entry) -> None:
    _tell(entry, "fee_to_refund", amount_vnd=entry.facts["amount_vnd"])


def applicant_is_told_of_refund(entry: Entry) -> None:
    _tell(entry, "fee_refunded", amount_vnd=entry.facts["amount_vnd"])


def applicant_is_told_of_withdrawal(entry: Entry) -> None:
    _tell(entry, "dossier_withdrawn")


def applicant_is_told_of_stop(entry: Entry) -> None:
    _tell(entry, "dossier_stopped")


def paid_fee_is_noted(entry: Entry) -> None:
    fees.note_paid(charge_id=entry.facts["charge_id"], at=clock.now())


REACTIONS: Reactions = {
    DossierSubmitted: (applicant_is_told_of_filing,),
    DossierReceived: (applicant_is_told_of_receipt,),
    DueDateMoved: (applicant_is_told_of_moved_date, steps_move_with_the_days),
    SupplementAsked: (applicant_is_asked_for_papers,),
    DossierNotReceived: (applicant_is_told_of_refusal,),
    DossierRefused: (applicant_is_told_of_refusal,),
    DossierSettled: (applicant_is_told_of_pretended_result,),
    SlipSigned: (applicant_is_told_of_signed_result,),
    DossierReturned: (applicant_is_told_of_return,),
    DossierWithdrawn: (applicant_is_told_of_withdrawal,),
    DossierStopped: (applicant_is_told_of_stop,),
    DossierReappointed: (applicant_is_told_of_new_date,),
    LimitExtended: (applicant_is_told_of_longer_limit,),
    ResultChased: (applicant_is_reminded_to_collect,),
    PaymentDemanded: (applicant_is_told_of_demand,),
    PaymentProven: (applicant_is_told_of_second_date,),
    PapersLost: (applicant_is_told_of_loss,),
    PapersRestored: (applicant_is_told_of_restoring,),
    ResultCorrected: (applicant_is_told_of_pretended_correction,),
    DossierPosted: (applicant_is_told_of_posting,),
    ResultWayChanged: (applicant_is_told_it_came_back,),
    RefundOwed: (applicant_is_told_of_refund_owed,),
    DossierRefunded: (applicant_is_told_of_refund,),
    ChargeSettled: (paid_fee_is_noted,),
}


def _is_pretended(entry: Entry) -> bool:
    now = journal.clock()
    return (now is not None and now.is_simulated) or journal.is_of_simulated_past(entry)


def _tell_ready(entry: Entry) -> None:
    """Tell of a result; where it comes early, with the day it was promised for."""
    dossier = Dossier.objects.get(code=entry.subject.removeprefix("dossier:"))
    if dossier.due_at is not None and local_date(entry.happened_at) < local_date(dossier.due_at):
        _tell(entry, "result_ready_early", due_on=local_date(dossier.due_at))
    else:
        _tell(entry, "result_ready")


def _tell(entry: Entry, template: str, **more: date | int) -> None:
    code = entry.subject.removeprefix("dossier:")
    applicant = Q(parties__part=Party.APPLICANT)
    dossiers = Dossier.objects.filter(code=code).annotate(
        applicant=FilteredRelation("parties", condition=applicant)
    )
    account_id, phone, email = dossiers.values_list(
        "account_id", "applicant__phone", "applicant__email"
    ).get()
    account = str(account_id) if account_id else ""
    notifications.notify(
        template=template,
        parameters={"code": code, **more},
        # Who has no account is told by telephone alone: an e-mail's link would lead nowhere.
        recipient=Recipient(
            account=account, phone=phone or "", email=(email or "") if account else ""
        ),
        about=entry.subject,
        actor=SYSTEM,
        at=clock.now(),
        occurred_at=entry.happened_at,
        # Nobody wants messages in bulk about weeks that were only played.
        channels=(Channel.INBOX,) if journal.is_of_simulated_past(entry) else tuple(Channel),
    )
