"""The acknowledgement, form 01, to print at once; the signed PDF follows."""

import json
from collections.abc import Mapping
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.casework.dossiers.queries import papers, tracking
from motcua.interfaces.desk.queue import officer
from motcua.interfaces.session import actor_of
from motcua.spine.errors import NotFound

FORM = "01"


@require_safe
@officer
def acknowledgement(request: HttpRequest, code: str) -> HttpResponse:
    """Show the latest acknowledgement of a dossier as it is printed on A5."""
    actor = actor_of(request)
    issued = [one for one in papers.of(code=code, actor=actor) if one.form == FORM]
    if not issued:
        raise NotFound()
    slip = papers.slip_for(code=code, slip_id=issued[-1].number, actor=actor)
    address = settings.MOTCUA_URL + tracking.path_of(slip.dossier)
    printed = _as_printed(json.loads(slip.said), address)
    context = {"code": code, "slip": printed, "number": slip.pk}
    return render(request, "desk/acknowledgement.html", context)


def _as_printed(said: Mapping[str, Any], address: str) -> dict[str, Any]:
    """Return what the slip says, as the look's component prints it. A legal paper is Vietnamese."""
    rows = [
        ("Tiếp nhận hồ sơ của", said["applicant_name"]),
        ("Địa chỉ", said.get("address", "")),
        ("Điện thoại", said.get("phone", "")),
        ("Nội dung", said["content"]),
        ("Nhận đủ hồ sơ", said["received"]),
        ("Thời hạn", said["time_limit"]),
        ("Hẹn trả kết quả", said["due"]),
        ("Nhận kết quả", said["return_place"]),
        ("Phí, lệ phí", said.get("fee", "")),
    ]
    return {
        "authority": said.get("issuer_parent", ""),
        "centre": said["issuer"],
        "number": said["number"],
        "place_and_day": f"{said['place']}, {said['day']}",
        "code": said["code"],
        "qr": segno.make(address, error="m").svg_data_uri(scale=3, border=2),
        "rows": [(label, text) for label, text in rows if text],
        "papers": [f"{one['name']} ({one.get('form', '')})" for one in said["components"]],
        "explanation": "",
        "applicant": said["applicant_name"],
        "officer": said["receiver_name"],
        "signed": "",
    }
