"""The pretend portal's pages: file, see progress, hand in what was asked for."""

import secrets
from collections.abc import Mapping
from html import escape
from typing import Any

from motcua.connectors.sandbox.frame import pages as frame
from motcua.connectors.sandbox.frame.serving import Request
from motcua.connectors.sandbox.national_portal import catalogue, words
from motcua.connectors.sandbox.national_portal.registry import Kept, Registry, vietnam_now

SHOWN_MAX = 20


def home(
    request: Request,
    registry: Registry,
    *,
    form: Mapping[str, str] | None = None,
    problem: str = "",
) -> str:
    say, given = words.of(request.language), form or {}
    rows = "".join(_row(request, one) for one in reversed(registry.all()[-SHOWN_MAX:]))
    listed = f'<ol class="list">{rows}</ol>' if rows else f"<p>{say['none']}</p>"
    wrong = f'<p class="error" role="alert">{escape(problem)}</p>' if problem else ""
    content = (
        f"{wrong}{_filing(request, say, given)}"
        f'<h2>{say["find"]}</h2><form action="/dossier">'
        f'<label for="code">{say["find_code"]}</label>'
        f'<input type="hidden" name="lang" value="{request.language}">'
        f'<input id="code" name="code" autocomplete="off" required>'
        f'<p class="acts"><button>{say["find"]}</button></p></form>'
        f"<h2>{say['latest']}</h2>{listed}"
    )
    return _whole(request, say["home"], content)


def _filing(request: Request, say: Mapping[str, str], given: Mapping[str, str]) -> str:
    def field(name: str, *, more: str = "", label: str = "") -> str:
        value = escape(given.get(name, ""))
        called = f"{say[name]}{label}"
        return (
            f'<label for="{name}">{called}</label>'
            f'<input id="{name}" name="{name}" value="{value}" {more}>'
        )

    listed = "".join(
        f'<option value="{escape(one.code)}">{escape(one.name)}</option>'
        for one in catalogue.procedures()
    )
    chosen = given.get("centre", "")
    places = "".join(
        f'<option value="{escape(one.code)}"{" selected" * (one.code == chosen)}>'
        f"{escape(one.name)}</option>"
        for one in catalogue.centres(vietnam_now().date())
    )
    return (
        f'<form method="post" enctype="multipart/form-data"'
        f' action="/file?lang={request.language}">'
        f'<input type="hidden" name="once" value="{secrets.token_urlsafe(12)}">'
        + field("procedure", more='list="procedures" required aria-describedby="procedure-help"')
        + f'<p class="soft" id="procedure-help">{say["procedure_help"]}</p>'
        f'<datalist id="procedures">{listed}</datalist>'
        f'<label for="centre">{say["centre"]}</label>'
        f'<select id="centre" name="centre" required>{places}</select>'
        + field("name", more='required maxlength="250"')
        + field("number", more='inputmode="numeric"', label=f" ({say['optional']})")
        + field("phone", more='inputmode="tel" required')
        + f'<label for="text">{say["text"]}</label><textarea id="text" name="text" required'
        f' maxlength="1000">{escape(given.get("text", ""))}</textarea>'
        + _file_field(say, "other", say["files"], more="multiple")
        + f'<p class="acts"><button class="main">{say["send"]}</button></p></form>'
    )


def _file_field(say: Mapping[str, str], name: str, label: str, *, more: str = "") -> str:
    return (
        f'<label for="file-{escape(name)}">{escape(label)} ({say["file_kinds"]})</label>'
        f'<input type="file" id="file-{escape(name)}" name="{escape(name)}"'
        f' accept=".pdf,.jpg,.jpeg,.png" {more}>'
    )


def _files(say: Mapping[str, str], kept: Kept) -> str:
    rows = "".join(f"<li>{escape(one['TenTepDinhKem'])}</li>" for one in kept.files)
    return f"<h2>{say['files_given']}</h2><ul>{rows}</ul>" if rows else ""


def dossier(request: Request, kept: Kept) -> str:
    say, block = words.of(request.language), kept.block
    lines = [
        (say["status"], words.status(str(block["TrangThaiHoSo"]), request.language)),
        (say["procedure"], block["TenTTHC"]),
        (say["name"], block["ChuHoSo"]),
        (say["filed"], _moment(block.get("NgayNopHoSo", ""))),
        (say["received"], _moment(block.get("NgayTiepNhan", ""))),
        (say["due"], _moment(block.get("NgayHenTra", ""))),
        (say["here"], block.get("GhiChu", "")),
    ]
    facts = "".join(f"<dt>{name}</dt><dd>{escape(said)}</dd>" for name, said in lines if said)
    content = (
        f"{_standing(say, kept)}<dl>{facts}</dl>{_asked(request, say, kept)}"
        f"{_files(say, kept)}{_results(say, block)}"
        f"<h2>{say['progress']}</h2>{_steps(request, say, kept)}"
    )
    return _whole(request, block["MaHoSo"], content)


