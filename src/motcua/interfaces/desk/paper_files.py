"""Fetching the file of a paper once more from where it was filed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from motcua.casework.dossiers.operations import awaited_files
from motcua.interfaces.desk.queue import officer
from motcua.interfaces.session import actor_of
from motcua.spine import clock


@require_POST
@officer
def fetch_again(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Fetch a file once more from where it was filed."""
    awaited_files.ask_again(code=code, paper_id=number, actor=actor_of(request), at=clock.now())
    messages.success(request, _("Đã yêu cầu lấy lại tệp. Tệp về thì hiện ở mục Giấy tờ."))
    return redirect("desk:dossier", code=code)
