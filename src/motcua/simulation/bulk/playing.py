"""Play strands through the operations: the models, and what the bulk must equal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.reference.calendars import queries as calendars
from motcua.reference.organisations.models import Organisation
from motcua.simulation import filings, plans, play
from motcua.simulation.arrivals import Flow
from motcua.simulation.bulk.strands import Officers, Ring, Strand, StrandCast
from motcua.simulation.cast import Cast
from motcua.simulation.filings import Offer
from motcua.simulation.lives import Act, Life
from motcua.simulation.plans import Plan

CastFor = Callable[[Strand], Cast]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What is played: how many lives, from when to when, at which units."""

    models: int
    first: date
    last: date
    seed: int
    units: Sequence[str]
    until: datetime


@dataclass(frozen=True, slots=True)
class Programme:
    """The plans of the lives, and what can be filed."""

    script: Script
    plans: Sequence[Plan]
    offers: Mapping[str, Offer]


class _Stage:
    """One strand's place on the common stage."""

    def __init__(self, province: play.Province, cast: Cast) -> None:
        self.seed, self.cast, self._province = province.seed, cast, province

    def later(self, at: datetime, act: Act) -> None:
        self._province.later(at, act)


def programme(script: Script) -> Programme:
    """Decide the lives.

    :raises NothingToPlay: no procedure can be filed here.
    """
    offers = filings.offers(on=script.first, units=script.units)
    if not offers:
        raise play.NothingToPlay()
    flow = Flow(calendars.working_calendar(), first=script.first, last=script.last)
    habits = [offer.habit for offer in offers.values()]
    decided = [
        plans.plan(number, seed=script.seed, flow=flow, procedures=habits)
        for number in range(script.models)
    ]
    return Programme(script, decided, offers)


def perform(
    chosen: Programme,
    strands: Sequence[Strand],
    *,
    cast_for: CastFor,
    plan_for: Callable[[Strand, Plan], Plan] = Strand.plan,
) -> play.Played:
    """Play every plan in every strand, all at once, in the order of time."""
    province = play.Province(seed=chosen.script.seed)
    units = {one.code: one for one in Organisation.objects.select_related("kind")}
    stages = [(strand, _Stage(province, cast_for(strand))) for strand in strands]
    offers = [
        {key: strand.offer(offer, units) for key, offer in chosen.offers.items()}
        for strand in strands
    ]
    for plan in chosen.plans:
        for (strand, stage), offered in zip(stages, offers, strict=True):
            life = Life(plan_for(strand, plan), offered[plan.procedure], stage)
            province.later(plan.arrives_at, life.file)
    province.run(until=chosen.script.until)
    return province.played


def cast_of(officers: Officers, *, seed: int) -> CastFor:
    return lambda strand: StrandCast(seed=seed, strand=strand, officers=officers)


def strands_of(ring: Ring, number: int) -> list[Strand]:
    return [Strand(one, ring) for one in range(number)]
