"""Submit: the one way in, for a citizen's page, the counter, the API and the national portal."""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.capabilities.documents import queries as documents
from motcua.capabilities.payments.models import Charge
from motcua.capabilities.payments.queries import charges
from motcua.casework.dossiers.events import DossierSubmitted
from motcua.casework.dossiers.models import (
    Dossier,
    DossierCharge,
    Paper,
    Party,
    ResultWay,
    Submission,
)
from motcua.casework.dossiers.operations import fees
from motcua.casework.dossiers.operations.filing import (
    Filing,
    PaperGiven,
    PartyGiven,
    hash_of,
)
from motcua.casework.dossiers.queries import access, prices
from motcua.casework.dossiers.queries.prices import Price
from motcua.casework.dossiers.rules import channels, codes, due_states, excuses
from motcua.casework.dossiers.rules.channels import Place
from motcua.casework.dossiers.states import State
from motcua.reference.organisations import register
from motcua.reference.organisations.models import Organisation
from motcua.reference.procedures import queries as procedures
from motcua.reference.procedures import standings
from motcua.reference.procedures.definition import answers as forms
from motcua.reference.procedures.definition.shape import Definition
from motcua.reference.procedures.models import Handling, Procedure, ProcedureVersion
from motcua.spine import rows, secrecy, statements
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.numbering.operations import next_number

# 128 bits: TT 01/2018, Điều 16 lets it show code and stage, so it must not be guessed.
TOKEN_BYTES = 16
# Who files alone pays first; where an officer stands beside, the money is taken there.
PAYS_FIRST = frozenset({"self", "kiosk"})


class NotFileable(Refusal):
    code = "procedure_not_fileable"
    message_vi = (
        "Thủ tục này chưa đủ thông tin để tiếp nhận. Hỏi trung tâm phục vụ hành chính công."
    )
    message_en = "This procedure is not complete enough to be filed. Ask the service centre."


class HandledElsewhere(Refusal):
    code = "handled_elsewhere"
    message_vi = "Thủ tục này nộp trên {where_vi}, không nộp ở đây. Mở {where_vi} để nộp hồ sơ."
    message_en = "This procedure is filed on {where_en}, not here. Open {where_en} to file it."


class KeyReused(Refusal):
    code = "key_reused"
    http_status = 422
    message_vi = "Khóa gửi này đã dùng cho một hồ sơ khác. Mở tờ khai mới rồi gửi lại."
    message_en = "This submission key was used for another dossier. Open a new form and send again."


class AnswersWrong(Refusal):
    """Carries every problem, so that a page can show each beside its question."""

    problems: list[forms.Problem]
    code = "answers_wrong"
    http_status = 422
    message_vi = "Tờ khai còn {count} chỗ chưa đúng."
    message_en = "The form has {count} things to mend."

    def __init__(self, problems: list[forms.Problem]) -> None:
        self.problems = problems
        super().__init__(count=len(problems))


class NotACentre(Refusal):
    code = "not_a_centre"
    http_status = 422
    message_vi = "Nơi nhận đã chọn không tiếp nhận hồ sơ. Chọn một trung tâm trong danh sách."
    message_en = "The chosen place takes no dossiers in. Choose a centre from the list."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A filing that nothing speaks against any more."""

    filing: Filing
    version: ProcedureVersion
    definition: Definition
    answers: dict[str, Any]
    channel: str
    receiving: Organisation
    resolving: Organisation
    returning: Organisation
    price: Price
    paid: Charge | None


@transaction.atomic
def submit(filing: Filing, *, actor: Actor, at: datetime) -> Dossier:
    """Take a request in, once. The same key with the same content returns the same dossier.

    :raises KeyReused: the key came with other content before.
    :raises HandledElsewhere: it is filed on a ministry's system or the national portal.
    :raises NotFileable: the procedure is not complete enough, or not in force that day.
    :raises AnswersWrong: the form has problems; it carries all of them.
    :raises NotACentre: the receiving or returning place takes no dossiers in.
    :raises FeeOutstanding: somebody who files alone has not paid what is due before.
    :raises NotFound: a paper is not one this actor uploaded.
    """
    content = filing.content()
    claimed = _claim_key(filing, content, actor=actor)
    if isinstance(claimed, Dossier):
        return claimed
    case = _checked(filing, claimed, actor=actor, at=at)

    salt = secrecy.new_salt()
    dossier = _opened(case, claimed, salt=salt, actor=actor, at=at)
    whole = [dossier, *_parties(dossier, case.filing), *_papers(dossier, case.filing, at=at)]
    rows.insert_all(whole, after=_ANSWER_KEY, values=[dossier.pk, claimed.submission_id])
    charge = _link_fee(dossier, case, actor=actor, at=at)
    submitted = DossierSubmitted(
        procedure=case.version.procedure.subject.removeprefix("procedure:"),
        version=case.version.number,
        channel=dossier.channel,
        receiving=case.receiving.code,
        resolving=case.resolving.code,
        returning=case.returning.code,
        account=filing.account_id,
        result_way=dossier.result_way,
        content=secrecy.commitment(
            content if case.filing is filing else case.filing.content(), salt=salt
        ),
        charge=charge.pk if charge else None,
        fee_vnd=charge.due_vnd if charge else 0,
        is_paid=case.paid is not None,
    )
    journal.record(submitted, subject=dossier.subject, actor=actor, at=at)
    return dossier


@dataclass(frozen=True, slots=True)
class _Claim:
    """A key that is this request's alone, the id its dossier will have, how references stand."""

    submission_id: int
    dossier_id: int
    units: UUID | None
    catalogue: UUID | None


