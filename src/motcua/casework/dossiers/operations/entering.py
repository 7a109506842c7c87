"""Write down what was filed: all rows of a new dossier, its number and its entry, at once."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from motcua.capabilities.payments.models import Charge
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
from motcua.casework.dossiers.operations.filing import Filing, PaperGiven, PartyGiven
from motcua.casework.dossiers.queries import prices
from motcua.casework.dossiers.queries.prices import Price
from motcua.casework.dossiers.rules import codes, due_states
from motcua.casework.dossiers.states import State
from motcua.reference.organisations.models import Organisation
from motcua.reference.procedures.definition.shape import Definition
from motcua.reference.procedures.models import ProcedureVersion
from motcua.spine import rows, secrecy, statements
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.journal import operations as journal
from motcua.spine.numbering import operations as numbering
from motcua.spine.statements import Part

# 128 bits: TT 01/2018, Điều 16 lets it show code and stage, so it must not be guessed.
TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
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

    @property
    def owes(self) -> bool:
        """Say whether something will have to be paid that is not paid yet."""
        return self.paid is None and bool(self.price.due(prices.INTAKE))


# A twin waits at the first part until the other commits; then it has no row, and takes no number.
_CLAIM = """
    INSERT INTO dossiers_submission (scope, key, content_hash, dossier_id) VALUES (%s, %s, %s, %s)
    ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""
# The code is put together where its number is taken: that row of numbers makes all of a centre wait
# for each other, so nothing may come between it and the commit (docs/decisions/0028).
_CODED = f"""
    SELECT %s || lpad(last::text, greatest(length(last::text), {codes.SEQUENCE_DIGITS_MIN}), '0')
        AS code FROM numbered
"""  # noqa: S608 - a constant


def enter(
    case: Case, key: Submission, *, dossier_id: int, content: str, actor: Actor, at: datetime
) -> Dossier | None:
    """Write a dossier with its number, papers, key and entry; None where the key is taken.

    One statement, and a transaction by itself where the caller has begun none.
    """
    salt, today = secrecy.new_salt(), local_date(at)
    dossier = _opened(case, dossier_id, salt=salt, actor=actor, at=at)
    agency = case.receiving.code
    series = codes.day_series(agency=agency, on=today)
    whole: list[Model] = [dossier, *_parties(dossier, case.filing)]
    whole += _papers(dossier, case.filing, at=at)
    charge = _owed(dossier, case, actor=actor, at=at)
    if case.paid is not None:
        whole.append(
            DossierCharge(dossier=dossier, charge=case.paid, due=prices.INTAKE, paid_at=at)
        )
    submitted = _submitted(dossier, case, charge, content=secrecy.commitment(content, salt=salt))
    claim = [key.scope, key.key, key.content_hash, dossier.pk]
    parts = [
        Part("claimed", _CLAIM, claim),
        numbering.taking(series=series, year=today.year, of="claimed"),
        Part("coded", _CODED, [codes.day_prefix(agency=agency, on=today)]),
        *rows.inserting(whole, of="coded", given=("code",)),
        *journal.recording(submitted, subject=dossier.subject, actor=actor, at=at, of="coded"),
    ]
    with journal.moment_checked(at):
        coded = statements.run_parts(parts, wanted="code FROM coded")
    if not coded:
        return None
    [(dossier.code,)] = coded
    rows.are_stored(whole)
    return dossier


def _submitted(
    dossier: Dossier, case: Case, charge: Charge | None, *, content: str
) -> DossierSubmitted:
    return DossierSubmitted(
        procedure=case.version.procedure.subject.removeprefix("procedure:"),
        version=case.version.number,
        channel=dossier.channel,
        receiving=case.receiving.code,
        resolving=case.resolving.code,
        returning=case.returning.code,
        account=case.filing.account_id,
        result_way=dossier.result_way,
        content=content,
        charge=charge.pk if charge else None,
        fee_vnd=charge.due_vnd if charge else 0,
        is_paid=case.paid is not None,
    )


def _opened(case: Case, dossier_id: int, *, salt: bytes, actor: Actor, at: datetime) -> Dossier:
    filing = case.filing
    at_hand = ResultWay.ONLINE if filing.account_id else ResultWay.DESK
    places = {case.receiving.code, case.resolving.code, case.returning.code}
    return Dossier(
        pk=dossier_id,
        code=journal.CODE,
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


def _owed(dossier: Dossier, case: Case, *, actor: Actor, at: datetime) -> Charge | None:
    if not case.owes:
        return case.paid
    return fees.owe_for(
        dossier,
        case.price.due(prices.INTAKE),
        definition=case.definition,
        due=prices.INTAKE,
        actor=actor,
        at=at,
    )
