"""Submit: the one way in, for a citizen's page, the counter, the API and the national portal."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.capabilities.documents import queries as documents
from motcua.capabilities.payments.models import Charge
from motcua.capabilities.payments.queries import charges
from motcua.casework.dossiers.models import Dossier, Submission
from motcua.casework.dossiers.operations import entering, fees
from motcua.casework.dossiers.operations.entering import Case
from motcua.casework.dossiers.operations.filing import Filing, PaperGiven, hash_of
from motcua.casework.dossiers.queries import access, prices
from motcua.casework.dossiers.queries.prices import Price
from motcua.casework.dossiers.rules import channels, excuses
from motcua.casework.dossiers.rules.channels import Place
from motcua.reference.organisations import register
from motcua.reference.organisations.models import Organisation
from motcua.reference.procedures import queries as procedures
from motcua.reference.procedures import standings
from motcua.reference.procedures.definition import answers as forms
from motcua.reference.procedures.models import Handling, Procedure, ProcedureVersion
from motcua.spine import statements
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound, Refusal

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
    twin = Submission(scope=actor.id, key=filing.key, content_hash=hash_of(content))
    asked = _asked(twin)
    if asked.is_known:
        return _earlier(twin)
    case = _checked(filing, asked, actor=actor, at=at)
    if case.filing is not filing:
        content = case.filing.content()
    # Where nothing else is owed, the one statement that writes is the transaction.
    with transaction.atomic() if case.owes else nullcontext():
        entered = entering.enter(
            case, twin, dossier_id=asked.dossier_id, content=content, actor=actor, at=at
        )
        if case.owes and entered is None:
            transaction.set_rollback(True)  # What was owed for it is the other's to owe.
    return entered or _earlier(twin)  # Two came at once, and the other was faster.


@dataclass(frozen=True, slots=True)
class _Asked:
    """The id its dossier will have, how references stand, and whether its key is known."""

    dossier_id: int
    units: UUID | None
    catalogue: UUID | None
    is_known: bool


_ASK = f"""
    SELECT nextval('dossiers_dossier_id_seq'), {register.STAMP}, {standings.STAMP},
        EXISTS (SELECT FROM dossiers_submission WHERE scope = %s AND key = %s)
"""  # noqa: S608 - constants


def _asked(twin: Submission) -> _Asked:
    [row] = statements.run(_ASK, [twin.scope, twin.key])
    return _Asked(*row)


def _earlier(twin: Submission) -> Dossier:
    earlier = Submission.objects.select_related("dossier").get(scope=twin.scope, key=twin.key)
    if earlier.content_hash != twin.content_hash:
        raise KeyReused()
    assert earlier.dossier is not None, "A key and its dossier are committed together."
    return earlier.dossier


def _checked(filing: Filing, asked: _Asked, *, actor: Actor, at: datetime) -> Case:
    """Every refusal, before the first change."""
    version = _version(filing, asked, at=at)
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
    units = register.of_stamp(asked.units)
    places = units.of_codes([filing.receiving, filing.resolving, back_at])
    channel = channels.channel_of(place=filing.place, roles=actor.roles)
    price = prices.of_answers(definition, kept, channel=channel)
    return Case(
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


def _version(filing: Filing, asked: _Asked, *, at: datetime) -> ProcedureVersion:
    standing = standings.of_stamp(
        asked.catalogue,
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
