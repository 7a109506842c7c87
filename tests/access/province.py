"""A small province in which every personal field of every person holds a word of its own.

`Zqmarka4` is the fourth field of the people of commune a, `Zqmarkb4` of commune b, `Zqmarks1` of
officers: whoever sees one in an answer knows whose data it is, and from which field.
"""

import hashlib
import io
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fido2.cose import ES256
from fido2.webauthn import AttestedCredentialData

from motcua.capabilities.documents import storage
from motcua.capabilities.documents.models import Document
from motcua.capabilities.notifications import operations as notifications
from motcua.capabilities.notifications.operations import Recipient
from motcua.capabilities.payments.tests import world as payments
from motcua.casework.coordination.models import Chain, Leg
from motcua.casework.coordination.operations import consultations, legs
from motcua.casework.coordination.queries import pieces
from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier, DossierCharge, DraftPaper, Paper, Slip
from motcua.casework.dossiers.operations import (
    control,
    drafts,
    intake,
    reception,
    results,
    settlement,
)
from motcua.casework.dossiers.operations.filing import Filing, PaperGiven, PartyGiven
from motcua.casework.dossiers.rules import result_texts
from motcua.casework.dossiers.rules.channels import Place
from motcua.casework.dossiers.testing import CENTRE, COMMITTEE, ELSEWHERE, MONDAY, OFFICE
from motcua.casework.webhooks.models import Webhook
from motcua.measurement.facts import operations as facts
from motcua.reference.people import testing as people
from motcua.reference.people.models import Account, Passkey, Post
from motcua.reference.people.operations import api_keys
from motcua.reference.people.operations.api_keys import NewKey
from motcua.reference.people.roles import SCOPES
from motcua.reference.procedures.models import Agency, Loading, ProcedureVersion
from motcua.reference.workflows import operations as workflows
from motcua.reference.workflows import queries
from motcua.reference.workflows.definition.reading import FOLDER
from motcua.spine import clock
from motcua.spine.actors import SYSTEM, Actor
from motcua.spine.dates import local_date
from motcua.spine.journal.models import Delivery, Entry

MARK = re.compile(r"zqmark([abs])(\d\d?)|09077701(1|2|3)\d|08009077701(1|2|3)", re.IGNORECASE)
SIDES = {"1": "a", "2": "b", "3": "s"}
PLACES = {"a": (CENTRE, COMMITTEE, OFFICE), "b": (ELSEWHERE, "H80.40", "H80.40")}
POINT = {1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32}
A_CREDENTIAL = bytes(AttestedCredentialData.create(b"\0" * 16, b"id", ES256(POINT)))
ADMINISTRATOR = Actor(id="1", roles=frozenset({"administrator"}))
MISSING: dict[str, Any] = {
    "code": "H80.88.01-000000-0000", "key": "y" * 22, "number": 999_999_999, "charge_id": 999_999,
    "account_id": 999_999, "post_id": 999_999, "key_id": 999_999, "delivery_id": 999_999,
    "version_id": 999_999, "agency_id": 999_999, "loading_id": 999_999, "passkey_id": 999_999,
    "webhook": 999_999, "webhook_id": 999_999, "token": "y" * 22, "handle": UUID(int=7),
    "jurisdiction": "national",
}  # fmt: skip


@dataclass
class Side:
    """A commune: its citizen, its officers, and what belongs to them."""

    letter: str
    citizen: Account
    officers: dict[str, Account]
    subjects: set[str]
    objects: dict[str, dict[str, Any]]
    # What the other side was asked by mistake: recalled, it is a stranger's like anything else.
    recalled: dict[str, dict[str, Any]]


@dataclass
class Province:
    a: Side
    b: Side
    others: dict[str, Account]
    key: str
    objects: dict[str, dict[str, Any]]


def marks_in(text: str) -> set[tuple[str, str]]:
    """Return whose data stand in a text: (side, field)."""
    found = set()
    for match in MARK.finditer(text):
        side = match[1] or SIDES[match[3] or match[4]]
        found.add((side.lower(), match[2] or ("phone" if match[3] else "number")))
    return found


