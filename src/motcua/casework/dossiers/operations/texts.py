"""The texts of a result: kept while they are edited, fixed when somebody approves them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.casework.dossiers.models import Dossier, ResultDraft
from motcua.casework.dossiers.queries import names, results
from motcua.casework.dossiers.rules import result_texts, steps
from motcua.casework.dossiers.rules.result_texts import Texts
from motcua.reference.organisations import queries as organisations
from motcua.spine import rows, secrecy
from motcua.spine.actors import Actor
from motcua.spine.errors import Refusal

SIGNED_AS = ("signer_name", "signer_position")


class TextsMissing(Refusal):
    code = "result_texts_missing"
    http_status = 422
    message_vi = "Kết quả chưa có: {missing}. Ghi đủ rồi mới duyệt."
    message_en = "The result lacks: {missing}. Fill them in before approving."


class AlreadyApproved(Refusal):
    code = "result_already_approved"
    message_vi = "Kết quả của hồ sơ {code} đã được duyệt, không sửa được nữa."
    message_en = "The result of dossier {code} has been approved and can no longer be changed."


class NotApproved(Refusal):
    code = "result_not_approved"
    message_vi = "Kết quả của hồ sơ {code} chưa được lãnh đạo duyệt. Trình duyệt rồi cấp số."
    message_en = "The result of dossier {code} is not approved yet. Have it approved first."


def keep(dossier: Dossier, texts: Mapping[str, str], *, actor: Actor, at: datetime) -> ResultDraft:
    """Keep edited texts of a locked dossier; a text that is not given stays as it was.

    :raises AlreadyApproved: they are fixed.
    """
    row = rows.first(ResultDraft, dossier=dossier.pk)
    if row is not None and row.approved_at is not None:
        raise AlreadyApproved(code=dossier.code)
    row = row or ResultDraft(dossier=dossier)
    kept: Texts = json.loads(row.fields) if row.pk else results.first_texts(dossier)
    known = {field.code for field in result_texts.fields()}
    assert set(texts) <= known, f"Not a text of a result: {sorted(set(texts) - known)}"
    kept |= {code: str(text)[: result_texts.TEXT_CHARS_MAX] for code, text in texts.items()}
    row.fields = json.dumps(kept, ensure_ascii=False)
    row.drafted_by, row.updated_at = actor.id, at
    _keep(row)
    return row


def approve(dossier: Dossier, *, actor: Actor, at: datetime) -> str:
    """Fix the texts of a locked dossier, with who signs. Return their salted hash.

    :raises TextsMissing: it has no title or no subject.
    """
    row = rows.first(ResultDraft, dossier=dossier.pk)
    row = row or ResultDraft(dossier=dossier, drafted_by=actor.id)
    texts: Texts = json.loads(row.fields) if row.pk else results.first_texts(dossier)
    if missing := result_texts.missing(texts):
        raise TextsMissing(missing=", ".join(one.label_vi for one in missing))
    role = "leader" if "leader" in actor.roles else "head"
    assert role in steps.SIGNERS, "Only who signs approves."
    unit = organisations.by_code(actor.organisation)
    texts |= {
        "signer_name": names.of_actor(actor),
        "signer_position": result_texts.position_of(unit.kind_id, role),
    }
    row.fields = json.dumps(texts, ensure_ascii=False)
    row.updated_at = row.approved_at = at
    row.approved_by = actor.id
    _keep(row)
    return commitment(dossier, row)


def approved(dossier: Dossier) -> tuple[dict[str, Any], str]:
    """Return what the paper of the result says, and who approved it.

    :raises NotApproved: nobody did.
    """
    row = rows.first(ResultDraft, dossier=dossier.pk)
    if row is None or row.approved_at is None:
        raise NotApproved(code=dossier.code)
    texts: Texts = json.loads(row.fields)
    signed_as = {name: texts[name] for name in SIGNED_AS}
    return {**result_texts.paper(texts), **signed_as}, row.approved_by


def reopen(dossier: Dossier) -> None:
    """Take an approval back: whoever asks for papers again has not decided."""
    ResultDraft.objects.filter(dossier=dossier).update(approved_by="", approved_at=None)


def _keep(row: ResultDraft) -> None:
    if row.pk is None:
        rows.insert(row)
    else:
        rows.update(row, "fields", "drafted_by", "updated_at", "approved_by", "approved_at")


def commitment(dossier: Dossier, row: ResultDraft) -> str:
    """Return the salted hash by which the journal knows these texts."""
    return secrecy.commitment(row.fields, salt=bytes(dossier.salt))
