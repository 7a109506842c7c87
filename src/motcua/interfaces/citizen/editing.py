"""A draft on the page: its form, its answers, its problems, and the steps at the side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.casework.dossiers.queries import drafts
from motcua.casework.dossiers.queries.drafts import DraftView
from motcua.interfaces import session
from motcua.interfaces.citizen import components, steps
from motcua.interfaces.citizen.steps import Step
from motcua.interfaces.look.eform import words as writing
from motcua.reference.procedures.definition.answers import Problem
from motcua.reference.procedures.definition.shape import Definition, Section
from motcua.spine import clock
from motcua.spine.dates import local_date
from motcua.spine.errors import NotFound


@dataclass(frozen=True)
class Editing:
    """What a page of a draft shows; each list is made once."""

    view: DraftView
    now: str
    on: date

    @property
    def key(self) -> str:
        return self.view.draft.key

    @property
    def definition(self) -> Definition:
        return self.view.definition

    @property
    def answers(self) -> Mapping[str, Any]:
        return self.view.answers

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.view.problems

    @cached_property
    def sections(self) -> list[Section]:
        return steps.shown_sections(self.definition, self.answers)

    @cached_property
    def steps(self) -> list[Step]:
        return steps.steps_of(
            self.key,
            self.sections,
            now=self.now,
            problems=self.problems,
            answers=self.answers,
            done=self._done(),
        )

    @property
    def next_address(self) -> str:
        return steps.after(self.steps, self.now).address

    def section(self) -> Section:
        """Return the section of this page.

        :raises NotFound: the form has none of that name for these answers.
        """
        found = next((one for one in self.sections if one.code == self.now), None)
        if found is None:
            raise NotFound()
        return found

    def context(self) -> dict[str, Any]:
        """Return what every page of a draft needs."""
        draft, before = self.view.draft, steps.before(self.steps, self.now)
        return {
            "key": self.key,
            "steps": self.steps,
            "step_number": [one.code for one in self.steps].index(self.now) + 1,
            "procedure": draft.version,
            "procedure_address": reverse(
                "portal:procedure", args=[draft.procedure.jurisdiction, draft.procedure.key]
            ),
            "saved_at": draft.updated_at,
            "is_superseded": self.view.is_superseded,
            "is_plain": self.definition.is_plain,
            "back_address": before.address if before else "",
            "next_address": self.next_address,
        }

    def _done(self) -> dict[str, str]:
        draft, done = self.view.draft, {}
        files = len(self.view.papers)
        if files:
            done[steps.PAPERS] = ngettext("%(n)s tệp", "%(n)s tệp", files) % {"n": files}
        elif not components.asked(self.view):
            done[steps.PAPERS] = _("không phải nộp")
        elif not components.missing(self.view):
            done[steps.PAPERS] = ""
        if draft.receiving is not None:
            done[steps.PLACE] = writing.name(draft.receiving)
        return done


def opened(request: HttpRequest, key: str, now: str) -> Editing:
    """Return a draft of who asks, as one of its pages shows it.

    :raises NotFound: there is none, or it is not theirs.
    """
    on = local_date(clock.now())
    view = drafts.view(key=key, actor=session.actor_of(request), on=on)
    return Editing(view=view, now=now, on=on)