def province() -> Province:
    testing.world()
    a, b = _side("a", "1"), _side("b", "2")
    others = {
        role: _officer(role, "H80.88")
        for role in ("catalogue_keeper", "administrator", "operator", "inspector")
    }
    now = clock.now()
    ours, _theirs = (_a_key(f"machine.{side.letter}", side, at=now) for side in (a, b))
    facts.follow(now)
    return Province(a=a, b=b, others=others, key=ours.secret, objects=_things(a, ours.key.pk))


def _a_key(login: str, side: Side, *, at: datetime) -> NewKey:
    """Give software of this commune a key, and have it called somewhere."""
    made = api_keys.issue(
        login=login, label="x", scopes=sorted(SCOPES), organisation=PLACES[side.letter][1],
        place="web", expires_on=at.date().replace(year=at.year + 1), actor=ADMINISTRATOR, at=at,
    )  # fmt: skip
    webhook = Webhook.objects.create(
        key=made.key, url="https://example.org/", kinds=["dossier.received"], secret="whsec_x",
        subscribed_at=MONDAY,
    )  # fmt: skip
    side.objects["webhook"] = {"webhook": webhook.pk}
    return made


def _side(letter: str, digit: str) -> Side:
    centre, committee, office = PLACES[letter]
    citizen = people.citizen(name=f"Lê Zqmark{letter}1 Dũng")
    _personal(citizen, letter, digit)
    places = {"reception": centre, "handler": office, "head": committee, "clerk": committee}
    officers = {role: _officer(role, unit) for role, unit in places.items()}
    officers["leader"] = _officer("leader", committee)
    me = _actor(citizen, "applicant")
    filed = intake.submit(_filing(letter, digit, citizen, a_file(me, letter)), actor=me, at=MONDAY)
    taken = _actor(officers["reception"], "reception", centre)
    reception.receive(code=filed.code, actor=taken, at=clock.now())
    waiting = intake.submit(
        replace(_filing(letter, digit, citizen, a_file(me, letter)), key="k2"),
        actor=me, at=clock.now(),
    )  # fmt: skip
    reception.ask_supplement(
        code=waiting.code, components=["birth_paper"], reason=f"Thiếu Zqmark{letter}7",
        actor=taken, at=clock.now(),
    )  # fmt: skip
    handler = _actor(officers["handler"], "handler", office)
    _drafted(filed, handler, letter)
    consultations.consult(
        code=filed.code, question=f"Có phải Zqmark{letter}1 không?", outside="police",
        answer_by=clock.now() + timedelta(days=5), papers=["birth_paper"], actor=handler,
        at=clock.now(),
    )  # fmt: skip
    subjects = {filed.subject, waiting.subject, citizen.subject}
    objects = _belongings(filed, citizen, me, letter)
    objects["register"] = {"number": _register(taken, me, letter)}
    recalled = _recalled(filed, handler, letter)
    return Side(letter, citizen, officers, subjects, objects, recalled)


def _recalled(dossier: Dossier, leads: Actor, letter: str) -> dict[str, dict[str, Any]]:
    """Ask the other commune about somebody, and take it back."""
    _, wrongly_asked, _ = PLACES["b" if letter == "a" else "a"]
    leg = consultations.consult(
        code=dossier.code, question=f"Có phải Zqmark{letter}1 không?", unit=wrongly_asked,
        answer_by=clock.now() + timedelta(days=5), shows=[*pieces.FIELDS, pieces.ANSWERS],
        papers=["birth_paper"], actor=leads, at=clock.now(),
    )  # fmt: skip
    legs.recall(
        code=dossier.code, number=leg.number, reason="Gửi nhầm cơ quan", actor=leads,
        at=clock.now(),
    )  # fmt: skip
    one = {"code": dossier.code, "number": leg.number}
    paper = Paper.objects.get(dossier=dossier)
    return {"leg": one, "leg_paper": one | {"paper": paper.pk}}


