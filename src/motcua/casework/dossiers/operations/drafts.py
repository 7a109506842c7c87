"""A form on the way: begun, saved as often as one likes, submitted once."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.capabilities.documents import queries as documents
from motcua.capabilities.payments.models import Charge
from motcua.capabilities.payments.operations import charges as owing
from motcua.casework.dossiers.models import Dossier, Draft, DraftPaper, ResultWay
from motcua.casework.dossiers.operations import fees, intake
from motcua.casework.dossiers.operations.filing import Filing, PaperGiven, PartyGiven
from motcua.casework.dossiers.queries import access, drafts, prices
from motcua.casework.dossiers.queries.prices import Price
from motcua.casework.dossiers.rules import prefill
from motcua.casework.dossiers.rules.channels import Place
from motcua.reference.organisations import queries as organisations
from motcua.reference.people import queries as people
from motcua.reference.people.models import Person
from motcua.reference.procedures import queries as procedures
from motcua.reference.procedures.definition import answers as forms
from motcua.reference.procedures.definition.shape import Definition
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound, Refusal

KEY_BYTES = 16
OPEN_DRAFTS_MAX = 30
PAPERS_MAX = 60
ANSWERS_CHARS_MAX = 200_000


class TooManyDrafts(Refusal):
    code = "too_many_drafts"
    message_vi = "Bạn đang có {max} tờ khai chưa gửi. Gửi hoặc xóa bớt rồi mở tờ khai mới."
    message_en = "You have {max} forms not sent yet. Send or delete some, then begin a new one."


class DraftTooLarge(Refusal):
    code = "draft_too_large"
    http_status = 422
    message_vi = "Tờ khai quá dài hoặc quá nhiều tệp. Bớt nội dung rồi lưu lại."
    message_en = "The form is too long or has too many files. Shorten it and save again."


class PaidOtherwise(Refusal):
    code = "paid_otherwise"
    message_vi = (
        "Bạn đã nộp tiền cho nội dung trước; sửa như vậy làm đổi số tiền. Khai lại như cũ, hoặc mở"
        " tờ khai mới và đề nghị hoàn tiền."
    )
    message_en = (
        "You have paid for what you wrote before; this would change the amount. Put it back, or"
        " begin a new form and ask for the money back."
    )


class NoPlaceChosen(Refusal):
    code = "no_place_chosen"
    http_status = 422
    message_vi = "Chưa chọn nơi nộp hồ sơ. Chọn xã, phường rồi gửi."
    message_en = "No place to file at is chosen yet. Choose the commune or ward, then send."


@transaction.atomic
def begin(*, jurisdiction: str, procedure: str, actor: Actor, at: datetime) -> Draft:
    """Begin a form, filled in with what the identity already tells.

    :raises NotFound: there is no such procedure, or the actor has no account.
    :raises HandledElsewhere: it is filed on a ministry's system or the national portal.
    :raises NotFileable: the procedure is not complete enough, or not in force that day.
    :raises TooManyDrafts: the actor has many that are not sent.
    """
    account = people.get(account_id=_account_id(actor), actor=actor)
    wanted = procedures.procedure_of(jurisdiction=jurisdiction, key=procedure)
    intake.check_handled_here(wanted, at=at)
    version = procedures.version_on(wanted, on=local_date(at))
    if version is None or not procedures.is_fileable(version, on=local_date(at)):
        raise intake.NotFileable()
    if drafts.open_of(actor).count() >= OPEN_DRAFTS_MAX:
        raise TooManyDrafts(max=OPEN_DRAFTS_MAX)

    known = _known_of(account.person)
    answers = prefill.prefilled(access.definition_of(version), known)
    return Draft.objects.create(
        key=secrets.token_urlsafe(KEY_BYTES),
        account=account,
        procedure=wanted,
        version=version,
        answers=json.dumps(answers, ensure_ascii=False),
        begun_at=at,
        updated_at=at,
    )


@transaction.atomic
def save(
    *,
    key: str,
    answers: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    receiving: str = "",
    resolving: str = "",
    result_way: str = "",
) -> Draft:
    """Keep what is filled in so far, right or wrong. An empty place stays as it was chosen.

    :raises NotFound: no such draft, not theirs, or submitted.
    :raises DraftTooLarge: nobody types that much.
    :raises PaidOtherwise: it would change what has been paid.
    :raises NotACentre: there is no such place.
    """
    draft = drafts.get(key=key, actor=actor, lock=True)
    definition = _definition(draft, at=at)
    kept = forms.canonical(definition, answers)
    text = json.dumps(kept, ensure_ascii=False)
    if len(text) > ANSWERS_CHARS_MAX:
        raise DraftTooLarge()
    _check_paid_amount(draft, prices.of_answers(definition, kept, channel="self"))
    places = organisations.by_codes([code for code in (receiving, resolving) if code])
    for code in (receiving, resolving):
        if code and code not in places:
            raise intake.NotACentre()

    draft.answers, draft.updated_at = text, at
    draft.receiving = places.get(receiving, draft.receiving)
    draft.resolving = places.get(resolving, draft.resolving)
    if result_way in ResultWay.values:
        draft.result_way = result_way
    draft.save(update_fields=["answers", "updated_at", "receiving", "resolving", "result_way"])
    return draft


@transaction.atomic
def attach_paper(
    *,
    key: str,
    component: str,
    document_id: int,
    actor: Actor,
    at: datetime,
    fulfilment: str = "upload",
) -> DraftPaper:
    """Put an uploaded file beside the draft; putting it there again changes nothing.

    :raises NotFound: no such draft or document, or not theirs.
    :raises DraftTooLarge: it has very many files already.
    """
    draft = drafts.get(key=key, actor=actor, lock=True)
    if not documents.visible_to(actor).filter(pk=document_id).exists():
        raise NotFound()
    if draft.papers.count() >= PAPERS_MAX:
        raise DraftTooLarge()

    paper, _ = DraftPaper.objects.get_or_create(
        draft=draft,
        component=component[:80],
        document_id=document_id,
        defaults={"fulfilment": fulfilment, "added_at": at},
    )
    Draft.objects.filter(pk=draft.pk).update(updated_at=at)
    return paper


@transaction.atomic
def remove_paper(*, key: str, paper_id: int, actor: Actor, at: datetime) -> None:
    """Take a file away from the draft; taking it away again changes nothing.

    :raises NotFound: no such draft, or not theirs.
    """
    draft = drafts.get(key=key, actor=actor, lock=True)
    DraftPaper.objects.filter(draft=draft, pk=paper_id).delete()
    Draft.objects.filter(pk=draft.pk).update(updated_at=at)


@transaction.atomic
def discard(*, key: str, actor: Actor, at: datetime) -> None:
    """Throw a draft away, for good, with the charge nobody has paid yet.

    :raises NotFound: no such draft, or not theirs.
    """
    draft = drafts.get(key=key, actor=actor, lock=True)
    if draft.charge is not None and draft.charge.is_open:
        owing.cancel(charge_id=draft.charge.pk, actor=actor, at=at)
    draft.delete()


@transaction.atomic
def owe_fee(*, key: str, actor: Actor, at: datetime) -> Charge | None:
    """Return the charge to pay before filing, made anew when the amount has changed; None if free.

    :raises NotFound: no such draft, or not theirs.
    :raises NoPlaceChosen: nobody knows yet whom to pay.
    :raises PaidOtherwise: another amount has been paid.
    """
    draft = drafts.get(key=key, actor=actor, lock=True)
    definition = _definition(draft, at=at)
    answers = forms.canonical(definition, json.loads(draft.answers))
    price = prices.of_answers(definition, answers, channel="self")
    _check_paid_amount(draft, price)
    old = draft.charge
    if old is not None and (old.is_settled or (old.due_vnd == price.intake_vnd and old.is_open)):
        return old
    if draft.receiving is None or draft.resolving is None:
        raise NoPlaceChosen()
    if old is not None and old.is_open:
        owing.cancel(charge_id=old.pk, actor=actor, at=at)
    due = price.due(prices.INTAKE)
    draft.charge = None
    if due:
        draft.charge = fees.owe(
            due,
            version=draft.version,
            definition=definition,
            payees=(draft.receiving.code, draft.resolving.code),
            actor=actor,
            at=at,
        )
    draft.save(update_fields=["charge"])
    return draft.charge


@transaction.atomic
def submit(*, key: str, actor: Actor, at: datetime) -> Dossier:
    """Submit what was drafted; again, and it is the same dossier.

    :raises NotFound: no such draft, or not theirs.
    :raises NoPlaceChosen: where to file is still open.
    :raises Refusal: whatever `intake.submit` refuses.
    """
    draft = drafts.get(key=key, actor=actor, lock=True, submitted=True)
    if draft.dossier is not None:
        return draft.dossier
    if draft.receiving is None or draft.resolving is None:
        raise NoPlaceChosen()
    dossier = intake.submit(filing_of(draft, at=at), actor=actor, at=at)
    draft.dossier, draft.answers, draft.updated_at = dossier, "", at
    draft.save(update_fields=["dossier", "answers", "updated_at"])
    draft.papers.all().delete()
    return dossier


def _definition(draft: Draft, *, at: datetime) -> Definition:
    return access.definition_of(drafts.version_for(draft, on=local_date(at)))


def filing_of(draft: Draft, *, at: datetime) -> Filing:
    """Return what a draft hands in when it is sent."""
    assert draft.receiving is not None and draft.resolving is not None, "Checked by the caller."  # noqa: PT018
    definition = _definition(draft, at=at)
    answers = forms.canonical(definition, json.loads(draft.answers))
    said = prefill.applicant_of(definition, answers)
    known = _known_of(draft.account.person)
    return Filing(
        key=draft.key,
        place=Place.WEB,
        jurisdiction=draft.procedure.jurisdiction,
        procedure=draft.procedure.key,
        receiving=draft.receiving.code,
        resolving=draft.resolving.code,
        answers=answers,
        applicant=PartyGiven(
            full_name=said.get("full_name") or known["full_name"],
            personal_number=said.get("personal_number") or known["personal_number"],
            phone=said.get("phone") or known["phone"],
            email=said.get("email") or known["email"],
            address=prefill.address_in_words(said.get("address")) or known["address"],
        ),
        papers=tuple(
            PaperGiven(
                component=paper.component,
                fulfilment=paper.fulfilment,
                document_id=paper.document_id,
            )
            for paper in draft.papers.order_by("id")
        ),
        account_id=draft.account_id,
        result_way=draft.result_way,
        charge_id=draft.charge_id,
    )


def _known_of(person: Person | None) -> dict[str, str]:
    assert person is not None, "Who files has an identity."
    return {
        "full_name": person.full_name,
        "personal_number": person.personal_number,
        "date_of_birth": person.born_on,
        "address": person.address,
        "phone": person.phone,
        "email": person.email,
    }


def _check_paid_amount(draft: Draft, price: Price) -> None:
    charge = draft.charge
    if charge is not None and charge.is_settled and charge.due_vnd != price.intake_vnd:
        raise PaidOtherwise()


def _account_id(actor: Actor) -> int:
    if not actor.id.isdecimal():
        raise NotFound()
    return int(actor.id)
