"""Submit: the one way in, for a citizen's page, the counter, the API and the national portal."""

import json
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.casework.dossiers import queries
from motcua.casework.dossiers.events import DossierSubmitted
from motcua.casework.dossiers.models import Dossier, Paper, Party, Submission
from motcua.casework.dossiers.operations.filing import Filing, PartyGiven
from motcua.casework.dossiers.rules import channels, codes
from motcua.casework.dossiers.states import State
from motcua.reference.organisations import queries as organisations
from motcua.reference.organisations.models import Organisation
from motcua.reference.procedures import queries as procedures
from motcua.reference.procedures.definition import answers as forms
from motcua.reference.procedures.models import ProcedureVersion
from motcua.spine import secrecy
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import Refusal
from motcua.spine.journal import operations as journal
from motcua.spine.numbering.operations import next_number

TOKEN_BYTES = (
    16  # 128 bits: TT 01/2018, Điều 16 lets it show code and stage, so it must not be guessed.
)


class NotFileable(Refusal):
    code = "procedure_not_fileable"
    message_vi = (
        "Thủ tục này chưa đủ thông tin để tiếp nhận. Hỏi trung tâm phục vụ hành chính công."
    )
    message_en = "This procedure is not complete enough to be filed. Ask the service centre."


class KeyReused(Refusal):
    code = "key_reused"
    http_status = 422
    message_vi = "Khóa gửi này đã dùng cho một hồ sơ khác. Mở tờ khai mới rồi gửi lại."
    message_en = "This submission key was used for another dossier. Open a new form and send again."


class AnswersWrong(Refusal):
    """Carries every problem, so that a page can show each beside its question."""

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


@transaction.atomic
def submit(filing: Filing, *, actor: Actor, at: datetime) -> Dossier:
    """Take a request in, once. The same key with the same content returns the same dossier.

    :raises KeyReused: the key came with other content before.
    :raises NotFileable: the procedure is not complete enough, or not in force that day.
    :raises AnswersWrong: the form has problems; it carries all of them.
    :raises NotACentre: the receiving or returning place takes no dossiers in.
    """
    submission, twin = _claim_key(filing, actor=actor)
    if twin is not None:
        return twin
    today = local_date(at)
    version = _version(filing, at=at)
    definition = queries.definition_of(version)
    kept = forms.canonical(definition, filing.answers)
    problems = forms.check_answers(definition, kept, on=today)
    if problems:
        raise AnswersWrong(problems)
    places = organisations.by_codes(
        [filing.receiving, filing.resolving, filing.returning or filing.receiving]
    )
    receiving, resolving = _centre(places, filing.receiving), _unit(places, filing.resolving)
    returning = _centre(places, filing.returning or filing.receiving)
    series = codes.day_series(agency=receiving.code, on=today)
    number = next_number(series=series, year=today.year)
    salt = secrecy.new_salt()
    dossier = Dossier.objects.create(
        code=codes.dossier_code(agency=receiving.code, on=today, number=number),
        token=secrets.token_urlsafe(TOKEN_BYTES),
        procedure_version=version,
        channel=channels.channel_of(place=filing.place, roles=actor.roles),
        receiving=receiving,
        resolving=resolving,
        returning=returning,
        account_id=filing.account_id,
        filed_by=actor.id,
        answers=json.dumps(kept, ensure_ascii=False),
        salt=salt,
        state=State.SUBMITTED,
        unit=receiving,
        submitted_at=at,
    )
    _add_parts(dossier, filing, at=at)
    Submission.objects.filter(pk=submission.pk).update(dossier=dossier)
    submitted = DossierSubmitted(
        procedure=version.procedure.subject.removeprefix("procedure:"),
        version=version.number,
        channel=dossier.channel,
        receiving=receiving.code,
        resolving=resolving.code,
        returning=returning.code,
        account=filing.account_id,
        content=secrecy.commitment(filing.content(), salt=salt),
    )
    journal.record(submitted, subject=dossier.subject, actor=actor, at=at)
    return dossier


def _claim_key(filing: Filing, *, actor: Actor) -> tuple[Submission, Dossier | None]:
    """Insert first: a twin waits here until the first commits, then reads its dossier."""
    wanted = Submission(scope=actor.id, key=filing.key, content_hash=filing.content_hash())
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
    except IntegrityError:
        earlier = Submission.objects.select_related("dossier").get(scope=actor.id, key=filing.key)
        if earlier.content_hash != wanted.content_hash:
            raise KeyReused() from None
        return earlier, earlier.dossier
    return wanted, None


def _version(filing: Filing, *, at: datetime) -> ProcedureVersion:
    procedure = procedures.procedure_of(jurisdiction=filing.jurisdiction, key=filing.procedure)
    version = procedures.version_on(procedure, on=local_date(at))
    if version is None or not procedures.is_fileable(version, on=local_date(at)):
        raise NotFileable()
    return version


def _centre(places: dict[str, Organisation], code: str) -> Organisation:
    unit = _unit(places, code)
    if not unit.kind.receives_dossiers:
        raise NotACentre()
    return unit


def _unit(places: dict[str, Organisation], code: str) -> Organisation:
    if code not in places:
        raise NotACentre()
    return places[code]


def _add_parts(dossier: Dossier, filing: Filing, *, at: datetime) -> None:
    parties = [_party(dossier, Party.APPLICANT, filing.applicant)]
    if filing.representative is not None:
        parties.append(_party(dossier, Party.REPRESENTATIVE, filing.representative))
    Party.objects.bulk_create(parties)
    Paper.objects.bulk_create(
        Paper(
            dossier=dossier,
            component=paper.component,
            fulfilment=paper.fulfilment,
            document_hash=paper.document_hash,
            handed_in_at=at,
        )
        for paper in filing.papers
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
