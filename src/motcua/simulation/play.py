"""Play a province from a day to a moment: all lives at once, in the order of simulated time."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count

from django.db import connection

from motcua.reference.calendars import queries as calendars
from motcua.simulation import evening, filings, plans
from motcua.simulation.arrivals import Flow
from motcua.simulation.cast import Cast
from motcua.simulation.lives import Act, Life
from motcua.spine.dates import VIETNAM
from motcua.spine.errors import Refusal
from motcua.spine.journal import queries as journal

Progress = Callable[[int, int], None]


class NotSimulated(Refusal):
    code = "not_simulated"
    message_vi = "Bản cài đặt này chạy giờ thật nên không mô phỏng được. Tạo bản khác để mô phỏng."
    message_en = "This installation runs on real time: nothing can be simulated in it."


class TooEarly(Refusal):
    code = "simulation_too_early"
    http_status = 422
    message_vi = "Đồng hồ mô phỏng đã qua ngày {day}. Chọn ngày bắt đầu muộn hơn."
    message_en = "The simulated clock has passed {day}. Begin on a later day."


class NothingToPlay(Refusal):
    code = "nothing_to_play"
    message_vi = "Chưa có thủ tục hay trung tâm nào để mô phỏng. Nạp dữ liệu mẫu trước."
    message_en = "There is no procedure or centre to play with. Load the sample data first."


@dataclass(slots=True)
class Played:
    """What came of it. `refused` holds what an operation declined: a plan that could not be."""

    dossiers: int = 0
    acts: int = 0
    waiting: int = 0
    refused: list[str] = field(default_factory=list)


class Province:
    """The stage: simulated time, and who acts when."""

    def __init__(self, *, seed: int) -> None:
        self.seed = seed
        self.cast = Cast(seed=seed)
        self.played = Played()
        self._numbers = count()
        self._queue: list[tuple[datetime, int, Act]] = []

    def later(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._queue, (at, next(self._numbers), act))

    def expect(self, life: Life, *, at: datetime, told: Callable[[int], None]) -> None:
        """Have a life begin at a moment, and say how many have begun by then."""

        def arrive(then: datetime) -> None:
            life.file(then)
            self.played.dossiers += 1
            told(self.played.dossiers)

        self.later(at, arrive)

    def run(self, *, until: datetime) -> None:
        """Let everything happen that is due before a moment; what is left stays undone."""
        while self._queue and self._queue[0][0] <= until:
            at, _, act = heapq.heappop(self._queue)
            try:
                act(at)
            except Refusal as refusal:
                self.played.refused.append(f"{at:%Y-%m-%d %H:%M} {refusal.code}")
            else:
                self.played.acts += 1
        self.played.waiting = len(self._queue)


def play(
    *,
    dossiers: int,
    first: date,
    last: date,
    seed: int,
    units: Sequence[str],
    until: datetime | None = None,
    progress: Progress = lambda done, of: None,
) -> Played:
    """Play so many dossiers filed from a day to a day, and all that follows until `until`.

    :raises NotSimulated: the installation's clock is real.
    :raises TooEarly: the simulated clock is already past the first day.
    :raises NothingToPlay: no procedure can be filed here.
    """
    end = until or midnight(last + timedelta(days=1))
    check_clock(first)
    offers = filings.offers(on=first, units=units)
    if not offers:
        raise NothingToPlay()
    province = Province(seed=seed)
    flow = Flow(calendars.working_calendar(), first=first, last=last)
    habits = [offer.habit for offer in offers.values()]
    for number in range(dossiers):
        plan = plans.plan(number, seed=seed, flow=flow, procedures=habits)
        life = Life(plan, offers[plan.procedure], province)
        province.expect(life, at=plan.arrives_at, told=lambda done: progress(done, dossiers))
    province.run(until=end)
    if until is not None:  # Real people go on from here.
        evening.number_what_is_approved(province.cast, at=end)
    return province.played


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=VIETNAM)


def write_lightly() -> None:
    """Let commits of this process not wait for the disk: a pretended past can be played again."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def check_clock(first: date) -> None:
    """:raises NotSimulated: the installation's clock is real.
    :raises TooEarly: the simulated clock is already past the first day.
    """
    clock = journal.clock()
    if clock is None or clock.simulated_at is None:
        raise NotSimulated()
    if clock.simulated_at > midnight(first):
        raise TooEarly(day=f"{first:%d/%m/%Y}")
