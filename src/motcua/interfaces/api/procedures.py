"""The catalogue for machines: search, one procedure with its form, where to hand it in."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from motcua.casework.dossiers.queries import places
from motcua.interfaces.api import forms
from motcua.interfaces.api.doors import Key, said
from motcua.interfaces.api.shapes import (
    PlaceOut,
    PlacesOut,
    ProcedureLine,
    ProcedureOut,
    ProceduresOut,
)
from motcua.reference.finding import queries as finding
from motcua.reference.procedures import queries
from motcua.spine import clock
from motcua.spine.dates import local_date

router = Router(tags=["procedures"], auth=Key("catalogue.read"))


@router.get("/procedures", response=ProceduresOut)
def search_procedures(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    field: Annotated[str, Query(max_length=120)] = "",
    page: Annotated[int, Query(ge=1, le=finding.PAGE_MAX)] = 1,
    rows: Annotated[int, Query(ge=1, le=finding.PER_PAGE_MAX)] = 10,
) -> HttpResponse:
    """Search procedures by words or code, with or without accents; the best first."""
    found = finding.search(q, field=field or None, page=page, per_page=rows)
    lines = [ProcedureLine.model_validate(hit, from_attributes=True) for hit in found.hits]
    return said(
        ProceduresOut(
            total=found.total,
            page=found.page,
            pages=found.pages,
            understood_as=found.understood_as,
            procedures=lines,
        )
    )


@router.get("/procedures/{jurisdiction}/{key}", response=ProcedureOut)
def procedure(request: HttpRequest, jurisdiction: str, key: str) -> HttpResponse:
    """Show one procedure: its form, papers, fees, limits and results."""
    page = queries.page_of(jurisdiction=jurisdiction, key=key, on=local_date(clock.now()))
    return said(forms.procedure_out(page))


@router.get("/procedures/{jurisdiction}/{key}/places", response=PlacesOut)
def procedure_places(request: HttpRequest, jurisdiction: str, key: str) -> HttpResponse:
    """List where it may be handed in today, and which unit then resolves it."""
    on = local_date(clock.now())
    wanted = queries.procedure_of(jurisdiction=jurisdiction, key=key)
    version = queries.version_on(wanted, on=on)
    chosen = places.choices(version, on=on) if version else []
    return said(
        PlacesOut(
            places=[
                PlaceOut(
                    receiving=one.receiving.code,
                    receiving_vi=one.receiving.name_vi,
                    resolving=one.resolving.code,
                    resolving_vi=one.resolving.name_vi,
                )
                for one in chosen
            ]
        )
    )