# The dossier's id comes along, so that all its rows can be written in one statement later.
_CLAIM = f"""
    INSERT INTO dossiers_submission (scope, key, content_hash) VALUES (%s, %s, %s)
    ON CONFLICT (scope, key) DO NOTHING
    RETURNING id, nextval('dossiers_dossier_id_seq'), {register.STAMP}, {standings.STAMP}
"""  # noqa: S608 - constants
_ANSWER_KEY = "UPDATE dossiers_submission SET dossier_id = %s WHERE id = %s"


def _claim_key(filing: Filing, content: str, *, actor: Actor) -> _Claim | Dossier:
    """Insert first: a twin waits here until the first commits, then reads its dossier."""
    content_hash = hash_of(content)
    claimed = statements.run(_CLAIM, [actor.id, filing.key, content_hash])
    if claimed:
        return _Claim(*claimed[0])
    earlier = Submission.objects.select_related("dossier").get(scope=actor.id, key=filing.key)
    if earlier.content_hash != content_hash:
        raise KeyReused()
    assert earlier.dossier is not None, "A key and its dossier are committed together."
    return earlier.dossier


def _checked(filing: Filing, claim: _Claim, *, actor: Actor, at: datetime) -> _Case:
    """Every refusal, before the first change."""
    version = _version(filing, claim, at=at)
    definition = access.definition_of(version)
    kept = forms.canonical(definition, filing.answers)
    problems = excuses.left(
        forms.check_canonical(definition, kept, on=local_date(at)),
        definition=definition,
        answers=kept,
        place=filing.place,
    )
    if problems:
        raise AnswersWrong(problems)
    back_at = filing.returning or filing.receiving
    units = register.of_stamp(claim.units)
    places = units.of_codes([filing.receiving, filing.resolving, back_at])
    channel = channels.channel_of(place=filing.place, roles=actor.roles)
    price = prices.of_answers(definition, kept, channel=channel)
    return _Case(
        filing=_with_hashes(filing, actor=actor),
        version=version,
        definition=definition,
        answers=kept,
        channel=channel,
        receiving=_centre(places, filing.receiving),
        resolving=_unit(places, filing.resolving),
        returning=_centre(places, back_at),
        price=price,
        paid=_paid(filing, price, channel=channel),
    )


def _version(filing: Filing, claim: _Claim, *, at: datetime) -> ProcedureVersion:
    standing = standings.of_stamp(
        claim.catalogue,
        jurisdiction=filing.jurisdiction,
        key=filing.procedure,
        on=local_date(at),
    )
    if filing.place is not Place.NATIONAL_PORTAL:
        _check_here(standing.handling)
    if standing.version is None or not standing.is_fileable:
        raise NotFileable()
    return standing.version


def check_handled_here(procedure: Procedure, *, at: datetime) -> None:
    """:raises HandledElsewhere: it is filed on a ministry's system or the national portal."""
    _check_here(procedures.handling_of(procedure, on=local_date(at)))


def _check_here(handling: Handling | None) -> None:
    if handling is None or handling.handled_on == Handling.PROVINCE:
        return
    where = ("Cổng Dịch vụ công quốc gia", "the National Public Service Portal")
    if handling.handled_on == Handling.MINISTRY:
        where = (handling.system or "hệ thống của bộ", handling.system or "the ministry's system")
    raise HandledElsewhere(where_vi=where[0], where_en=where[1])


