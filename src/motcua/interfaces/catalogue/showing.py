"""One procedure, one of its versions, and what changed between two."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from motcua.interfaces.catalogue import content, wording
from motcua.interfaces.catalogue.access import KEEPER, reads, today
from motcua.interfaces.session import actor_of
from motcua.reference.procedures import office, queries
from motcua.spine.errors import NotFound

STORY_MAX = 100


@reads
def procedure(request: HttpRequest, jurisdiction: str, key: str) -> HttpResponse:
    found = queries.procedure_of(jurisdiction=jurisdiction, key=key)
    version = office.front(found, actor=actor_of(request), on=today())
    return _page(request, version)


@reads
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    return _page(request, office.version(version_id, actor=actor_of(request)))


@reads
def difference(request: HttpRequest, jurisdiction: str, key: str) -> HttpResponse:
    found = queries.procedure_of(jurisdiction=jurisdiction, key=key)
    numbers = [_number(request.GET.get(name)) for name in ("tu", "den")]
    old, new, changes = office.difference(
        found, old=numbers[0], new=numbers[1], actor=actor_of(request)
    )
    context = {
        "procedure": found,
        "name": new,
        "old": wording.line(old, on=today(), before=None),
        "new": wording.line(new, on=today(), before=None),
        "sentences": [sentence(change) for change in changes],
        "address": wording.address(found),
    }
    return render(request, "catalogue/difference.html", context)


def sentence(change: Any) -> str:
    return str(change.en if get_language() == "en" else change.vi)


def _page(request: HttpRequest, version: Any) -> HttpResponse:
    actor, on, found = actor_of(request), today(), version.procedure
    language = get_language() or "vi"
    every = list(office.versions(found, actor=actor))
    before = [one.number for one in every[1:]] + [None]
    context = {
        "version": version,
        "state": wording.state(version),
        "page": queries.page_of_version(version, on=on),
        "shown": content.shown(version, language),
        "lines": [
            wording.line(one, on=on, before=number)
            for one, number in zip(every, before, strict=True)
        ],
        "draft": next((one for one in every if one.state == "draft"), None),
        "story": wording.story(office.story(found)[:STORY_MAX]),
        "may_keep": KEEPER in actor.roles,
        "address": wording.address(found),
    }
    return render(request, "catalogue/procedure.html", context)


def _number(given: str | None) -> int:
    """Return a version's number from an address.

    :raises NotFound: it is no number.
    """
    if given is None or not given.isdecimal() or len(given) > 9:
        raise NotFound()
    return int(given)