def _personal(account: Account, letter: str, digit: str) -> None:
    person = account.person
    assert person
    person.phone, person.personal_number = f"09077701{digit}0", f"08009077701{digit}"
    person.email, person.address = (
        f"zqmark{letter}2@example.vn",
        f"Ấp 3 Zqmark{letter}3, Xã Mỹ Lệ, Tây Ninh",
    )
    person.save()


def _officer(role: str, unit: str) -> Account:
    account = people.staff(role, unit, name="Trần Zqmarks1 Cán")
    _personal(account, "s", "3")
    return account


def _actor(account: Account, role: str, unit: str = "") -> Actor:
    return Actor(id=str(account.pk), roles=frozenset({role}), organisation=unit)


def _answers(letter: str, digit: str) -> dict[str, object]:
    address = {"province": "Tây Ninh", "commune": "Xã Mỹ Lệ", "detail": f"Ấp Zqmark{letter}3"}
    requester = {
        "full_name": f"Lê Zqmark{letter}1 Dũng", "personal_number": f"08009077701{digit}",
        "date_of_birth": "1990-05-17", "address": address, "phone": f"09077701{digit}0",
    }  # fmt: skip
    said = {"requester": requester, "child_name": f"Lê Zqmark{letter}4 Bông",
            "birth_facility": f"Bệnh viện Zqmark{letter}5", "birth_place": address}  # fmt: skip
    return testing.a_birth() | said


def _filing(letter: str, digit: str, citizen: Account, file: Document) -> Filing:
    centre, committee, _ = PLACES[letter]
    return Filing(
        key=f"k-{letter}", place=Place.WEB, jurisdiction="national",
        procedure=testing.birth_registration().stem, receiving=centre, resolving=committee,
        answers=_answers(letter, digit),
        applicant=PartyGiven(
            full_name=f"Lê Zqmark{letter}1 Dũng", personal_number=f"08009077701{digit}",
            phone=f"09077701{digit}0", email=f"zqmark{letter}2@example.vn",
            address=f"Zqmark{letter}3",
        ),
        papers=(PaperGiven(component="birth_paper", fulfilment="upload", document_id=file.pk),),
        account_id=citizen.pk,
    )  # fmt: skip


def a_file(owner: Actor, letter: str) -> Document:
    """Keep a paper that this account has sent."""
    content = f"%PDF-1.4 giấy chứng sinh Zqmark{letter}8".encode()
    sha256 = hashlib.sha256(content).hexdigest()
    storage.file_store().keep(io.BytesIO(content), sha256=sha256)
    return Document.objects.create(
        sha256=sha256, media_type="application/pdf", size_bytes=len(content), pages=1,
        file_name=f"zqmark{letter}9.pdf", added_by=owner.id, added_at=MONDAY,
    )  # fmt: skip


def _drafted(dossier: Dossier, handler: Actor, letter: str) -> None:
    settlement.take(code=dossier.code, actor=handler, at=clock.now())
    fields = {result_texts.fields()[-1].code: f"Cấp cho Zqmark{letter}6"}
    results.draft(code=dossier.code, fields=fields, actor=handler, at=clock.now())


def _paper_from_outside(dossier: Dossier, paper: Paper) -> None:
    Leg.objects.create(
        chain=Chain.objects.get(dossier=dossier), number=9, step=1, agency="police",
        is_outside=True, organisation=dossier.resolving, state="answered", outcome="agrees",
        started_at=clock.now(), closed_at=clock.now(), document=paper.document,
    )  # fmt: skip


