"""Papers asked for are brought to a counter: seen on the desk or scanned, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from motcua.casework.dossiers.operations import applicants
from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.interfaces.desk import file
from motcua.interfaces.desk.asking import answered, get_or_post
from motcua.interfaces.desk.counter import receptionist
from motcua.interfaces.desk.intake_form import Kept, kept_of, take
from motcua.interfaces.look.asking import AskingForm
from motcua.interfaces.session import actor_of
from motcua.spine import clock
from motcua.spine.actors import Actor


class BroughtForm(AskingForm):
    """Carries scans, which stand beside it: what is asked for differs by the request."""

    def is_multipart(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Brought:
    """What lies on the desk of the papers that were asked for, as far as it has come."""

    request: HttpRequest
    components: Sequence[str]
    kept: list[Kept]

    @classmethod
    def of(cls, request: HttpRequest, components: Sequence[str]) -> Self:
        sent = request.POST.getlist("kept")[:60]
        kept = [one for text in sent if (one := kept_of(text)) and one.component in components]
        return cls(request, components, kept)

    @property
    def seen(self) -> frozenset[str]:
        return frozenset(self.request.POST.getlist("seen"))

    def papers(self, actor: Actor) -> list[PaperGiven]:
        """Take in the scans that were chosen now, and return all that is there."""
        for component in self.components:
            if (scan := self.request.FILES.get(f"scan-{component}")) is not None:
                self.kept.append(take(component, scan, actor))
        scanned = {one.component for one in self.kept}
        papers = [
            PaperGiven(component=one.component, fulfilment="scan", document_id=one.document_id)
            for one in self.kept
        ]
        on_desk = [code for code in self.components if code in self.seen - scanned]
        return papers + [PaperGiven(component=code, fulfilment="seen") for code in on_desk]

    def row(self, component: Any) -> dict[str, Any]:
        """Return how the page asks for one paper."""
        scans = sum(1 for one in self.kept if one.component == component.code)
        is_seen = component.code in self.seen
        return {"component": component, "is_seen": is_seen, "scans": scans, "is_optional": False}


@get_or_post
@receptionist
def complete(request: HttpRequest, code: str) -> HttpResponse:
    """Take in at the counter all that was asked for; the desk looks at the dossier again."""
    actor = actor_of(request)
    shown = file.of(code, actor=actor, at=clock.now())
    if shown.open_request is None:
        return redirect("desk:dossier", code)
    brought = Brought.of(request, shown.open_request.components)
    asked = [one for one in shown.sheet.definition.components if one.code in brought.components]
    return answered(
        request,
        "complete",
        shown,
        BroughtForm.of(request),
        lambda: applicants.complete(
            code=code, papers=brought.papers(actor), actor=actor, at=clock.now()
        ),
        _("Đã nhận bổ sung; hồ sơ chờ xem lại ở bộ phận một cửa."),
        brought=brought,
        papers=map(brought.row, asked),
    )
