"""A wrong result: another takes its place, with a number of its own, at the agency's cost."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from motcua.casework.dossiers.events import ResultCorrected
from motcua.casework.dossiers.life_models import Correction
from motcua.casework.dossiers.models import Dossier, ResultDraft, Slip
from motcua.casework.dossiers.operations import slips
from motcua.casework.dossiers.queries import access, names, papers
from motcua.casework.dossiers.rules import result_texts, steps
from motcua.casework.dossiers.rules.result_texts import Texts
from motcua.casework.dossiers.states import State
from motcua.reference.organisations import queries as organisations
from motcua.spine import secrecy
from motcua.spine.actors import Actor
from motcua.spine.errors import NotFound, Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.lifecycle import WrongRole, WrongState

HAS_RESULT = frozenset({State.SETTLED, State.RETURNED})
ACT_VI = "Đính chính kết quả"


class NothingCorrected(Refusal):
    code = "nothing_corrected"
    http_status = 422
    message_vi = "Kết quả đính chính giống hệt kết quả cũ. Sửa chỗ sai rồi ban hành."
    message_en = "The corrected result says the same as the old one. Mend what is wrong first."


class CorrectionReasonMissing(Refusal):
    code = "correction_reason_missing"
    http_status = 422
    message_vi = "Ghi sai sót ở đâu, do đâu: người nhận đọc nguyên văn."
    message_en = "Say what was wrong and why: the recipient reads it word for word."


@transaction.atomic
def correct(
    *, code: str, fields: Mapping[str, str], reason: str, actor: Actor, at: datetime
) -> Slip:
    """Issue a corrected result under a new number; it costs nothing and the old one is marked.

    Head or leader of the agency that decided says so; the paper is signed and sealed as any result.

    :raises NotFound: it is not there, or another agency decided.
    :raises WrongRole: the actor signs no results.
    :raises WrongState: there is no result.
    :raises CorrectionReasonMissing: no reason.
    :raises NothingCorrected: it says the same as before.
    """
    dossier = access.get(code=code, actor=actor, lock=True)
    old = _wrong_result(dossier, actor)
    if not (said := reason.strip()):
        raise CorrectionReasonMissing()
    texts = _texts(dossier, fields)

    new = _issue(dossier, texts, actor=actor, at=at)
    Correction.objects.create(
        dossier=dossier,
        old=old,
        new=new,
        reason=said,
        corrected_by=actor.id,
        corrected_at=at,
    )
    corrected = ResultCorrected(
        number=new.number,
        year=new.year,
        organisation=dossier.resolving.code,
        result=secrecy.commitment(new.said, salt=bytes(dossier.salt)),
        reason=secrecy.commitment(said, salt=bytes(dossier.salt)),
        instead_of=slips.name_of(old),
        slip=slips.name_of(new),
    )
    journal.record(corrected, subject=dossier.subject, actor=actor, at=at)
    return new


def _wrong_result(dossier: Dossier, actor: Actor) -> Slip:
    if not actor.roles & steps.SIGNERS:
        raise WrongRole(move=ACT_VI)
    if actor.organisation not in _agency_and_above(dossier):
        raise NotFound()
    old = papers.result_of(dossier)
    if dossier.state not in HAS_RESULT or old is None:
        raise WrongState(state=dossier.get_state_display(), move=ACT_VI)
    return old


def _agency_and_above(dossier: Dossier) -> set[str]:
    return {unit.code for unit in organisations.path_to_root(dossier.resolving.code)}


def _texts(dossier: Dossier, fields: Mapping[str, str]) -> Texts:
    draft = ResultDraft.objects.select_for_update().get(dossier=dossier)
    before: Texts = json.loads(draft.fields)
    known = {field.code for field in result_texts.fields()}
    assert set(fields) <= known, f"Not a text of a result: {sorted(set(fields) - known)}"
    changed = {code: str(text)[: result_texts.TEXT_CHARS_MAX] for code, text in fields.items()}
    if before | changed == before:
        raise NothingCorrected()
    return before | changed


def _issue(dossier: Dossier, texts: Texts, *, actor: Actor, at: datetime) -> Slip:
    role = "leader" if "leader" in actor.roles else "head"
    unit = organisations.by_code(actor.organisation)
    signed_as = {
        "signer_name": names.of_actor(actor),
        "signer_position": result_texts.position_of(unit.kind_id, role),
    }
    kept = json.dumps(texts | signed_as, ensure_ascii=False)
    ResultDraft.objects.filter(dossier=dossier).update(
        fields=kept, approved_by=actor.id, approved_at=at, updated_at=at
    )
    definition = access.definition_of(dossier.procedure_version)
    return slips.issue_result(
        dossier,
        said={**result_texts.paper(texts), **signed_as},
        mark=result_texts.mark_of(definition),
        approver=actor.id,
        actor=actor,
        at=at,
    )
