"""What goes in and out. The OpenAPI document is made from these; a model says what is kept."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, StringConstraints

BIGINT_MAX = 2**63 - 1


# One moment is one text: in UTC, whether it comes from the clock or from the database.
Moment = Annotated[datetime, AfterValidator(lambda at: at.astimezone(UTC))]
# fmt: off
Name           = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1,
                                                  max_length=120)]
Phone          = Annotated[str, StringConstraints(pattern=r"^(0[0-9]{8,10})?$")]
PersonalNumber = Annotated[str, StringConstraints(pattern=r"^([0-9]{9}|[0-9]{12})?$")]
Email          = Annotated[str, StringConstraints(max_length=120, pattern=r"^([^@\s]+@[^@\s]+)?$")]
Address        = Annotated[str, StringConstraints(strip_whitespace=True, max_length=250)]
Code           = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
Word           = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,80}$")]
DocumentNumber = Annotated[int, Field(ge=1, le=BIGINT_MAX, strict=True)]
# fmt: on


class Given(BaseModel):
    """What comes in: nothing that is not named here is taken, nothing is guessed."""

    model_config = ConfigDict(extra="forbid")


class PartyIn(Given):
    """A person as the dossier names them."""

    full_name: Name = Field(examples=["Lê Văn Dũng"])
    personal_number: PersonalNumber = Field("", examples=["080090001234"])
    phone: Phone = Field("", examples=["0909123456"])
    email: Email = ""
    address: Address = ""


class PaperIn(Given):
    """A component handed in; `document` is the number an upload returned."""

    component: Word = Field(examples=["birth_paper"])
    fulfilment: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,10}$")] = "upload"
    document: DocumentNumber | None = None


class DossierIn(Given):
    """One request. Channel and filer are not here: they follow from the key."""

    jurisdiction: Word = Field("national", examples=["national"])
    procedure: Word = Field(description="Its `key` in the catalogue.")
    receiving: Code = Field(examples=["H80.88.01"])
    resolving: Code = Field(examples=["H80.88"])
    returning: Code | None = None
    answers: dict[str, Any] = Field(description="By code of the question, as the form says.")
    applicant: PartyIn
    representative: PartyIn | None = None
    papers: Annotated[list[PaperIn], Field(max_length=60)] = []
    result_way: Literal["desk", "post", "online"] = "desk"


class ProblemOut(BaseModel):
    field: str
    message_vi: str
    message_en: str


class ErrorBody(BaseModel):
    """`code` is for programs and never changes; the sentences are for people and may."""

    code: str
    message_vi: str
    message_en: str
    problems: list[ProblemOut]


class ErrorOut(BaseModel):
    error: ErrorBody


class Calls(BaseModel):
    minute: int
    minute_max: int
    day: int
    day_max: int


class KeyOut(BaseModel):
    account: str
    key: str
    unit: str
    place: str
    scopes: list[str]
    calls: Calls


class ProcedureLine(BaseModel):
    """None and "" mean that nobody knows."""

    jurisdiction: str
    key: str
    name_vi: str
    name_en: str
    field: str
    service_level: str
    limit_value: float | None
    limit_unit: str
    fee_vnd: int | None
    is_published: bool


class ProceduresOut(BaseModel):
    total: int
    page: int
    pages: int
    understood_as: str
    procedures: list[ProcedureLine]


class ProcedureOut(BaseModel):
    """`form`, `papers` and the rest are in the grammar of docs/formats/procedures.md."""

    jurisdiction: str
    key: str
    name_vi: str
    name_en: str
    can_be_filed: bool
    is_published: bool
    version: int
    in_force_from: date | None
    seen_on: date | None
    missing_vi: list[str]
    form: list[dict[str, Any]] = Field(description="Sections with their questions.")
    papers: list[dict[str, Any]]
    fees: list[dict[str, Any]]
    time_limits: list[dict[str, Any]]
    results: list[dict[str, Any]]


class PlaceOut(BaseModel):
    """Where it may be handed in, and who then resolves it."""

    receiving: str
    receiving_vi: str
    resolving: str
    resolving_vi: str


class PlacesOut(BaseModel):
    places: list[PlaceOut]


class DocumentOut(BaseModel):
    document: int
    sha256: str
    media_type: str
    size_bytes: int
    pages: int | None


class SubmittedOut(BaseModel):
    code: str
    state: str
    channel: str
    submitted_at: Moment
    tracking_url: str


class FeeOut(BaseModel):
    charge: int
    due: str
    amount_vnd: int
    is_paid: bool


class DossierLine(BaseModel):
    code: str
    procedure_vi: str
    procedure_en: str
    applicant: str
    state: str
    state_vi: str
    state_en: str
    step_vi: str
    step_en: str
    unit_vi: str
    channel: str
    submitted_at: Moment
    due_at: Moment | None
    due_state: str


class DossierOut(DossierLine):
    fees: list[FeeOut]
    asked_papers: list[str]
    answer_until: date | None


class DossiersOut(BaseModel):
    """A page. `after` asks for the next one; "" says there is none."""

    dossiers: list[DossierLine]
    after: str


class MomentOut(BaseModel):
    kind: str
    at: Moment
    words: str
    who: str
    unit: str


class TimelineOut(BaseModel):
    code: str
    moments: list[MomentOut]


class WebhookIn(Given):
    url: Annotated[str, StringConstraints(max_length=500)] = Field(
        examples=["https://example.org/motcua"]
    )
    kinds: Annotated[
        list[Annotated[str, StringConstraints(max_length=40)]], Field(min_length=1, max_length=20)
    ] = Field(examples=[["dossier.received"]])


class WebhookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    webhook: int = Field(validation_alias=AliasChoices("pk", "webhook"))
    url: str
    kinds: list[str]
    subscribed_at: Moment


class NewWebhookOut(WebhookOut):
    secret: str = Field(description="Told only now.")


class WebhooksOut(BaseModel):
    webhooks: list[WebhookOut]
