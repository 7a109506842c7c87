"""What the rules find in all procedures in use and in all lists between agencies."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from motcua.interfaces.catalogue import flow_rows, wording
from motcua.interfaces.catalogue.access import chosen, reads, today
from motcua.interfaces.catalogue.flows import answered
from motcua.interfaces.look import flowchart, paging
from motcua.reference.procedures import lints, office
from motcua.reference.procedures.rules.flow import bpmn, naming
from motcua.reference.procedures.rules.lint.findings import Finding, rules
from motcua.reference.workflows import flows, queries

ROWS = 25


@reads
def findings(request: HttpRequest) -> HttpResponse:
    code = chosen(request.GET.get("loi"), rules())
    counted = lints.counts(on=today())
    wanted = office.Wanted(finding=code or next(iter(_worst(counted)), ""))
    found = Paginator(office.listed(wanted, on=today()), ROWS)
    page = found.get_page(request.GET.get("trang"))
    language = get_language() or "vi"
    context = {
        "rules": [_rule(one, counted, wanted.finding, language) for one in _worst(counted)],
        "count": found.count,
        "rows": [
            (wording.row(version, language), flow_rows.faults(_told(version, wanted.finding)))
            for version in page
        ],
        "pages": paging.pages(
            current=page.number, last=found.num_pages,
            address=lambda n: "?" + urlencode({"loi": wanted.finding, "trang": n}),
        ),
        "lists": [_list(row) for row in queries.latest()],
    }  # fmt: skip
    return render(request, "catalogue/findings.html", context)


@reads
def workflow(request: HttpRequest, code: str) -> HttpResponse:
    said = queries.said_by(queries.latest_of(code))
    found = flow_rows.faults(flows.findings(said))
    context = {
        "list": said,
        "flow": flowchart.drawn(flows.flow_of(said)),
        "errors": [one for one in found if one.is_error],
        "warnings": [one for one in found if not one.is_error],
    }
    return render(request, "catalogue/workflow.html", context)


@reads
def workflow_file(request: HttpRequest, code: str) -> HttpResponse:
    said = queries.said_by(queries.latest_of(code))
    flow = flows.flow_of(said)
    owners = {one: naming.owner(one, "vi", flow.owners) for one in flow.owners}
    data = bpmn.written(flow, code=said.code, name=said.name_vi, owners=owners, rows={})
    return answered(data, f"{said.code}.bpmn")


def _told(version: Any, code: str) -> list[Finding]:
    """Return what a row is in the list for, and every error beside it."""
    return [one for one in lints.findings_of(version) if one.code == code or one.is_error]


def _worst(counted: dict[str, int]) -> list[str]:
    """Return the codes that found something, errors first, the commonest first."""
    known = [code for code in counted if code in rules()]
    return sorted(known, key=lambda code: (not rules()[code].is_error, -counted[code]))


def _rule(code: str, counted: dict[str, int], current: str, language: str) -> dict[str, Any]:
    rule = rules()[code]
    return {
        "code": code,
        "about": rule.about_en() if language == "en" else rule.about_vi(),
        "is_error": rule.is_error,
        "count": counted[code],
        "basis": rule.basis,
        "is_current": code == current,
    }


def _list(row: Any) -> dict[str, Any]:
    said = queries.said_by(row)
    found = flows.findings(said)
    errors = sum(one.is_error for one in found)
    return {"list": said, "errors": errors, "warnings": len(found) - errors}