def _paid(filing: Filing, price: Price, *, channel: str) -> Charge | None:
    if not price.intake_vnd or channel not in PAYS_FIRST:
        return None
    if filing.charge_id is None:
        raise fees.outstanding(price.intake_vnd)
    charge = charges.get(filing.charge_id)
    if not charge.is_settled or charge.due_vnd != price.intake_vnd:
        raise fees.outstanding(price.intake_vnd)
    return charge


def _with_hashes(filing: Filing, *, actor: Actor) -> Filing:
    if all(paper.document_id is None for paper in filing.papers):
        return filing
    return replace(filing, papers=with_hashes(filing.papers, actor=actor))


def with_hashes(papers: Sequence[PaperGiven], *, actor: Actor) -> tuple[PaperGiven, ...]:
    """Return the papers with the hashes of their documents.

    :raises NotFound: one is not a document this actor uploaded.
    """
    wanted = {paper.document_id for paper in papers if paper.document_id is not None}
    if not wanted:
        return tuple(papers)
    theirs = documents.visible_to(actor).filter(pk__in=wanted)
    hashes = dict(theirs.values_list("pk", "sha256"))
    if hashes.keys() != wanted:
        raise NotFound()
    return tuple(
        replace(paper, document_hash=hashes[paper.document_id]) if paper.document_id else paper
        for paper in papers
    )


def _centre(places: dict[str, Organisation], code: str) -> Organisation:
    unit = _unit(places, code)
    if not unit.kind.receives_dossiers:
        raise NotACentre()
    return unit


def _unit(places: dict[str, Organisation], code: str) -> Organisation:
    if code not in places:
        raise NotACentre()
    return places[code]


def _opened(case: _Case, claim: _Claim, *, salt: bytes, actor: Actor, at: datetime) -> Dossier:
    today, filing = local_date(at), case.filing
    series = codes.day_series(agency=case.receiving.code, on=today)
    number = next_number(series=series, year=today.year)
    at_hand = ResultWay.ONLINE if filing.account_id else ResultWay.DESK
    places = {case.receiving.code, case.resolving.code, case.returning.code}
    return Dossier(
        pk=claim.dossier_id,
        code=codes.dossier_code(agency=case.receiving.code, on=today, number=number),
        token=secrets.token_urlsafe(TOKEN_BYTES),
        procedure_version=case.version,
        channel=case.channel,
        receiving=case.receiving,
        resolving=case.resolving,
        returning=case.returning,
        account_id=filing.account_id,
        filed_by=actor.id,
        result_way=filing.result_way or at_hand,
        answers=json.dumps(case.answers, ensure_ascii=False),
        salt=salt,
        state=State.SUBMITTED,
        unit=case.receiving,
        awaits=due_states.awaits(State.SUBMITTED, ""),
        parts=sorted(places | {actor.organisation} - {""}),  # Who files for somebody has a part.
        submitted_at=at,
    )


def _parties(dossier: Dossier, filing: Filing) -> Iterator[Party]:
    yield _party(dossier, Party.APPLICANT, filing.applicant)
    if filing.representative is not None:
        yield _party(dossier, Party.REPRESENTATIVE, filing.representative)


def _papers(dossier: Dossier, filing: Filing, *, at: datetime) -> Iterator[Paper]:
    for given in filing.papers:
        yield paper_of(dossier, given, round_number=0, at=at)


def paper_of(dossier: Dossier, given: PaperGiven, *, round_number: int, at: datetime) -> Paper:
    """Return the row for a paper that is handed in, not yet kept."""
    return Paper(
        dossier=dossier,
        component=given.component,
        fulfilment=given.fulfilment,
        document_hash=given.document_hash,
        document_id=given.document_id,
        round=round_number,
        handed_in_at=at,
    )


def _party(dossier: Dossier, part: str, given: PartyGiven) -> Party:
    return Party(
        dossier=dossier,
        part=part,
        full_name=given.full_name,
        personal_number=given.personal_number,
        phone=given.phone,
        email=given.email,
        address=given.address,
    )


def _link_fee(dossier: Dossier, case: _Case, *, actor: Actor, at: datetime) -> Charge | None:
    if case.paid is not None:
        DossierCharge.objects.create(
            dossier=dossier, charge=case.paid, due=prices.INTAKE, paid_at=at
        )
        return case.paid
    return fees.owe_for(
        dossier,
        case.price.due(prices.INTAKE),
        definition=case.definition,
        due=prices.INTAKE,
        actor=actor,
        at=at,
    )
