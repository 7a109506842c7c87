"""Issue a slip: its number in the yearly book, who signs it, and what it will say."""

import functools
import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from motcua.capabilities.documents import render
from motcua.capabilities.signatures import queries as certificates
from motcua.casework.dossiers.models import Dossier, Paper, Party, Slip
from motcua.casework.dossiers.queries import access, clocks, names
from motcua.casework.dossiers.rules import slip_texts
from motcua.reference.organisations.models import Organisation
from motcua.spine import rows
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.numbering.operations import next_number

ACKNOWLEDGEMENT, SUPPLEMENT, REFUSAL, STOPPING, RESULT = "01", "02", "03", "05", "result"
BOOK = "TNHS"
AUTHORISATION = "authorisation"  # The component by which somebody files for another.
_SIGNERS = Path(__file__).resolve().parents[3] / "data" / "dossiers" / "signers.toml"

Said = Mapping[str, Any]


def acknowledge(
    dossier: Dossier, *, components: Sequence[Said], fee_vnd: int, actor: Actor, at: datetime
) -> Slip:
    """Issue slip 01: what was received when, and when the result is due."""
    way = slip_texts.RESULT_WAYS[dossier.result_way]
    said = {
        "time_limit": slip_texts.limit(clocks.limit_of(dossier)),
        "received": slip_texts.moment(at),
        "due": slip_texts.due(dossier.due_at),
        "return_place": way.format(centre=dossier.returning.name_vi),
        "sets": "01",
        "components": list(components),
        "receiver_name": names.of_actor(actor),
        "fee": slip_texts.money(fee_vnd) if fee_vnd else "",
        **_handing_in(dossier),
    }
    return issue_form(
        ACKNOWLEDGEMENT, dossier, issuer=dossier.receiving, said=said, actor=actor, at=at
    )


def ask(
    dossier: Dossier,
    *,
    items: Sequence[str],
    reason: str,
    answer_before: str,
    actor: Actor,
    at: datetime,
) -> Slip:
    """Issue slip 02: everything that is missing, why, and until when."""
    guide = names.of_actor(actor)
    said = {
        "items": list(items),
        "reason": reason,
        "answer_before": answer_before,
        "guide_name": guide,
        "contact_name": guide,
        "contact_phone": dossier.receiving.phone,
    }
    return issue_form(SUPPLEMENT, dossier, issuer=dossier.receiving, said=said, actor=actor, at=at)


def refuse(
    dossier: Dossier,
    *,
    issuer: Organisation,
    reason: str,
    basis: str,
    fix: str,
    actor: Actor,
    at: datetime,
) -> Slip:
    """Issue slip 03: why not, by which law, and what to do to get it after all."""
    said = {"reason": reason, "basis": basis, "fix": fix, "receiver_name": names.of_actor(actor)}
    return issue_form(REFUSAL, dossier, issuer=issuer, said=said, actor=actor, at=at)


def issue_result(
    dossier: Dossier, *, said: Said, mark: str, approver: str, actor: Actor, at: datetime
) -> Slip:
    """Give the result its number in the yearly register of the agency that decides."""
    return _issue(
        RESULT,
        dossier,
        issuer=dossier.resolving,
        said=_headed(dossier.resolving, said, at=at),
        number_format=f"{{number}}/{mark}",
        approver=approver,
        actor=actor,
        at=at,
    )


def name_of(slip: Slip) -> str:
    """Return what the journal calls it: form, organisation, year and number."""
    return f"{slip.form}:{slip.organisation.code}:{slip.year}:{slip.number}"


def series_of(form: str, organisation: str) -> str:
    """Return the name of the yearly book a form of an organisation is numbered in."""
    return f"slip:{form}:{organisation}"


def issue_form(
    form: str, dossier: Dossier, *, issuer: Organisation, said: Said, actor: Actor, at: datetime
) -> Slip:
    """Issue a form of a dossier, with what its template takes of the applicant."""
    template = render.description(f"slip-{form}")
    taken = {*template["texts"]["required"], *template["texts"].get("optional", [])}
    known = {} if "applicant_name" in said else _applicant(dossier)
    applicant = {key: text for key, text in known.items() if key in taken}
    return _issue(
        form,
        dossier,
        issuer=issuer,
        said={**applicant, **_headed(issuer, said, at=at), "code": dossier.code},
        number_format=template["number_format"],
        approver="",
        actor=actor,
        at=at,
    )


def _issue(
    form: str,
    dossier: Dossier,
    *,
    issuer: Organisation,
    said: Said,
    number_format: str,
    approver: str,
    actor: Actor,
    at: datetime,
) -> Slip:
    year = local_date(at).year
    number = next_number(series=series_of(form, issuer.code), year=year)
    written = number_format.format(number=number, series=BOOK)
    if form == ACKNOWLEDGEMENT:
        said = {**said, "register": f"Quyển số {year}, số thứ tự {number}"}
    slip = Slip(
        dossier=dossier,
        form=form,
        organisation=issuer,
        year=year,
        number=number,
        issued_by=actor.id,
        issued_at=at,
        said=json.dumps({**said, "number": written}, ensure_ascii=False),
        signers=_signers(form, issuer=issuer, issued_by=actor.id, approver=approver),
    )
    rows.insert(slip)
    return slip


def _headed(issuer: Organisation, said: Said, *, at: datetime) -> dict[str, Any]:
    return {
        "issuer": issuer.name_vi,
        "issuer_parent": issuer.parent.name_vi if issuer.parent else "",
        "place": names.place_of(issuer),
        "day": slip_texts.day(local_date(at)),
        **said,
    }


def _applicant(dossier: Dossier) -> dict[str, str]:
    party = rows.first(Party, dossier=dossier.pk, part=Party.APPLICANT)
    assert party is not None, "A dossier has an applicant."
    return _said_of(party) | {"content": access.name_of_procedure(dossier)}


def _said_of(party: Party) -> dict[str, str]:
    return {
        "applicant_name": party.full_name,
        "applicant_id": party.personal_number,
        "address": party.address,
        "phone": party.phone,
        "email": party.email,
    }


def _handing_in(dossier: Dossier) -> dict[str, Any]:
    """Say who hands it in, and for whom: whoever authorised stands in full, with the paper."""
    parties = {party.part: party for party in Party.objects.filter(dossier=dossier)}
    applicant, submitter = parties[Party.APPLICANT], parties.get(Party.REPRESENTATIVE)
    said: dict[str, Any] = {
        **_said_of(submitter or applicant),
        "content": access.name_of_procedure(dossier),
        "submitter_name": (submitter or applicant).full_name,
    }
    if submitter is None:
        return said
    paper = Paper.objects.filter(dossier=dossier, component=AUTHORISATION).first()
    definition = access.definition_of(dossier.procedure_version)
    said["authoriser"] = {
        "name": applicant.full_name,
        "id": applicant.personal_number,
        "address": applicant.address,
        "phone": applicant.phone,
        "email": applicant.email,
        "paper": names.of_component(definition, AUTHORISATION) if paper else "",
    }
    return said


def _signers(form: str, *, issuer: Organisation, issued_by: str, approver: str) -> list[str]:
    who = {
        "receiver": f"person:{issued_by}",
        "guide": f"person:{issued_by}",
        "approver": f"person:{approver}",
        "head": f"person:{issued_by}",
        "seal": f"organisation:{issuer.code}",
        "centre": f"organisation:{issuer.code}",
        "system": certificates.SYSTEM_SEAL,
    }
    return [who[word] for word in _table()[form]["signers"]]


@functools.cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_SIGNERS.read_text(encoding="utf-8"))
