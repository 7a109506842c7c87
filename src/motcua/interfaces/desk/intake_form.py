"""What a counter takes in for somebody who stands there: form, papers, and how they leave."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from motcua.capabilities.documents import operations as documents
from motcua.casework.dossiers.operations import intake
from motcua.casework.dossiers.operations.filing import Filing, PaperGiven, PartyGiven
from motcua.casework.dossiers.queries import blanks
from motcua.casework.dossiers.queries.blanks import Blank
from motcua.casework.dossiers.rules import prefill
from motcua.casework.dossiers.rules.channels import Place
from motcua.interfaces.desk.file import language
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.look.eform import sent
from motcua.interfaces.look.writing import in_language
from motcua.interfaces.session import actor_of
from motcua.spine import clock
from motcua.spine.actors import Actor

KEY_BYTES = 16
_KEPT = re.compile(r"^([\w.-]{1,80}):(\d{1,18}):([0-9a-f]{64})$")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file this officer has scanned already; the page carries it until the dossier is filed."""

    component: str
    document_id: int
    sha256: str

    @property
    def value(self) -> str:
        return f"{self.component}:{self.document_id}:{self.sha256}"


class IntakeForm(AskingForm):
    """The parts that every procedure asks at a counter; the e-form stands beside it."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    place = forms.ChoiceField(label=_("Cơ quan giải quyết"))
    full_name = forms.CharField(
        label=_("Họ và tên người nộp"),
        max_length=120,
        error_messages={"required": _("Chưa có tên. Ghi họ tên người đang đứng ở quầy.")},
    )
    phone = forms.CharField(label=_("Số điện thoại, nếu có"), max_length=20, required=False)
    result_way = forms.ChoiceField(
        label=_("Nhận kết quả"),
        widget=forms.RadioSelect,
        choices=[
            ("desk", _("Tại quầy")),
            ("post", _("Qua bưu chính")),
            ("online", _("Bản điện tử")),
        ],
    )

    def __init__(self, *args: Any, blank: Blank, asks_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.choices = [
            (one.key, in_language(one.resolving, "name", language())[0]) for one in blank.places
        ]
        if not asks_name:
            del self.fields["full_name"], self.fields["phone"]


class NumberForm(AskingForm):
    """The number a person says at the counter."""

    so = forms.CharField(required=False)


@dataclass(frozen=True, slots=True)
class Intake:
    """One request at the counter, as far as it has come."""

    request: HttpRequest
    blank: Blank
    form: IntakeForm
    answers: Mapping[str, Any]
    kept: list[Kept]

    @classmethod
    def of(cls, request: HttpRequest, blank: Blank) -> Self:
        answers: dict[str, Any] = {}
        if request.method == "POST":
            for section in blank.definition.sections:
                answers |= sent.of_section(section, request.POST)
        form = IntakeForm.of(request, **_first(blank))
        kept = [one for text in request.POST.getlist("kept")[:60] if (one := kept_of(text))]
        return cls(request, blank, form, answers, kept)

    @classmethod
    def filled(cls, request: HttpRequest, blank: Blank, known: Mapping[str, Any]) -> Self:
        """Return an empty form in which stands what is known of a person."""
        return cls(request, blank, IntakeForm(**_first(blank)), known, [])

    @property
    def seen(self) -> frozenset[str]:
        """The components whose originals the officer has seen on the desk."""
        return frozenset(self.request.POST.getlist("seen"))

    def submit(self) -> Any:
        """File it in the person's name; sending it twice files it once."""
        actor, files = actor_of(self.request), self.request.FILES
        for component in self.components:
            if (file := files.get(f"scan-{component}")) is not None:
                self.kept.append(take(component, file, actor))
        return intake.submit(self._filing(), actor=actor, at=clock.now())

    @property
    def components(self) -> list[str]:
        return [one.code for one in self.blank.definition.components]

    def _filing(self) -> Filing:
        said, applicant = self.form.cleaned_data, self._applicant()
        receiving, _bar, resolving = said["place"].partition("|")
        return Filing(
            key=said["key"],
            place=Place.COUNTER,
            jurisdiction=self.blank.jurisdiction,
            procedure=self.blank.key,
            receiving=receiving,
            resolving=resolving,
            answers=self._answers_with_files(),
            applicant=applicant,
            papers=tuple(self._papers()),
            account_id=blanks.account_of(
                personal_number=applicant.personal_number, full_name=applicant.full_name
            )
            if applicant.personal_number
            else None,
            result_way=said["result_way"],
        )

    def _applicant(self) -> PartyGiven:
        said = prefill.applicant_of(self.blank.definition, self.answers)
        data = self.form.cleaned_data
        return PartyGiven(
            full_name=said.get("full_name") or data.get("full_name", ""),
            personal_number=said.get("personal_number", ""),
            phone=said.get("phone") or data.get("phone", ""),
            email=said.get("email", ""),
            address=prefill.address_in_words(said.get("address")),
        )

    def _answers_with_files(self) -> dict[str, Any]:
        """A file question is answered by the scans of its component."""
        there: dict[str, list[str]] = {}
        for one in self.kept:
            there.setdefault(one.component, []).append(one.sha256)
        filed = {
            field.code: there[field.component or field.code]
            for field in self.blank.definition.fields
            if field.type == "file" and (field.component or field.code) in there
        }
        return {**self.answers, **filed}

    def _papers(self) -> list[PaperGiven]:
        scanned = {one.component for one in self.kept}
        papers = [
            PaperGiven(component=one.component, fulfilment="scan", document_id=one.document_id)
            for one in self.kept
        ]
        on_desk = [code for code in self.components if code in self.seen - scanned]
        return papers + [PaperGiven(component=code, fulfilment="seen") for code in on_desk]


def _first(blank: Blank) -> dict[str, Any]:
    first = blank.places[0].key if blank.places else ""
    initial = {"key": secrets.token_urlsafe(KEY_BYTES), "place": first, "result_way": "desk"}
    return {"blank": blank, "asks_name": not _names_applicant(blank), "initial": initial}


def _names_applicant(blank: Blank) -> bool:
    return any(
        one.type == "person" and one.prefill == "identity" for one in blank.definition.fields
    )


def take(component: str, file: Any, actor: Actor) -> Kept:
    """Take in a scan of a paper that lies on the desk."""
    document = documents.accept_upload(file, file_name=file.name, actor=actor, now=clock.now)
    return Kept(component, document.pk, document.sha256)


def kept_of(text: str) -> Kept | None:
    """Return the scan that the page carried along, if that is what the text says."""
    found = _KEPT.match(text)
    return Kept(found[1], int(found[2]), found[3]) if found else None