def open_request(kept: Kept) -> dict[str, Any] | None:
    """Return what is asked for and not handed in yet."""
    asked = kept.block.get("DanhSachHoSoBoSung") or []
    return next((dict(one) for one in asked if not one["NgayTiepNhanBoSung"]), None)


def unknown(request: Request) -> str:
    say = words.of(request.language)
    return _whole(request, say["unknown"], f"<p>{say['unknown_help']}</p>")


def _standing(say: Mapping[str, str], kept: Kept) -> str:
    if kept.problem:
        return f'<p class="error" role="alert">{say["problem"]} {escape(kept.problem)}</p>'
    if kept.is_reported:
        return f"<p>{say['reported']}</p>"
    return "" if "filed" in kept.heard else f"<p>{say['waiting']}</p>"


def _asked(request: Request, say: Mapping[str, str], kept: Kept) -> str:
    asked = open_request(kept)
    if asked is None or str(kept.block["TrangThaiHoSo"]) != "5":
        return ""
    title = f"<h2>{say['supplement']}</h2><p class='text'>{escape(asked['NoiDungBoSung'])}</p>"
    if asked["HoSoBoSungId"] in kept.heard:
        return f"{title}<p>{say['answered']}</p>"
    papers = "".join(
        f"<li>{escape(one['TenGiayTo'])}</li>" for one in asked["DanhSachGiayToBoSung"]
    )
    fields = "".join(
        _file_field(say, one["MaThanhPhanHoSo"], one["TenGiayTo"])
        for one in asked["DanhSachGiayToBoSung"]
    )
    if kept.is_reported:
        return f"{title}<p>{say['papers']}</p><ul>{papers}</ul><p>{say['answer_there']}</p>"
    return (
        f"{title}<p>{say['papers']}</p><ul>{papers}</ul>"
        f'<form method="post" enctype="multipart/form-data"'
        f' action="/answer?lang={request.language}">'
        f'<input type="hidden" name="code" value="{escape(kept.block["MaHoSo"])}">'
        f'<input type="hidden" name="request" value="{escape(asked["HoSoBoSungId"])}">'
        f'{fields}<label for="text">{say["answer_text"]}</label>'
        f'<textarea id="text" name="text" maxlength="1000"></textarea>'
        f'<p class="acts"><button class="main">{say["answer"]}</button></p></form>'
    )


def _results(say: Mapping[str, str], block: Mapping[str, Any]) -> str:
    rows = "".join(
        f'<li><a href="{escape(one["DuongDanTepTinKetQua"])}">{escape(one["TenGiayTo"])}</a>'
        f" {escape(one['MaGiayToKetQua'])}</li>"
        for one in block.get("DanhSachGiayToKetQua") or []
    )
    return f'<h2>{say["results"]}</h2><ol class="list">{rows}</ol>' if rows else ""


def _steps(request: Request, say: Mapping[str, str], kept: Kept) -> str:
    rows = "".join(
        f"<li>{escape(words.status(str(one['TrangThai']), request.language))}"
        f'<p class="soft">{_moment(one["ThoiDiemXuLy"])} · {escape(one["PhongBanXuLy"])}</p></li>'
        for one in kept.told
    )
    return f'<ol class="list">{rows}</ol>' if rows else f"<p>{say['none']}</p>"


def _row(request: Request, kept: Kept) -> str:
    block = kept.block
    origin = f" · {words.of(request.language)['from_province']}" if kept.is_reported else ""
    address = f"/dossier?code={escape(block['MaHoSo'])}&amp;lang={request.language}"
    status = words.status(str(block["TrangThaiHoSo"]), request.language)
    return (
        f'<li><a href="{address}">{escape(block["MaHoSo"])}</a> <b>{status}</b>'
        f'<p class="soft">{_moment(block["NgayNopHoSo"])} · {escape(block["TenTTHC"])}{origin}'
        "</p></li>"
    )


def _moment(text: str) -> str:
    day = f"{text[6:8]}/{text[4:6]}/{text[:4]}"
    return f"{text[8:10]}:{text[10:12]} {day}" if text else ""


def _whole(request: Request, title: str, content: str) -> str:
    say = words.of(request.language)
    return frame.whole(
        request, system=say["system"], pretend=say["pretend"], title=title, content=content
    )