def _belongings(dossier: Dossier, citizen: Account, me: Actor, letter: str) -> dict[str, Any]:
    slip = Slip.objects.filter(dossier=dossier).order_by("id")[0]
    slip.document = a_file(me, letter)
    slip.save(update_fields=["document"])
    paper = Paper.objects.get(dossier=dossier)
    assert paper.document
    charge = payments.a_charge(at=clock.now())
    DossierCharge.objects.create(dossier=dossier, charge=charge, due="result")
    draft = drafts.begin(
        jurisdiction="national", procedure=testing.birth_registration().stem, actor=me,
        at=clock.now(),
    )  # fmt: skip
    drafts.save(key=draft.key, answers=json.loads(dossier.answers), actor=me, at=clock.now())
    DraftPaper.objects.create(
        draft=draft, component="birth_paper", fulfilment="upload", document=paper.document,
        added_at=clock.now(),
    )  # fmt: skip
    person = citizen.person
    assert person
    [notice, *_] = notifications.notify(
        template="dossier_received",
        parameters={"code": dossier.code, "due_on": MONDAY.date()},
        recipient=Recipient(account=str(citizen.pk), phone=person.phone, email=person.email),
        about=dossier.subject, actor=SYSTEM, at=clock.now(),
    )  # fmt: skip
    _paper_from_outside(dossier, paper)
    code = {"code": dossier.code}
    return {
        "dossier": code,
        "leg": code | {"number": 1},
        "leg_paper": code | {"number": 1, "paper": paper.pk},
        "agency_paper": code | {"number": 9},
        "act": code | {"name": "pass"},
        "slip": code | {"number": slip.pk},
        "paper": code | {"number": paper.pk},
        "file": code | {"kind": "handed_in", "number": paper.pk},
        "fee": code | {"charge_id": charge.pk},
        "draft": {"key": draft.key},
        "section": {"key": draft.key, "code": _section(draft.version)},
        "notice": {"number": notice.pk},
        "token": {"token": dossier.token},
    }


def _register(desk: Actor, me: Actor, letter: str) -> int:
    """Issue the book of a centre; its paper says its mark in clear, as no PDF we print does."""
    now = clock.now()
    today = local_date(now)
    register = control.issue_register(since=today, until=today, actor=desk, at=now)
    register.document = a_file(me, letter)
    register.save(update_fields=["document"])
    return register.pk


def _section(version: ProcedureVersion) -> str:
    from motcua.casework.dossiers.queries import access

    return access.definition_of(version).sections[0].code


def _workflow() -> str:
    workflows.load(FOLDER / "workflows.toml", actor=SYSTEM, at=MONDAY)
    return queries.latest()[0].code


def _things(a: Side, key_id: int) -> dict[str, dict[str, Any]]:
    """What belongs to nobody: it is there, or it is not."""
    officer = a.officers["handler"]
    version = ProcedureVersion.objects.order_by("id")[0]
    delivery = Delivery.objects.create(entry=Entry.objects.order_by("id")[0], reaction="x")
    procedure = {"jurisdiction": "national", "key": testing.birth_registration().stem}
    agency = Agency.objects.create(text="Sở thử", text_hash="a" * 64)
    loading = Loading.objects.create(
        file_name="thử.json",
        file_hash="a" * 64,
        loaded_at=MONDAY,
        loaded_by="1",
        act_id=UUID(int=1),
    )
    return {
        "procedure": procedure,
        "agency": {"agency_id": agency.pk},
        "loading": {"loading_id": loading.pk},
        "event": {"code": "sinh-con"},
        "field": {"code": "ho-tich"},
        "version": {"version_id": version.pk},
        "step": {"version_id": version.pk, "number": 1},
        "workflow": {"code": _workflow()},
        "account": {"account_id": officer.pk},
        "post": {"account_id": officer.pk, "post_id": Post.objects.get(account=officer).pk},
        "key": {"key_id": key_id},
        "delivery": {"delivery_id": delivery.pk},
        "unit": {"code": COMMITTEE},
        "outage": {"code": "x"},
        "called": {"webhook_id": a.objects["webhook"]["webhook"]},
    }


def of_an_officer(account: Account) -> dict[str, dict[str, Any]]:
    """Return what belongs to one officer's account, whatever their unit."""
    mine = Passkey.objects.create(
        account=account, credential_id=account.login.encode(), credential=A_CREDENTIAL, label="x",
        added_at=MONDAY,
    )  # fmt: skip
    post = Post.objects.get(account=account)
    return {"own_post": {"post_id": post.pk}, "passkey": {"passkey_id": mine.pk}}
